"""What the publication of standings tells those who watch it, in the manner of Prometheus."""

from prometheus_client import Counter, Gauge

SENT = Counter("bangvang_standings_sent", "Standings that the broker has acknowledged")
TOMBSTONES = Counter(
    "bangvang_standings_tombstones", "Units that have left a ranking, and whose messages are taken back"
)
POSITION = Gauge("bangvang_standings_position", "Log position up to which the topic of rankings is up to date")
LAG = Gauge("bangvang_standings_lag_events", "Events in the log behind that position")
ERRORS = Counter("bangvang_standings_errors", "What went wrong and was tried again, by its kind", ["kind"])
HOLDS_LEASE = Gauge("bangvang_standings_holds_lease", "1 where this process publishes, 0 where it stands by")


def tell(position: int, head: int) -> None:
    """Notes the position that is saved, and how far the log has come."""
    POSITION.set(position)
    LAG.set(max(head - position, 0))


def failed(problem: BaseException) -> str:
    """Counts what went wrong; answers its kind."""
    kind = type(problem).__name__
    ERRORS.labels(kind).inc()
    return kind
