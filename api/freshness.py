"""How fresh an answer is: which version of a read model was read, at which position, how far behind the log."""

import msgspec

from api.context import platform
from projections.ranking import Ranking


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """A read model's version, the log position it stood at, and the events it was behind."""

    version: int
    position: int
    lag: int


def of_projection(name: str) -> Freshness:
    """How fresh a read model is now; asked before it is read, it promises no more than is true."""
    status = next(status for status in platform().projections.status() if status.projection == name)
    return Freshness(version=status.version, position=status.position, lag=status.lag)


def of_ranking(ranking: Ranking) -> Freshness:
    """How fresh this ranking is."""
    lag = max(0, platform().log.head() - ranking.position)
    return Freshness(version=ranking.version, position=ranking.position, lag=lag)
