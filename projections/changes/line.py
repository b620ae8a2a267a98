"""What is looked at of a change before it is shown: a line of the score history without what is long."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain.command import VIETNAM
from domain.metadata import Code, IndicatorCode

COLUMNS = (
    "stream",
    "version",
    "position",
    "event",
    "indicator",
    "stage",
    "before",
    "after",
    "final_before",
    "final_after",
    "actor_id",
    "actor_role",
    "recorded_at",
    "effective_on",
    "reason",
)
"""The columns of the score history that make a line."""


class Line:
    """One change of a unit's scorecard; points are whole ten-thousandths."""

    stream: str
    version: int
    position: int
    event: str
    indicator: IndicatorCode | None
    stage: str | None
    before: int | None
    after: int | None
    final_before: int | None
    final_after: int | None
    actor_id: str
    actor_role: str
    recorded_at: str
    effective_on: str | None
    reason: str | None

    def __init__(self, unit: Code, row: Mapping[str, Any]) -> None:
        """Takes whose scorecard it is, and the row of ``COLUMNS``."""
        self.unit = unit
        self.__dict__.update(row)

    @property
    def size(self) -> int | None:
        """By how much the final points changed; none counts as zero, and ``None`` stands where points can't change."""
        return None if self.stage is None else abs((self.final_after or 0) - (self.final_before or 0))

    @property
    def moves(self) -> bool:
        """Whether points became others."""
        return bool(self.size) or self.before != self.after

    @property
    def days(self) -> tuple[date, ...]:
        """The days in Viet Nam on which it was recorded and from which it holds, where that differs."""
        recorded = datetime.fromisoformat(self.recorded_at).astimezone(VIETNAM).date()
        return (recorded, date.fromisoformat(self.effective_on)) if self.effective_on else (recorded,)
