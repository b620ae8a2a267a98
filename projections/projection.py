"""The projection contract: a name, a version, the events it wants, its tables, and a fold over a batch."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

import sqlalchemy as sa

from domain.event import Event, Recorded
from projections.rows import Rows


class Fact(NamedTuple):
    """A recorded event and its position in the log."""

    position: int
    recorded: Recorded[Event]


class Projection(ABC):
    """One read model. It owns its tables; nobody else writes them.

    ``version`` goes up whenever the tables or the fold change: the engine then rebuilds by itself. Indexes other than
    the primary key are left unnamed, because a rebuild makes the tables a second time beside the live ones.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    events: ClassVar[tuple[type[Event], ...]]

    @abstractmethod
    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables, their names ending in ``suffix``."""

    @abstractmethod
    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Brings the rows, by table name without suffix, up to date with a batch in log order."""
