"""How fresh an answer is: which version of a read model was read, at which position, how far behind the log."""

from time import monotonic, sleep

import msgspec

from api.context import platform
from api.refusals import PositionUnknown, ReadModelLate
from domain.metadata import Code
from projections.ranking import Ranking

PATIENCE = 5.0
"""Seconds that a reader waits at most for a read model to come to the position asked for."""
GLANCE = 0.02
"""Seconds between two looks."""


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """A read model's version, the log position it stood at, and the events it was behind."""

    version: int
    position: int
    lag: int


def of_projection(name: str, province: Code | None = None) -> Freshness:
    """How fresh a read model is now; asked before it is read, it promises no more than is true.

    Where it is fed by province, it may be fresher in one province than in all of them.
    """
    status = next(status for status in platform().projections.status(province) if status.projection == name)
    return Freshness(version=status.version, position=status.position, lag=status.lag)


def require_position(name: str, wanted: int, province: Code | None = None) -> None:
    """Waits until a read model has come to a position, for ``PATIENCE`` seconds.

    Raises ``PositionUnknown`` where the log does not reach so far, ``ReadModelLate`` where waiting was in vain.
    """
    head = platform().log.head()
    if wanted > head:
        raise PositionUnknown(head=head, wanted=wanted)
    until = monotonic() + PATIENCE
    while (position := of_projection(name, province).position) < wanted:
        if monotonic() > until:
            raise ReadModelLate(projection=name, position=position, wanted=wanted)
        sleep(GLANCE)


def of_ranking(ranking: Ranking) -> Freshness:
    """How fresh this ranking is."""
    lag = max(0, platform().log.head() - ranking.position)
    return Freshness(version=ranking.version, position=ranking.position, lag=lag)
