"""What a relay tells those who watch it, in the manner of Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter("bangvang_relay_events", "Events that the broker has acknowledged and whose position is saved")
POSITION = Gauge("bangvang_relay_position", "Log position up to which everything is acknowledged and saved")
LAG = Gauge("bangvang_relay_lag_events", "Events in the log behind that position")
BATCH_SECONDS = Histogram("bangvang_relay_batch_seconds", "Seconds from reading a batch to saving its position")
ERRORS = Counter("bangvang_relay_errors", "What went wrong and was tried again, by its kind", ["kind"])
HOLDS_LEASE = Gauge("bangvang_relay_holds_lease", "1 where this process relays, 0 where it stands by")


def tell(position: int, head: int) -> None:
    """Notes the position that is saved, and how far the log has come."""
    POSITION.set(position)
    LAG.set(max(head - position, 0))


def failed(problem: BaseException) -> str:
    """Counts what went wrong; answers its kind."""
    kind = type(problem).__name__
    ERRORS.labels(kind).inc()
    return kind
