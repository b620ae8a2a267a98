"""From events of points to rows: changes are gathered as numbers, and go into their cards' rows many at once."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from application.codec import Part
from application.pages import Fact
from domain.metadata import IndicatorCode
from projections.ranking.held import Held, Numbers
from projections.ranking.parts import UNITS, AppealResolved, Rescaled
from projections.ranking.records import RECORD, SIZE, first_position, records
from projections.ranking.worth import Sums, numbers
from projections.rows import Row, Rows

Tables = Mapping[str, Rows]
TOGETHER = 64
"""How many changes of a card's points stand together in a row before the next one begins."""
MANY = 200_000
"""How many changes are gathered at most: the more, the more of a card's go into its row together."""
FEW = 2**16
"""As many cards as two bytes can number, by which they are sorted ten times as fast."""
SEVERAL = frozenset({AppealResolved, Rescaled})
"""What has its steps still to be told."""


class Gathering:
    """Changes that were folded, and what cards have after those that went into rows."""

    def __init__(self) -> None:
        """Nothing is gathered; what cards have is read from their rows when they are first met."""
        self._held = Held()
        self._cards: dict[str, int] = {}
        self._streams: list[str] = []
        self._starts: list[int] = []
        self._codes: list[Mapping[IndicatorCode, int]] = []
        self._columns: list[Numbers] = []
        self._count = 0

    def begin(self, stream: str, rows: Tables) -> None:
        """A card that has nothing, or whose changes are made at once: it is opened, or met for the first time."""
        start, codes = self._held.put(stream, _numbers(stream, rows))
        self._cards[stream] = len(self._streams)
        self._streams.append(stream)
        self._starts.append(start)
        self._codes.append(codes)

    def add(self, facts: Sequence[Fact], rows: Tables) -> None:
        """Gathers the changes of cards. Raises ``KeyError`` where a card or an indicator is unknown."""
        steps = [fact.recorded.data for fact in facts]
        if not SEVERAL.isdisjoint(map(type, steps)):
            self.add(list(_steps(facts)), rows)
            return
        streams = [fact.recorded.originator_id for fact in facts]
        known = self._known(streams)
        cards = self._met(streams, rows) if known is None else known
        codes = map(self._codes.__getitem__, cards)
        columns = (
            cards,
            [fact.position for fact in facts],
            [UNITS[step.points] for step in steps],
            [numbers[step.indicator] for numbers, step in zip(codes, steps, strict=True)],
            [step.kind for step in steps],
        )
        self._columns.append(np.array(columns, np.int64))
        self._count += len(facts)
        if any([step.inputs is not None and step.inputs.value is not None for step in steps]):  # noqa: C419  # Faster.
            _give(facts, rows)
        if self._count >= MANY:
            self.put(rows)

    def _known(self, streams: Sequence[str]) -> list[int] | None:
        """The numbers of cards, if all have been met."""
        try:
            return [self._cards[stream] for stream in streams]
        except KeyError:
            return None

    def _met(self, streams: Sequence[str], rows: Tables) -> list[int]:
        """The numbers of cards, of which some were opened before these rows were held."""
        unmet = [stream for stream in dict.fromkeys(streams) if stream not in self._cards]
        for name in ("ranking_card", "ranking_points"):
            rows[name].bring((stream,) for stream in unmet)
        for stream in unmet:
            self.begin(stream, rows)
        before = [*rows["ranking_points_past"].among("stream", unmet), *map(rows["ranking_points"].require, unmet)]
        starts = [self._starts[self._cards[row["stream"]]] for row in before]
        stored = [row["changes"] for row in before]
        where = np.repeat(np.array(starts, np.int64), [len(changes) // SIZE for changes in stored])
        self._held.change(where, records(b"".join(stored)))
        return [self._cards[stream] for stream in streams]

    def put(self, rows: Tables) -> None:
        """Puts what is gathered into the rows of its cards."""
        if not self._count:
            return
        number, *fields = np.concatenate(self._columns, axis=1)
        small = np.uint16 if len(self._streams) < FEW else np.int64
        order = np.argsort(number.astype(small), kind="stable")
        changes = np.empty(len(order), RECORD)
        for name, values in zip(RECORD.names or (), fields, strict=True):
            changes[name] = values[order]
        number = number[order]
        self._held.change(np.array(self._starts)[number], changes)
        self._distribute(number, changes.tobytes(), rows)
        self._columns.clear()
        self._count = 0

    def _distribute(self, number: Numbers, stored: bytes, rows: Tables) -> None:
        bounds = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(number)]
        for begin, end, card in zip(bounds, bounds[1:], number[bounds[:-1]].tolist(), strict=False):
            _append(self._streams[card], stored[begin * SIZE : end * SIZE], rows)

    def totals(self, cards: Sequence[Row], rows: Tables) -> Mapping[str, Sums]:
        """What cards come to, which are given as their rows, by stream."""
        hashes = {card["content_hash"] for card in cards}
        return self._held.totals(cards, {each: rows["ranking_set"].require(each)["definition"] for each in hashes})


def gathering(rows: Tables) -> Gathering:
    """That of these rows, which lasts as long as they are held."""
    points = rows["ranking_points"]
    if points.aside is None:
        points.aside = Gathering()
    found: Gathering = points.aside
    return found


def _give(facts: Sequence[Fact], rows: Tables) -> None:
    """Notes the values that were given."""
    for position, part in facts:
        inputs = part.data.inputs
        if inputs is not None and inputs.value is not None:
            rows["ranking_points"].changing(part.originator_id)["given"][position] = inputs.value


def _steps(facts: Sequence[Fact]) -> Iterator[Fact]:
    for position, part in facts:
        for step in part.data.steps() if type(part.data) in SEVERAL else [part.data]:
            yield Fact(position, Part(part.originator_id, step))


def _numbers(stream: str, rows: Tables) -> Mapping[IndicatorCode, int]:
    card = rows["ranking_card"].require(stream)
    return numbers(rows["ranking_set"].require(card["content_hash"])["definition"])


def _append(stream: str, stored: bytes, rows: Tables) -> None:
    """Lets changes follow those of a card's row; what is more than full passes into the past."""
    row = rows["ranking_points"].changing(stream)
    changes, size = row["changes"] + stored, TOGETHER * SIZE
    while len(changes) > size:
        full, changes = changes[:size], changes[size:]
        rows["ranking_points_past"].put(_full(row, full, first_position(changes)))
    row.update(since=first_position(changes), changes=changes)


def _full(row: Row, changes: bytes, end: int) -> Row:
    """A row of the past, to which the values from before a position go over."""
    values = {position: row["given"].pop(position) for position in list(row["given"]) if position < end}
    return {"stream": row["stream"], "since": first_position(changes), "changes": changes, "given": values}
