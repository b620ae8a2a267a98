"""Whatever has happened in a round: what is found is what a plain look at every event finds."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unicodedata import normalize

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.settings import Settings
from domain.command import VIETNAM, Command
from domain.event import Event, Recorded
from domain.metadata import Role
from domain.round import state as rounds
from domain.round.events import stream_id as round_stream
from domain.scorecard import events
from domain.scorecard import state as cards
from projections.changes import Mark, Wanted
from projections.platform import Platform
from tests.domain.builders import PROVINCE, ROUND, UNIT
from tests.projections.histories import CODES, SHARED, UNITS, give_all, happened, histories

pytestmark = pytest.mark.no_cover

EXAMPLES = 60 if "THOROUGH" in os.environ else 3
PEOPLE = ("can-bo", "tham-dinh", "hoi-dong")
"""So few that the same people turn up everywhere."""
REASONS = ("Thiếu MINH CHỨNG", normalize("NFD", "thiếu minh chứng, đề nghị bổ sung"), "Đã ký", "theo biên bản")
SOUGHT = ("minh chứng", normalize("NFD", "MINH chứng"), "ĐÃ KÝ", "biên", "không có")
DAYS = (None, None, date(2022, 5, 30), None, date(2022, 6, 1), date(2023, 1, 4), None)
MAXIMA = {each.code: each.max_points for each in SHARED.indicators()}

MOVING: Mapping[type[Event], str] = {
    events.SelfScored: "self_points",
    events.MarkedNotApplicable: "self_points",
    events.Adjusted: "reviewed_points",
    events.AppealResolved: "final_points",
    events.Rescaled: "final_points",
}


@st.composite
def stories(draw: st.DrawFn) -> Sequence[Command]:
    """Histories in which few people act, for reasons of few words, on days inside and outside the windows."""
    commands = draw(histories())
    people = cycle(draw(st.lists(st.sampled_from(PEOPLE), min_size=5, max_size=5)))
    reasons = cycle(draw(st.lists(st.sampled_from(REASONS), min_size=3, max_size=3)))
    days = cycle(draw(st.permutations(DAYS)))
    return [
        msgspec.structs.replace(
            command,
            actor=msgspec.structs.replace(command.actor, id=next(people)),
            reason=next(reasons),
            effective_on=next(days),
        )
        for command in commands
    ]


sought = st.builds(
    Wanted,
    unit=st.none() | st.sampled_from([UNIT, "huyen-a"]),
    indicator=st.none() | st.sampled_from(CODES),
    actor=st.none() | st.sampled_from(PEOPLE),
    role=st.none() | st.sampled_from(Role),
    reason=st.none() | st.sampled_from(SOUGHT),
    min_size=st.none() | st.sampled_from([Decimal(0), Decimal("0.00001"), Decimal("2.5"), Decimal("2.5001")]),
    marks=st.frozensets(st.sampled_from(Mark), max_size=1),
)


class Seen(NamedTuple):
    """One event of a scorecard, and all that is said of it."""

    position: int
    unit: str
    recorded: Recorded[Any]
    size: Decimal | None
    marks: set[Mark]


def plain_look(platform: Platform) -> list[Seen]:
    """Every event of the round's scorecards, looked at one by one in the log."""
    log = happened(platform)
    assessed: Any = rounds.INITIAL
    by_card = defaultdict(list)
    for position, each in enumerate(log, start=1):
        if each.originator_id == round_stream(PROVINCE, ROUND):
            assessed = rounds.evolve(assessed, each.data)
        for unit in UNITS:
            if each.originator_id == events.stream_id(PROVINCE, ROUND, unit):
                by_card[unit].append((position, each))
    seen = (each for unit, told in by_card.items() for each in of_card(unit, told, assessed.calendar))
    return sorted(seen, key=lambda each: each.position)


def of_card(unit: str, told: Sequence[tuple[int, Recorded[Any]]], calendar: Any) -> Iterator[Seen]:
    card: Any = cards.INITIAL
    for number, (position, recorded) in enumerate(told):
        before, card = card, cards.evolve(card, recorded.data)
        earlier = [each for _, each in told[:number]]
        moved = points_of(before, card, recorded.data) if type(recorded.data) in MOVING else None
        size = None if moved is None else abs((moved["final"][1] or Decimal(0)) - (moved["final"][0] or Decimal(0)))
        everything = [each for _, each in told]
        yield Seen(position, unit, recorded, size, set(marks(unit, recorded, earlier, everything, moved, calendar)))


def points_of(before: Any, after: Any, event: Any) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Final points, and those of the stage at which the event acts, before and after; none where they don't count."""

    def counted(card: Any, stage: str) -> Decimal | None:
        entry = card.entry(event.indicator)
        return None if entry.not_applicable else getattr(entry, stage)

    stages = {"final": "final_points", "own": MOVING[type(event)]}
    return {name: (counted(before, stage), counted(after, stage)) for name, stage in stages.items()}


def marks(
    unit: str, recorded: Recorded[Any], earlier: Sequence[Any], everything: Sequence[Any], moved: Any, calendar: Any
) -> Iterator[Mark]:
    event = recorded.data
    days = [recorded.recorded_at.astimezone(VIETNAM).date(), recorded.effective_on or date.min]
    last = last_day(unit, recorded, calendar)
    if last is not None and max(days) > last:
        yield Mark.AFTER_DEADLINE
    part = part_of(recorded)
    about = [each for each in everything if getattr(each.data, "indicator", None) == getattr(event, "indicator", 0)]
    parts = {part_of(each) for each in about if each.actor.id == recorded.actor.id} - {None}
    if part is not None and len(parts) == 2:
        yield Mark.SAME_PERSON
    if moved is not None:
        yield from marks_of_points(recorded.data, earlier, [each.data for each in earlier if each in about], moved)


def marks_of_points(event: Any, earlier: Sequence[Any], so_far: Sequence[Any], moved: Any) -> Iterator[Mark]:
    if isinstance(event, events.Adjusted) and None not in moved["own"] and moved["own"][1] > moved["own"][0]:
        yield Mark.RAISED_BY_REVIEWER
    had, has = moved["final"]
    handed_in = any(isinstance(each.data, events.Submitted) for each in earlier)
    by = abs((has or 0) - (had or 0))
    if handed_in and had is not None and by and by >= MAXIMA[event.indicator] / 2:
        yield Mark.LARGE_CHANGE
    if isinstance(event, events.SelfScored):
        latest = [each for each in so_far if isinstance(each, events.SelfScored | events.Adjusted)][-1:]
        if any(isinstance(each, events.Adjusted) for each in latest):
            yield Mark.REVIEW_SET_ASIDE
    if by or moved["own"][0] != moved["own"][1]:
        if any(isinstance(each, events.Appealed) for each in so_far):
            yield Mark.AFTER_APPEAL
        if any(isinstance(each.data, events.ScorecardFinalised) for each in earlier):
            yield Mark.AFTER_FINALISED


def part_of(recorded: Recorded[Any]) -> str | None:
    match recorded.data:
        case events.SelfScored():
            return "self"
        case events.Adjusted():
            return "review"
        case events.MarkedNotApplicable():
            return "review" if recorded.actor.role is Role.REVIEWER else "self"
    return None


def last_day(unit: str, recorded: Recorded[Any], calendar: Any) -> date | None:
    own: date = max(calendar.self_scoring.closes, calendar.extensions.get(unit, date.min))
    reviewing: date = max(calendar.review.closes, calendar.on_site.closes)
    explaining: date = calendar.explanation.closes
    match recorded.data:
        case events.EvidenceAttached() | events.EvidenceWithdrawn() | events.Explained():
            return max(own, explaining)
        case events.Appealed():
            return explaining
        case events.Returned():
            return reviewing
        case events.Submitted():
            return own
    return {"self": own, "review": reviewing, None: None}[part_of(recorded)]


def is_sought(each: Seen, wanted: Wanted) -> bool:
    recorded = each.recorded
    reason = normalize("NFC", recorded.reason or "").lower()
    return all(
        [
            wanted.unit is None or each.unit == wanted.unit,
            wanted.indicator is None or getattr(recorded.data, "indicator", None) == wanted.indicator,
            wanted.actor is None or recorded.actor.id == wanted.actor,
            wanted.role is None or recorded.actor.role is wanted.role,
            wanted.reason is None or normalize("NFC", wanted.reason).lower() in reason,
            wanted.min_size is None or (each.size is not None and each.size >= wanted.min_size),
            wanted.marks <= each.marks,
        ]
    )


def positions(found: Iterable[Any]) -> list[int]:
    return [each.position for each in found]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(commands=stories(), asked=st.lists(sought, min_size=25, max_size=25), sizes=st.integers(1, 40))
def test_filters_find_what_a_plain_look_at_every_event_finds(
    commands: Sequence[Command], asked: Sequence[Wanted], sizes: int
) -> None:
    with TemporaryDirectory() as folder, Platform(Settings(data=Path(folder))) as platform:
        give_all(platform.application, commands)
        platform.projections.advance()
        seen = plain_look(platform)
        everything = platform.changes.changes(PROVINCE, ROUND)
        assert [(each.position, each.unit, each.size, set(each.marks)) for each in everything] == [
            (each.position, each.unit, each.size, each.marks) for each in seen
        ]
        for wanted in (*asked, *(Wanted(marks=frozenset({mark})) for mark in Mark)):
            actor = wanted.actor and platform.application.people.called(wanted.actor)
            expected = positions(each for each in seen if is_sought(each, msgspec.structs.replace(wanted, actor=actor)))
            assert positions(platform.changes.changes(PROVINCE, ROUND, wanted)) == expected
            after = expected[sizes % len(expected)] if expected else 0
            part = platform.changes.changes(PROVINCE, ROUND, wanted, after=after, limit=sizes)
            assert positions(part) == [each for each in expected if each > after][:sizes]
        report = platform.changes.unusual(PROVINCE, ROUND)
        assert positions(report.changes) == positions(each for each in seen if each.marks)
        assert {rule.code: rule.changes for rule in report.rules} == {
            mark: sum(mark in each.marks for each in seen) for mark in Mark
        }
