"""Changes of points: made many at once in arrays they come to what they come to one by one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.ranking import parts
from projections.ranking.held import ALL, Held
from projections.ranking.parts import UNITS
from projections.ranking.points import Change, Entry, Kind
from projections.ranking.records import NONE, RECORD, changes, first_position, records

pytestmark = pytest.mark.no_cover

INDICATORS = ("1.1", "1.2", "2.1")
NUMBERS = {code: number for number, code in enumerate(INDICATORS)}
CARDS = ("a", "b")

Told = tuple[str, str, Kind, int | None, str | None]
POINTS = st.integers(min_value=-(10**15), max_value=10**15)
RESCALING = (Kind.RESCALED_SELF, Kind.RESCALED_REVIEWED, Kind.RESCALED_FINAL)
VALUED = (Kind.SCORED, Kind.REVIEWED)
OTHERS = (Kind.NOT_APPLICABLE, Kind.GRANTED, Kind.DENIED)


def told(kinds: Sequence[Kind], points: st.SearchStrategy[int | None], value: st.SearchStrategy[str | None]):
    return st.tuples(st.sampled_from(CARDS), st.sampled_from(INDICATORS), st.sampled_from(kinds), points, value)


HISTORIES = st.lists(
    told(VALUED, POINTS, st.none() | st.sampled_from(["0", "12.5", "99.99"]))
    | told(OTHERS, POINTS, st.none())
    | told(RESCALING, st.none() | POINTS, st.none()),
    max_size=60,
)


def one_by_one(history: Sequence[Told], card: str) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for position, (whose, indicator, kind, points, value) in enumerate(history, start=1):
        if whose == card:
            change = Change(position, indicator, kind, points, value)
            change.apply(entries.setdefault(indicator, Entry()))
    return {code: entry for code, entry in entries.items() if entry != Entry()}


def at_once(history: Sequence[Told], held: Held, starts: Mapping[str, int], first: int = 1) -> None:
    table = np.empty(len(history), RECORD)
    for number, (_, indicator, kind, points, _) in enumerate(history):
        table[number] = (first + number, NONE if points is None else points, NUMBERS[indicator], kind)
    held.values.update({first + at: value for at, (*_, value) in enumerate(history) if value is not None})
    held.change(np.array([starts[card] for card, *_ in history], np.int64), records(table.tobytes()))


@given(history=HISTORIES, cut=st.integers(min_value=0, max_value=60))
def test_in_whatever_portions_they_are_made_they_come_to_the_same(history: Sequence[Told], cut: int):
    held = Held(ALL)
    starts = {card: held.put(card, NUMBERS).start for card in CARDS}
    at_once(history[:cut], held, starts)
    at_once(history[cut:], held, starts, first=len(history[:cut]) + 1)
    for card in CARDS:
        assert held.entries(card) == one_by_one(history, card)


@given(history=HISTORIES)
def test_records_hold_the_changes(history: Sequence[Told]):
    table = np.empty(len(history), RECORD)
    for number, (_, indicator, kind, points, _) in enumerate(history):
        table[number] = (number + 7, NONE if points is None else points, NUMBERS[indicator], kind)
    stored = table.tobytes()
    values = {at: value for at, (*_, value) in enumerate(history, start=7) if value is not None}
    expected = [Change(at, code, kind, points, value) for at, (_, code, kind, points, value) in enumerate(history, 7)]
    assert list(changes(stored, values, INDICATORS)) == expected
    assert not stored or first_position(stored) == 7


def test_cards_may_be_put_when_others_have_something():
    held = Held(ALL)
    starts = {"a": held.put("a", NUMBERS).start}
    at_once([("a", "2.1", Kind.SCORED, 5, None)], held, starts)
    starts.update({f"more-{number}": held.put(f"more-{number}", NUMBERS).start for number in range(50)})
    at_once([("more-40", "1.1", Kind.SCORED, 3, None)], held, starts, first=2)
    assert held.entries("a") == {"2.1": Entry(5, 5, 5)}
    assert held.entries("more-40") == {"1.1": Entry(3, 3, 3)}
    assert held.entries("more-41") == {}


def test_points_are_read_exactly_and_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts.Units, "MOST", 3)
    UNITS.clear()
    assert [UNITS[text] for text in ("7.25", "0.0001", None, "-3", "1E+2")] == [72500, 1, NONE, -30000, 1000000]
    assert len(UNITS) <= 3
    with pytest.raises(ValueError, match="more than 4 decimals"):
        UNITS["0.00001"]
    assert Decimal("7.25") == Decimal(UNITS["7.25"]) / 10_000
