"""Relative points while the best values are not frozen: recorded ones are as old as their entry, these are of now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.points import to_units
from projections.ranking.points import Entry

Entries = dict[str, Entry]
"""A scorecard's indicators that have something, by code."""


def against_the_best(
    cards: Mapping[str, Entries],
    hashes: Mapping[str, str],
    sets: Mapping[str, IndicatorSet],
    compared: Collection[str],
) -> None:
    """Gives every indicator whose rule compares the points that it has against the best value known.

    ``hashes`` tells by which set each card is scored. ``compared`` are the cards that others are measured against:
    those of units that have handed in and are ranked. Points granted on appeal are judged, and move with no value.
    """
    for content_hash, definition in sets.items():
        scored = {stream: entries for stream, entries in cards.items() if hashes[stream] == content_hash}
        for indicator in _comparing(definition):
            held = {stream: entries[indicator.code] for stream, entries in scored.items() if indicator.code in entries}
            best = _best(entry for stream, entry in held.items() if stream in compared)
            for entry in held.values():
                if entry.applicable:
                    _score(entry, indicator, definition.places, best)


def compare(sets: Iterable[IndicatorSet]) -> bool:
    """Whether any of the sets has an indicator whose rule compares."""
    return any(True for definition in sets for _ in _comparing(definition))


def _comparing(definition: IndicatorSet) -> Iterator[Indicator]:
    return (indicator for indicator in definition.indicators() if indicator.rule.compares)


def _best(entries: Iterable[Entry]) -> Decimal:
    values = [Decimal(e.reviewed_value) for e in entries if e.applicable and e.reviewed_value is not None]
    return max(values, default=Decimal(0))


def _score(entry: Entry, indicator: Indicator, places: int, best: Decimal) -> None:
    def earned(value: str | None, recorded: int | None) -> int | None:
        return recorded if value is None else to_units(indicator.score({"value": value}, places, best))

    entry.self_points = earned(entry.self_value, entry.self_points)
    entry.reviewed_points = earned(entry.reviewed_value, entry.reviewed_points)
    if not entry.granted:
        entry.final_points = earned(entry.reviewed_value, entry.final_points)
