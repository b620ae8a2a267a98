"""Relative points while the best values are not frozen: recorded ones are as old as their entry, these are of now."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.metadata import Sha256
from domain.points import to_units
from projections.ranking.held import Held
from projections.ranking.points import Entry
from projections.ranking.worth import STAGES

Score = Callable[[str], int]
"""What a value comes to, in ten-thousandths of a point."""


def against_the_best(
    held: Held, sets: Mapping[str, Sha256], definitions: Mapping[Sha256, IndicatorSet], compared: Collection[str]
) -> None:
    """Gives every indicator whose rule compares the points that it has against the best value known.

    ``sets`` tells by which set each card is scored. ``compared`` are the cards that others are measured against:
    those of units that have handed in and are ranked. Points granted on appeal are judged, and move with no value.
    """
    for content_hash, definition in definitions.items():
        scored = [stream for stream, scored_by in sets.items() if scored_by == content_hash]
        for indicator in comparing(definition):
            entries = {stream: held.entry(stream, indicator.code) for stream in scored}
            best = _best(entry for stream, entry in entries.items() if stream in compared)
            score = scoring(indicator, definition.places, best)
            for stream, entry in entries.items():
                if entry.applicable:
                    stages = [measured(stage, entry, score) for stage in STAGES]
                    held.put_points(stream, indicator.code, stages)


def compare(sets: Iterable[IndicatorSet]) -> bool:
    """Whether any of the sets has an indicator whose rule compares."""
    return any(True for definition in sets for _ in comparing(definition))


def comparing(definition: IndicatorSet) -> Iterator[Indicator]:
    """The indicators whose rules compare."""
    return (indicator for indicator in definition.indicators() if indicator.rule.compares)


def _best(entries: Iterable[Entry]) -> Decimal:
    values = (compared_value(entry) for entry in entries)
    return max((value for value in values if value is not None), default=Decimal(0))


def compared_value(entry: Entry) -> Decimal | None:
    """The value that others are measured against, if the entry counts and has one."""
    if entry.applicable and entry.reviewed_value is not None:
        return Decimal(entry.reviewed_value)
    return None


def scoring(indicator: Indicator, places: int, best: Decimal) -> Score:
    """What values come to against the best one, each computed once: an entry has its value at several stages."""
    return cache(lambda value: to_units(indicator.score({"value": value}, places, best)))


def measured(stage: str, entry: Entry, score: Score) -> int | None:
    """The points that an entry's value has at a stage against the best one; those recorded where there is no value."""
    value = moving_value(stage, entry)
    if value is not None:
        return score(value)
    recorded: int | None = getattr(entry, stage)
    return recorded


def moving_value(stage: str, entry: Entry) -> str | None:
    """The value that moves with the best one: none of points that were granted on appeal."""
    own, _, final = STAGES
    if stage == own:
        return entry.self_value
    return None if stage == final and entry.granted else entry.reviewed_value
