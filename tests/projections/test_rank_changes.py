"""When and why ranks moved: replayed, the changes are the ranking of every position."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.settings import Settings
from domain.event import Event, Recorded
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Scope
from domain.indicator_set.events import Released
from domain.indicator_set.events import stream_id as set_stream
from domain.metadata import Role, UnitKind
from domain.province.events import ProvinceRegistered, UnitMerged, UnitRegistered, UnitRenamed
from domain.province.events import stream_id as province_stream
from domain.province.refusals import UnitUnknown
from domain.round import events as round_events
from domain.round.commands import MarkUnitNotRanked
from domain.round.refusals import RoundUnknown
from domain.rules.relative import Relative
from domain.scorecard import events as card_events
from domain.scorecard.commands import AdjustScore, OpenScorecard, SelfScore, SubmitScorecard
from projections.platform import Platform
from projections.ranking import RankChange
from projections.ranking.answer import Standing
from projections.ranking.rank_changes import Cursor
from projections.ranking.scopes import ScopeUnknown, Stage
from tests.domain.builders import (
    ADMINISTRATOR,
    BODY,
    CALENDAR,
    DECISION,
    MANUAL,
    PROVINCE,
    ROUND,
    SELF_SCORING_DAY,
    ask,
    definition,
    group,
    indicator,
    pin,
)
from tests.projections.steps import give

pytestmark = pytest.mark.no_cover

COMMUNE, DEPARTMENT, DISTRICT = UnitKind.COMMUNE, UnitKind.DEPARTMENT, UnitKind.DISTRICT
PARENTS = {"so-a": None, "so-b": None, "xa-a": "huyen-a", "xa-b": "huyen-a", "xa-c": "huyen-b"}
SCOPES = (
    Scope(code="department", name="Sở", kinds=(DEPARTMENT,)),
    Scope(code="together", name="Sở và xã", kinds=(DEPARTMENT, COMMUNE)),
    Scope(code="within", name="Xã trong huyện", kinds=(COMMUNE,), within_parent=True),
)


def a_set(*, comparing: bool) -> IndicatorSet:
    """Departments are scored on 30 points, communes on 37."""
    rules = (Relative(measured="số hồ sơ"), Relative(measured="số thuê bao")) if comparing else (MANUAL, MANUAL)
    first = group("1", indicator("1.1", rules[0], 10, optional=True), indicator("1.2", rules[1], 5))
    second = group("2", indicator("2.1", MANUAL, 15, optional=True), indicator("2.2", MANUAL, 7, applies_to=(COMMUNE,)))
    return definition(first, second, unit_kinds=(DEPARTMENT, COMMUNE))


class Story:
    """Events as they might come, and as no decision would let them: what readers are told has to be right anyway."""

    def __init__(self, random: Random, *, comparing: bool) -> None:
        self.random, self.definition = random, a_set(comparing=comparing)
        self.versions: dict[UUID, int] = {}

    def record(self, stream: UUID, event: Event) -> Recorded[Event]:
        self.versions[stream] = self.versions.get(stream, 0) + 1
        return Recorded(
            originator_id=stream,
            originator_version=self.versions[stream],
            event_id=uuid4(),
            recorded_at=SELF_SCORING_DAY,
            actor=ADMINISTRATOR,
            correlation_id=stream,
            causation_id=stream,
            reason="Theo hồ sơ" if isinstance(event, card_events.Adjusted) else None,
            source_document=DECISION,
            data=event,
        )

    def beginning(self) -> Iterator[Recorded[Event]]:
        province = province_stream(PROVINCE)
        yield self.record(province, ProvinceRegistered(province=PROVINCE, name="Vĩnh Long"))
        for unit in ("huyen-a", "huyen-b"):
            yield self.record(province, UnitRegistered(unit=unit, kind=DISTRICT, name=unit))
        for unit, parent in PARENTS.items():
            yield self.record(province, UnitRegistered(unit=unit, kind=kind_of(unit), name=unit, parent=parent))
        released = Released(definition=self.definition, content_hash=content_hash(self.definition))
        yield self.record(set_stream(PROVINCE, self.definition.code), released)
        opened = round_events.RoundOpened(
            province=PROVINCE,
            round=ROUND,
            name="Đợt 2022",
            sets=dict.fromkeys((DEPARTMENT, COMMUNE), pin(content_hash=released.content_hash)),
            calendar=CALENDAR,
            scopes=SCOPES,
            reviewers=(BODY,),
        )
        yield self.record(round_events.stream_id(PROVINCE, ROUND), opened)

    def going_on(self, count: int) -> Iterator[Recorded[Event]]:
        """Sooner or later every unit opens its card; the round takes its steps in order, ever again."""
        waiting, locked = self.random.sample(sorted(PARENTS), len(PARENTS)), False
        open_cards: list[str] = []
        for number in range(count):
            chance = self.random.random()
            if waiting and (chance < 0.2 or not open_cards):
                open_cards.append(waiting.pop())
                yield self.on_card(open_cards[-1], self.opening(open_cards[-1]))
            elif chance < 0.75:
                unit = self.random.choice(open_cards)
                yield self.on_card(unit, self.card_event(unit))
            elif chance < 0.83:
                yield self.record(province_stream(PROVINCE), self.unit_event(number))
            elif chance < 0.93 or number < count // 2:
                yield self.record(round_events.stream_id(PROVINCE, ROUND), self.mark())
            else:
                event, locked = self.round_event(locked=locked)
                yield self.record(round_events.stream_id(PROVINCE, ROUND), event)

    def on_card(self, unit: str, event: Event) -> Recorded[Event]:
        return self.record(card_events.stream_id(PROVINCE, ROUND, unit), event)

    def opening(self, unit: str) -> Event:
        return card_events.ScorecardOpened(
            scorecard=uuid4(),
            province=PROVINCE,
            round=ROUND,
            unit=unit,
            unit_kind=kind_of(unit),
            indicator_set=self.definition.code,
            version=self.definition.version,
            content_hash=content_hash(self.definition),
        )

    def card_event(self, unit: str) -> Event:
        """Few points and values, so that units tie and overtake each other."""
        pick = self.random.choice
        code = pick(["1.1", "1.1", "1.2", "2.1", *(["2.2"] if kind_of(unit) is COMMUNE else [])])
        points, inputs, rule_hash = Decimal(pick([0, 3, 5])), pick([None, {"value": pick("0369")}]), "ab" * 32
        rescaled = card_events.Rescaled(
            indicator=code,
            best=Decimal(5),
            self_points=points,
            reviewed_points=Decimal(2),
            final_points=pick([None, points]),
        )
        handed_in = card_events.Submitted(
            approved_by="Giám đốc", approved_on=date(2022, 10, 31), late=False, self_total=points, max_points=points
        )
        totals: Any = dict.fromkeys(("self_total", "reviewed_total", "final_total", "max_points"), points)
        return pick([
            card_events.SelfScored(indicator=code, inputs=inputs, points=points, rule_hash=rule_hash),
            card_events.SelfScored(indicator=code, inputs=inputs, points=points, rule_hash=rule_hash),
            card_events.Adjusted(indicator=code, reviewer=BODY, inputs=inputs, points=points, rule_hash=rule_hash),
            card_events.AppealResolved(indicator=code, accepted=pick([True, False]), points=points),
            card_events.MarkedNotApplicable(indicator=code),
            rescaled,
            handed_in,
            handed_in,
            card_events.Returned(reviewer=BODY),
            card_events.ScorecardFinalised(**totals),
            card_events.ScorecardReopened(),
        ])  # fmt: skip

    def mark(self) -> Event:
        unit = self.random.choice([*PARENTS, "huyen-a"])
        if self.random.random() < 0.4:
            return round_events.UnitMarkedNotRanked(unit=unit, exempt=self.random.random() < 0.5)
        return round_events.UnitMarkedRanked(unit=unit)

    def unit_event(self, number: int) -> Event:
        """Units are never moved to another parent, but if they were, the round's copy would not show it."""
        if self.random.random() < 0.6:
            unit, parent = self.random.choice(["xa-a", "xa-b"]), self.random.choice(["huyen-a", "huyen-b"])
            return UnitRegistered(unit=unit, kind=COMMUNE, name="Xã", parent=parent)
        return self.random.choice([
            UnitRegistered(unit=f"xa-{number}", kind=COMMUNE, name="Xã mới", parent="huyen-b"),
            UnitRenamed(unit="xa-a", name=f"Xã {number}"),
            UnitMerged(unit="xa-b", into="xa-a"),
        ])  # fmt: skip

    def round_event(self, *, locked: bool) -> tuple[Event, bool]:
        finalised = round_events.RoundFinalised(scorecards=1, not_ranked=0)
        if locked:
            return self.random.choice([(round_events.RoundPublished(), True), (round_events.RoundReopened(), False)])
        return self.random.choice([
            (round_events.SelfScoringClosed(), False),
            (round_events.BestValuesFrozen(values={}), False),
            (round_events.BestValuesFrozen(values={}), False),
            (round_events.ReviewClosed(), False),
            (finalised, True),
            (finalised, True),
        ])  # fmt: skip


def kind_of(unit: str) -> UnitKind:
    return DEPARTMENT if unit.startswith("so") else COMMUNE


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Platform]:
    with Platform(Settings(data=tmp_path)) as platform:
        yield platform


def tell(platform: Platform, seed: int, *, comparing: bool, events: int = 90) -> int:
    """Lets a random story happen, in saves of one or several events; answers where the round was opened."""
    story = Story(Random(seed), comparing=comparing)
    beginning = list(story.beginning())
    platform.application.events.put(beginning)
    for _, together in groupby(story.going_on(events), key=lambda _: story.random.random() < 0.5):
        platform.application.events.put(list(together))
    platform.projections.advance()
    return len(beginning)


@pytest.mark.parametrize("comparing", [False, True])
@pytest.mark.parametrize("seed", range(6 if "THOROUGH" in os.environ else 2))
def test_replayed_they_are_the_ranking_of_every_position(on_file: Platform, seed: int, comparing: bool):  # noqa: FBT001
    opened, stage = tell(on_file, seed, comparing=comparing), list(Stage)[seed % 3]
    for scope in SCOPES:
        changes = on_file.rankings.rank_changes(PROVINCE, ROUND, scope.code, stage)
        by_position = {at: list(some) for at, some in groupby(changes, key=lambda change: change.position)}
        assert list(by_position) == sorted(by_position)
        before: Mapping[str, Standing] = {}
        for position in range(opened, on_file.log.head() + 1):
            after = standings(on_file, position, scope.code, stage)
            assert by_position.get(position, []) == list(expected(on_file, position, stage, before, after))
            before = after
        for unit in PARENTS:
            of_unit = [change for change in changes if change.unit == unit]
            assert on_file.rankings.rank_changes(PROVINCE, ROUND, scope.code, stage, unit=unit) == of_unit
            for position in range(opened, on_file.log.head() + 1, 25):
                found = on_file.rankings.ranking(PROVINCE, ROUND, scope.code, stage, position)
                last = next((change for change in reversed(of_unit) if change.position <= position), None)
                assert on_file.rankings.last_rank_change(found, unit) == last


def standings(platform: Platform, position: int, scope: str, stage: Stage) -> Mapping[str, Standing]:
    found = platform.rankings.ranking(PROVINCE, ROUND, scope, stage, as_of=position).standings
    return {standing.unit: standing for standing in found}


def expected(
    platform: Platform, position: int, stage: Stage, before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> Iterator[RankChange]:
    """What has to be told of an event, from the rankings before and after it and from the log."""
    (entry,) = platform.log.read(position - 1, 1)
    event = platform.codec.decode(*entry[1:])
    units = {card_events.stream_id(PROVINCE, ROUND, unit): unit for unit in PARENTS}
    for unit in sorted(before.keys() | after.keys()):
        sides = {"before": before.get(unit), "after": after.get(unit)}
        ranks = [side and side.rank for side in sides.values()]
        if ranks[0] != ranks[1]:
            yield RankChange(
                position=position,
                unit=unit,
                **{name: value for moment, side in sides.items() for name, value in shown(moment, side, stage)},
                event=entry.name,
                event_unit=units.get(entry.originator_id, getattr(event.data, "unit", None)),
                indicator=getattr(event.data, "indicator", None),
                actor_id=event.actor.id,
                actor_role=event.actor.role.value,
                recorded_at=event.recorded_at,
                effective_on=event.effective_on,
                reason=event.reason,
                names=platform.application.people.names([event.actor.id]),
            )


def shown(moment: str, side: Standing | None, stage: Stage) -> Iterator[tuple[str, Any]]:
    yield f"rank_{moment}", side and side.rank
    yield f"points_{moment}", None if side is None else getattr(side, f"{stage}_total")
    yield f"max_points_{moment}", None if side is None else side.max_points
    yield f"percent_{moment}", None if side is None else side.percent


@pytest.mark.parametrize("scope", ["department", "district", "commune", "commune-by-district"])
def test_replayed_they_are_the_ranking_of_a_whole_story(vinh_long: Platform, scope: str):
    changes = vinh_long.rankings.rank_changes(PROVINCE, ROUND, scope)
    head = vinh_long.log.head()
    for position in [*range(200, head, 300), head]:
        ranks = {change.unit: change.rank_after for change in changes if change.position <= position}
        found = standings(vinh_long, position, scope, Stage.FINAL)
        assert {unit: rank for unit, rank in ranks.items() if rank} == {u: s.rank for u, s in found.items()}


def test_they_come_in_parts_and_of_one_unit(on_file: Platform):
    tell(on_file, 7, comparing=True)

    def ask_for(**part: Any) -> Sequence[RankChange]:
        return on_file.rankings.rank_changes(PROVINCE, ROUND, "together", **part)

    changes = list(ask_for())
    assert len({change.position for change in changes}) < len(changes)
    for number, change in enumerate(changes):
        assert list(ask_for(after=Cursor.read(change.cursor), limit=2)) == changes[number + 1 : number + 3]
        behind = [other for other in changes if other.position > change.position]
        assert list(ask_for(after=Cursor.read(str(change.position)))) == behind
    for unit in PARENTS:
        assert list(ask_for(unit=unit)) == [change for change in changes if change.unit == unit]


@pytest.fixture
def handed_in(platform: Platform) -> Platform:
    """Two units with 18 and 14.67 of 30 points."""
    story = Story(Random(0), comparing=True)
    platform.application.events.put(list(story.beginning()))
    for unit, value in {"so-a": "9", "so-b": "6"}.items():
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.1", inputs={"value": value})
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.2", inputs={"value": "1"})
        give(platform, SelfScore, unit, Role.UNIT, indicator="2.1", points="3")
        give(platform, SubmitScorecard, unit, Role.UNIT)
    return platform


def test_they_tell_what_moved_a_rank_and_whose_it_was(handed_in: Platform):
    """Of what others are measured against, so-a has 9, then 2: so-b, with its 6, becomes the best."""
    give(handed_in, AdjustScore, "so-a", indicator="1.1", inputs={"value": "2"})
    handed_in.application.execute(ask(MarkUnitNotRanked, id=uuid4(), unit="so-b"))
    handed_in.projections.advance()
    changes = handed_in.rankings.rank_changes(PROVINCE, ROUND)
    assert [(c.event, c.event_unit, c.indicator, c.unit, c.rank_before, c.rank_after) for c in changes] == [
        ("scorecard.submitted.v1", "so-a", None, "so-a", None, 1),
        ("scorecard.submitted.v1", "so-b", None, "so-b", None, 2),
        ("scorecard.adjusted.v1", "so-a", "1.1", "so-a", 1, 2),
        ("scorecard.adjusted.v1", "so-a", "1.1", "so-b", 2, 1),
        ("round.unit_marked_not_ranked.v1", "so-b", None, "so-a", 2, 1),
        ("round.unit_marked_not_ranked.v1", "so-b", None, "so-b", 1, None),
    ]
    _, _, overtaken, overtaking, _, marked = changes
    assert (str(overtaken.points_before), str(overtaken.points_after)) == ("18", "11.33")
    assert (str(overtaking.points_before), str(overtaking.points_after)) == ("14.67", "18")
    assert (str(overtaking.percent_after), str(overtaking.max_points_after)) == ("60.00", "30")
    assert (marked.points_after, marked.max_points_after, marked.percent_after) == (None, None, None)
    assert (overtaken.actor_role, overtaken.reason) == ("reviewer", "Theo kết quả kiểm tra")


def test_what_there_is_not_is_refused(handed_in: Platform):
    handed_in.projections.advance()
    with pytest.raises(RoundUnknown):
        handed_in.rankings.rank_changes(PROVINCE, "1999")
    with pytest.raises(ScopeUnknown):
        handed_in.rankings.rank_changes(PROVINCE, ROUND, "enterprise")
    with pytest.raises(UnitUnknown):
        handed_in.rankings.rank_changes(PROVINCE, ROUND, unit="so-c")
    assert not handed_in.rankings.rank_changes(PROVINCE, ROUND, unit="huyen-a")
