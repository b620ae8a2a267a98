"""What a projector tells those who watch it, in the manner of Prometheus."""

from collections.abc import Iterable
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

from application.messaging.events import Received
from projections.feeding.feeder import Fed
from projections.positions import Status

EVENTS = Counter("bangvang_projector_events", "Events folded", ["projection"])
LETTERS = Counter("bangvang_projector_dead_letters", "Records that could not be read or folded", ["projection"])
BATCH_SECONDS = Histogram("bangvang_projector_batch_seconds", "Seconds in which a batch is read, folded and written")
VISIBLE_SECONDS = Histogram(
    "bangvang_projector_visible_seconds",
    "Seconds from recording an event until every read model shows it, of the last event of each batch",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
PARTITIONS = Gauge("bangvang_projector_partitions", "Partitions that this process has")
FENCED = Counter("bangvang_projector_fenced", "Partitions that somebody else had taken meanwhile")
ERRORS = Counter("bangvang_projector_errors", "What went wrong and was tried again, by its kind", ["kind"])
LAG = Gauge("bangvang_projector_lag_events", "Events of the log that a read model does not show yet", ["projection"])


def fed(projection: str, found: Fed) -> None:
    """Counts what has become of a batch."""
    EVENTS.labels(projection).inc(found.folded)
    LETTERS.labels(projection).inc(found.letters)


def visible(last: Received | None) -> None:
    """Notes how long ago the last event of a batch was recorded that every read model shows now."""
    if last is not None:
        VISIBLE_SECONDS.observe(max(0.0, (datetime.now(UTC) - last.recorded_at).total_seconds()))


def tell(statuses: Iterable[Status]) -> None:
    """Notes how far read models are behind the log, whoever feeds them."""
    for status in statuses:
        LAG.labels(status.projection).set(status.lag)


def failed(problem: BaseException) -> str:
    """Counts what went wrong; answers its kind."""
    kind = type(problem).__name__
    ERRORS.labels(kind).inc()
    return kind
