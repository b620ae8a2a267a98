"""What Prometheus is told of log, relay and read models: read when it asks, by whichever process it asks."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from projections.feeding.status import PlatformStatus
from projections.platform import Platform
from projections.positions import Feed

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """One metric of each relay, projection or province: its name, what it means, and its value where there is one."""

    name: str
    about: str
    value: Callable[[Any], float | None]


RELAY = (
    Told("bangvang_relayed_position", "Log position up to which all is acknowledged.", lambda each: each.position),
    Told("bangvang_relayed_lag_events", "Log positions not sent yet.", lambda each: each.lag),
    Told("bangvang_relayed_lag_seconds", "Age of the oldest event not sent.", lambda each: each.seconds),
    Told("bangvang_relayed_epoch", "How often the relay has changed hands.", lambda each: each.epoch),
)
PROJECTION = (
    Told("bangvang_projection_position", "Log position of a read model.", lambda each: each.position),
    Told("bangvang_projection_version", "Version of a read model.", lambda each: each.version),
    Told("bangvang_projection_fed_by_kafka", "1 where projectors feed it.", lambda each: each.feed == Feed.KAFKA),
    Told("bangvang_projection_lag_events", "Log positions it is behind.", lambda each: each.lag),
    Told("bangvang_projection_lag_seconds", "Age of the oldest event it misses.", lambda each: each.seconds),
    Told("bangvang_projection_stopped", "1 at an event that it can't fold.", lambda each: each.stopped_at is not None),
    Told("bangvang_dead_letters_open", "Records put aside and not settled.", lambda each: each.dead_letters),
)
PROVINCE = (
    Told("bangvang_province_lag_events", "Events sent and not folded; none where unknown.", lambda each: each.lag),
    Told("bangvang_province_lag_seconds", "Age of the oldest event sent and not folded.", lambda each: each.seconds),
)


class StatusCollector(Collector):
    """The positions and lags of one platform."""

    def __init__(self, platform: Platform) -> None:
        """Reads nothing yet."""
        self._platform = platform

    def collect(self) -> Iterator[Metric]:
        """All that is known; where the stores don't answer, that alone."""
        yield InfoMetricFamily("bangvang", "The program.", value={"version": version("bangvang")})
        try:
            found = [*_standing(self._platform.status.read()), _signed(self._platform)]
        except Exception:
            log.exception("the stores could not be read")
            found = []
        yield GaugeMetricFamily("bangvang_stores_up", "Whether the stores answer.", value=bool(found))
        yield from found


def _signed(platform: Platform) -> Metric:
    newest = platform.checkpoints.newest()
    size = newest[0] if newest else 0
    return GaugeMetricFamily("bangvang_checkpoint_size", "Events that the newest signed checkpoint covers.", value=size)


def _standing(status: PlatformStatus) -> Iterator[Metric]:
    yield GaugeMetricFamily("bangvang_log_head", "Position of the log's last event.", value=status.head)
    yield from _families(RELAY, {"relay": "name"}, status.relays)
    yield from _families(PROJECTION, {"projection": "projection"}, status.projections)
    yield from _families(PROVINCE, {"projection": "projection", "province": "province"}, status.provinces)


def _families(told: Sequence[Told], labels: Mapping[str, str], rows: Sequence[Any]) -> Iterator[Metric]:
    """The metrics of all rows; ``labels`` says which field a label has its value from."""
    for name, about, value in told:
        family = GaugeMetricFamily(name, about, labels=[*labels])
        for row in rows:
            if (found := value(row)) is not None:
                family.add_metric([getattr(row, field) for field in labels.values()], found)
        yield family
