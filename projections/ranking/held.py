"""What the indicators of scorecards have after any number of changes: arrays, into which many go at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from domain.metadata import IndicatorCode, Sha256, UnitKind
from projections.ranking.points import Entries, Entry, Kind
from projections.ranking.records import NONE, Records, Values
from projections.ranking.worth import STAGES, Sums, Total, Weights, weights

Numbers = npt.NDArray[np.int64]


class Field(NamedTuple):
    """Something that an indicator has: the last change of some kinds tells it."""

    at_first: int
    kinds: Collection[Kind]
    told_by: Callable[[Records], Numbers]


def _whether(kind: Kind, *, is_it: bool) -> Callable[[Records], Numbers]:
    """A one where the change is of the kind, or is not."""
    return lambda changes: ((changes["kind"] == kind) == is_it).astype(np.int64)


COUNTED: Mapping[str, Field] = {
    "self_points": Field(NONE, {Kind.SCORED, Kind.RESCALED_SELF}, itemgetter("points")),
    "reviewed_points": Field(NONE, {Kind.SCORED, Kind.REVIEWED, Kind.RESCALED_REVIEWED}, itemgetter("points")),
    "final_points": Field(
        NONE, {Kind.SCORED, Kind.REVIEWED, Kind.GRANTED, Kind.DENIED, Kind.RESCALED_FINAL}, itemgetter("points")
    ),
    "applicable": Field(
        1, {Kind.SCORED, Kind.REVIEWED, Kind.GRANTED, Kind.NOT_APPLICABLE}, _whether(Kind.NOT_APPLICABLE, is_it=False)
    ),
}
"""What totals are made of."""

ALL: Mapping[str, Field] = {
    **COUNTED,
    "granted": Field(0, {Kind.SCORED, Kind.GRANTED, Kind.DENIED}, _whether(Kind.GRANTED, is_it=True)),
    "self_valued_at": Field(0, {Kind.SCORED}, itemgetter("position")),
    "reviewed_valued_at": Field(0, {Kind.SCORED, Kind.REVIEWED}, itemgetter("position")),
}
"""With what else an entry has; its values are known by the positions at which they were given."""


class Place(NamedTuple):
    """Where a card's indicators stand: behind ``start``, each by its number."""

    start: int
    numbers: Mapping[IndicatorCode, int]


class Held:
    """The indicators of some cards, in the order in which the cards were put."""

    def __init__(self, fields: Mapping[str, Field] = COUNTED) -> None:
        """Nobody has anything."""
        self._fields = fields
        self._arrays = {name: np.empty(0, np.int64) for name in fields}
        self._concern = {name: np.isin(np.arange(max(Kind) + 1), list(field.kinds)) for name, field in fields.items()}
        self._places: dict[str, Place] = {}
        self._size = 0
        self.values: Values = {}

    def put(self, stream: str, numbers: Mapping[IndicatorCode, int]) -> Place:
        """A card whose indicators have nothing yet, and where they stand."""
        place = self._places[stream] = Place(self._size, numbers)
        self._size += len(numbers)
        if self._size > len(self._arrays["applicable"]):
            self._grow()
        return place

    def _grow(self) -> None:
        """By half at once, for many cards are put one by one."""
        for name, field in self._fields.items():
            grown = np.full(self._size * 3 // 2, field.at_first, np.int64)
            grown[: len(self._arrays[name])] = self._arrays[name]
            self._arrays[name] = grown

    def change(self, starts: Numbers, changes: Records, until: int | None = None) -> None:
        """Makes changes of cards that begin at these starts; those of one card come in the order of the log.

        Those behind the position ``until`` are left out.
        """
        where, kinds = starts + changes["indicator"], changes["kind"]
        if until is not None:
            kinds = np.where(changes["position"] <= until, kinds, 0)
        for name, field in self._fields.items():
            number = np.flatnonzero(self._concern[name][kinds])
            last = np.full(self._size, -1)
            np.maximum.at(last, where[number], number)
            concerned = np.flatnonzero(last >= 0)
            self._arrays[name][concerned] = field.told_by(changes)[last[concerned]]

    def totals(self, cards: Iterable[Mapping[Any, Any]], stored_sets: Mapping[Sha256, str]) -> dict[str, Sums]:
        """What cards come to, which are given as their rows, by stream."""
        alike: dict[tuple[Sha256, str], list[str]] = defaultdict(list)
        for card in cards:
            alike[card["content_hash"], card["kind"]].append(card["stream"])
        found: dict[str, Sums] = {}
        for (content_hash, kind), streams in alike.items():
            weighed = weights(stored_sets[content_hash], UnitKind(kind))
            found.update(zip(streams, self._totals(streams, weighed), strict=True))
        return found

    def _totals(self, streams: Sequence[str], weighed: Weights) -> Iterator[Sums]:
        starts = np.array([self._places[stream].start for stream in streams], np.int64)
        where = starts[:, None] + np.arange(len(weighed.maxima))
        applies = self._arrays["applicable"][where]
        points = (self._arrays[stage][where] for stage in STAGES)
        stages = [np.where(each == NONE, 0, each) * applies @ weighed.groups for each in points]
        maxima = weighed.group_maxima - (1 - applies) * weighed.maxima @ weighed.groups
        for card in np.stack([*stages, maxima], axis=2).tolist():
            groups = {code: Total(*group) for code, group in zip(weighed.codes, card, strict=True)}
            yield Sums(groups, Total(*map(sum, zip(*card, strict=True))))

    def entries(self, stream: str) -> Entries:
        """The card's indicators of which anything is known; it takes all fields."""
        found = ((code, self.entry(stream, code)) for code in self._places[stream].numbers)
        return {code: entry for code, entry in found if entry != Entry()}

    def entry(self, stream: str, indicator: IndicatorCode) -> Entry:
        """What an indicator has; it takes all fields."""
        start, numbers = self._places[stream]
        *points, applies, granted, self_at, reviewed_at = (
            int(self._arrays[name][start + numbers[indicator]]) for name in ALL
        )
        own, reviewed, final = (None if each == NONE else each for each in points)
        values = self.values.get(self_at), self.values.get(reviewed_at)
        return Entry(own, reviewed, final, bool(applies), *values, bool(granted))

    def put_points(self, stream: str, indicator: IndicatorCode, stages: Sequence[int | None]) -> None:
        """The indicator has these points at the three stages."""
        start, numbers = self._places[stream]
        for name, points in zip(STAGES, stages, strict=True):
            self._arrays[name][start + numbers[indicator]] = NONE if points is None else points
