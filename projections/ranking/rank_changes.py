"""When and why ranks moved, as readers get it."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec

from application.log import LogReader
from application.people import People
from domain.metadata import Code, IndicatorCode, Moment
from domain.points import from_units, percent
from projections.ranking.board import Moved
from projections.ranking.places import Place
from projections.ranking.timeline import About
from projections.telling import told_by

PATTERN = r"^[0-9]{1,18}(\.[a-z0-9]+(-[a-z0-9]+)*)?$(?!\n)"
"""How a cursor is written: a log position, and behind it the code of a unit or nothing."""


class Cursor(NamedTuple):
    """Behind which change to go on: behind all of a position, or behind those of its units up to this one's code."""

    position: int = 0
    unit: Code | None = None

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """The cursor that ``PATTERN`` writes."""
        position, _, unit = written.partition(".")
        return cls(int(position), unit or None)

    def is_before(self, moved: Moved) -> bool:
        """Whether a change comes behind it."""
        position, unit = moved.step.position, moved.shift.unit
        return position > self.position or (position == self.position and self.unit is not None and unit > self.unit)


class RankChange(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's rank became another. Points, their applicable maximum and percent are those of the stage that ranks.

    All of ``before`` is ``None`` where the unit had no rank, all of ``after`` where it lost it. ``event`` is the stored
    name of what moved it; ``event_unit`` the unit that it happened to, often another one, ``None`` if to the round.
    """

    position: int
    unit: Code
    rank_before: int | None
    rank_after: int | None
    points_before: Decimal | None
    points_after: Decimal | None
    max_points_before: Decimal | None
    max_points_after: Decimal | None
    percent_before: Decimal | None
    percent_after: Decimal | None
    event: str
    event_unit: Code | None
    indicator: IndicatorCode | None
    actor_id: str
    actor_role: str
    recorded_at: Moment
    effective_on: date | None
    reason: str | None
    names: dict[str, str | None]
    """Whom the reference in ``actor_id`` stands for; null where the name was erased."""

    @property
    def cursor(self) -> str:
        """By which to ask for what comes behind this change."""
        return f"{self.position}.{self.unit}"


def rank_changes(log: LogReader, people: People, moved: Iterable[Moved]) -> Iterator[RankChange]:
    """The changes with what the log tells of their events, each of which is read once."""
    named = cache(people.names)

    @cache
    def told(position: int) -> dict[str, Any]:
        (entry,) = log.at([position])
        event = told_by(entry)
        return {**event, "names": named((event["actor_id"],))}

    for step, shift in moved:
        yield RankChange(
            position=step.position,
            unit=shift.unit,
            rank_before=shift.rank_before,
            rank_after=shift.rank_after,
            **_points("before", shift.before),
            **_points("after", shift.after),
            event_unit=step.unit,
            indicator=step.what.indicator if step.about is About.POINTS else None,
            **told(step.position),
        )


def _points(moment: str, place: Place | None) -> dict[str, Any]:
    points, maximum, share = (None, None, None) if place is None else _decimals(place.points, place.maximum)
    return {f"points_{moment}": points, f"max_points_{moment}": maximum, f"percent_{moment}": share}


@lru_cache(maxsize=10_000)
def _decimals(points: int, maximum: int) -> tuple[Decimal, Decimal, Decimal | None]:
    """Points, maximum and percent: one event may pass many units by whose points stay."""
    points_shown, maximum_shown = from_units(points), from_units(maximum)
    return points_shown, maximum_shown, percent(points_shown, maximum_shown)
