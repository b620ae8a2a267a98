"""The projection contract: a name, a version, the events it wants, its tables, and a fold over a batch."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
import sqlalchemy as sa

from application.pages import Fact
from domain.event import Event
from projections.rows import Rows

__all__ = ["Fact", "Projection"]


class Projection(ABC):
    """One read model. It owns its tables; nobody else writes them.

    ``version`` goes up whenever the tables or the fold change: the engine then rebuilds by itself. Indexes other than
    the primary key are left unnamed, because a rebuild makes the tables a second time beside the live ones.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    events: ClassVar[tuple[type[Event], ...]]
    parts: ClassVar[Mapping[type[Event], type[msgspec.Struct]]] = {}
    """What is read of these events, which is several times as fast: their facts hold the struct, such as a ``Part``."""

    whole: ClassVar[bool] = False
    """It folds all that stands in the log, as bytes and whatever it is called: its facts hold a ``StoredEntry``."""

    @abstractmethod
    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables, their names ending in ``suffix``."""

    @abstractmethod
    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Brings the rows, by table name without suffix, up to date with a batch in log order."""

    def before_writing(self, rows: Mapping[str, Rows]) -> None:  # noqa: B027  # Few have anything to do here.
        """Puts what follows from rows that are about to be written (``Rows.pending``): once a write, not once an event.

        It has to be the same however often rows are written on the way.
        """
