"""What an auditor looks for among the changes of a round."""

from collections.abc import Collection
from decimal import Decimal
from unicodedata import normalize

import msgspec

from domain.metadata import Code, IndicatorCode, Role
from domain.points import PLACES
from projections.changes.line import Line
from projections.changes.marks import Mark


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is given has to hold of a change; nothing given lets every change through.

    ``reason`` is a part of it, whatever its case; ``min_size`` is in points, of the change of final points.
    """

    unit: Code | None = None
    indicator: IndicatorCode | None = None
    actor: str | None = None
    role: Role | None = None
    reason: str | None = None
    min_size: Decimal | None = None
    marks: frozenset[Mark] = frozenset()

    def accepts(self, line: Line, marks: Collection[Mark]) -> bool:
        """Whether the change is one of those looked for."""
        return (
            self.unit in {None, line.unit}
            and self.indicator in {None, line.indicator}
            and self.actor in {None, line.actor_id}
            and self.role in {None, line.actor_role}
            and self.marks <= set(marks)
            and self._has_size(line)
            and self._has_reason(line)
        )

    def _has_size(self, line: Line) -> bool:
        return self.min_size is None or (line.size is not None and Decimal(line.size).scaleb(-PLACES) >= self.min_size)

    def _has_reason(self, line: Line) -> bool:
        return self.reason is None or (line.reason is not None and _folded(self.reason) in _folded(line.reason))


EVERY_CHANGE = Wanted()


def _folded(text: str) -> str:
    """The text as it compares: composed (NFC), and without case."""
    return normalize("NFC", normalize("NFC", text).casefold())
