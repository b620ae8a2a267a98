"""The difference of two moments: what it attributes to events adds up to it exactly, whatever has happened."""

import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.settings import Settings
from domain.metadata import Role
from domain.points import from_units
from domain.province.refusals import UnitUnknown
from domain.round.commands import MarkUnitNotRanked
from domain.round.refusals import RoundUnknown
from domain.scorecard.commands import AdjustScore, OpenScorecard, SelfScore, SubmitScorecard
from projections.database import reading
from projections.difference import MomentsReversed, RoundDifference
from projections.difference.answer import UnitDifference
from projections.difference.shares import LARGEST, orders
from projections.platform import Platform
from projections.positions import POSITIONS
from projections.ranking.answer import NotReadSoFar
from projections.ranking.query import _Reading
from projections.ranking.scopes import ScopeUnknown, Stage
from tests.domain.builders import PROVINCE, ROUND, ask
from tests.projections import histories
from tests.projections.steps import give
from tests.projections.test_laws import append, new_platform, recorded
from tests.projections.test_rank_changes import Story, tell

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ
NONE = Decimal(0)
law = settings(
    max_examples=60 if THOROUGH else 3, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)


@pytest.fixture
def on_new_file(tmp_path: Path) -> Iterator[Platform]:
    with Platform(Settings(data=tmp_path)) as platform:
        yield platform


class Known(NamedTuple):
    """What the ranking as of a position knows: ranks by scope and unit, points and maxima by unit."""

    ranks: Mapping[tuple[str, str], int]
    points: Mapping[str, tuple[Decimal, Decimal]]


def known(platform: Platform, stage: Stage, position: int) -> Known:
    """Read as the ranking is read, which is held to its law elsewhere."""
    ranks: dict[tuple[str, str], int] = {}
    points: dict[str, tuple[Decimal, Decimal]] = {}
    for scope in scopes(platform) if position >= opened_at(platform) else ():
        with reading(platform.database, POSITIONS) as connection:
            found = _Reading(connection, PROVINCE, ROUND, scope, stage, position)
            ranks |= {(scope, each.unit): each.rank for each in found.ranking().standings}
        for unit, card in found._cards.items():  # noqa: SLF001  # Cards without a rank are shown nowhere.
            total = getattr(card.total, f"{stage}_points"), card.total.max_points
            points[unit] = from_units(total[0]), from_units(total[1])
    return Known(ranks, points)


def scopes(platform: Platform) -> Sequence[str]:
    return [scope.code for scope in platform.rankings.rounds()[0].scopes]


def opened_at(platform: Platform) -> int:
    return platform.log.read(0, 1, ["round.opened.v1"])[0].position


def require_exact(platform: Platform, told: RoundDifference) -> None:
    """Everything between the two moments is attributed to the event that brought it about."""
    since, until = told.from_position, told.to_position
    moments = {position: known(platform, told.stage, position) for position in range(since, until + 1)}
    units = {unit.unit: unit for unit in told.units}
    between = [(position, moments[position - 1], moments[position]) for position in range(since + 1, until + 1)]
    points = {
        (position, unit): added
        for position, before, after in between
        for unit in after.points
        if (added := plus(after.points[unit], before.points.get(unit), -1)) != (NONE, NONE)
    }
    steps = {
        (position, *whose): (before.ranks.get(whose), after.ranks.get(whose))
        for position, before, after in between
        for whose in before.ranks.keys() | after.ranks.keys()
        if before.ranks.get(whose) != after.ranks.get(whose)
    }
    assert points_told(told) == points
    assert {
        (cause.position, rank.scope, unit.unit): (cause.rank_before, cause.rank_after)
        for unit in told.units
        for rank in unit.ranks
        for cause in rank.causes
    } == steps
    assert {position for position, *_ in (*points, *steps)} <= {event.position for event in told.events}
    for name, unit in units.items():
        require_sums(unit, *(moments[at].points.get(name, (None, None)) for at in (since, until)))
        for rank in unit.ranks:
            ranks = [moments[position].ranks.get((rank.scope, name)) for position in (since, until)]
            assert [rank.rank_before, rank.rank_after] == ranks


def plus(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal] | None, sign: int) -> tuple[Decimal, Decimal]:
    points, maximum = other or (NONE, NONE)
    return one[0] + sign * points, one[1] + sign * maximum


def points_told(told: RoundDifference) -> Mapping[tuple[int, str], tuple[Decimal, Decimal]]:
    """What each event has added to a unit, where it has."""
    found: dict[tuple[int, str], tuple[Decimal, Decimal]] = {}
    for unit in told.units:
        for cause in unit.causes:
            key = cause.position, unit.unit
            found[key] = plus((cause.points, cause.max_points), found.get(key), 1)
    return {key: added for key, added in found.items() if added != (NONE, NONE)}


def require_sums(unit: UnitDifference, before: Any, after: Any) -> None:
    """What is told of a unit adds up to the difference, however much of it is told one by one."""
    assert (unit.points_before, unit.max_points_before) == before
    assert (unit.points_after, unit.max_points_after) == after
    difference = (after[0] or NONE) - (before[0] or NONE), (after[1] or NONE) - (before[1] or NONE)
    assert (unit.points, unit.max_points) == difference
    assert sum((cause.points for cause in unit.causes), unit.others.points) == difference[0]
    assert sum((cause.max_points for cause in unit.causes), unit.others.max_points) == difference[1]
    assert sum((each.points for each in unit.indicators), NONE) == difference[0]
    for each in unit.indicators:
        assert each.points_after - each.points_before == each.points
    for rank in unit.ranks:
        assert sum((cause.steps for cause in rank.causes), rank.others.steps) == rank.steps
        assert (rank.rank_after or 0) - (rank.rank_before or 0) == rank.steps


def a_while(platform: Platform, share: float, length: int, **which: Any) -> RoundDifference:
    """From a position at this share of the log on, so many events; it may begin before the round is open."""
    first, head = opened_at(platform), platform.log.head()
    since = round(share * head)
    until = min(head, max(first, since + length))
    return platform.differences.difference(PROVINCE, ROUND, since, until, **which)


WHILES = st.tuples(st.floats(0, 1), st.integers(0, 60 if THOROUGH else 12))


# --- Laws -------------------------------------------------------------------------------------------------------------
@law
@given(
    seed=st.integers(0, 10**6),
    comparing=st.booleans(),
    stage=st.sampled_from(Stage),
    several=st.lists(WHILES, min_size=2, max_size=3),
)
def test_what_is_attributed_adds_up_in_any_story(
    seed: int,
    comparing: bool,  # noqa: FBT001
    stage: Stage,
    several: Sequence[tuple[float, int]],
):
    with new_platform() as platform:
        tell(platform, seed, comparing=comparing, events=60)
        for share, length in several:
            require_exact(platform, a_while(platform, share, length, stage=stage))


@law
@given(commands=histories.histories(), stage=st.sampled_from(Stage), several=st.lists(WHILES, min_size=2, max_size=3))
def test_what_is_attributed_adds_up_in_rounds_as_they_may_go(
    commands: Sequence[Any], stage: Stage, several: Sequence[tuple[float, int]]
):
    with new_platform() as platform:
        append(platform, recorded(commands))
        platform.projections.advance()
        if platform.log.read(0, 1, ["round.opened.v1"]):
            for share, length in several:
                require_exact(platform, a_while(platform, share, length, stage=stage))


def test_what_is_attributed_adds_up_to_a_whole_story(on_new_file: Platform):
    tell(on_new_file, 5, comparing=True)
    require_exact(on_new_file, a_while(on_new_file, 0, on_new_file.log.head()))


@law
@given(seed=st.integers(0, 10**6), most=st.integers(1, 4), a=WHILES)
def test_what_is_not_told_one_by_one_is_added_up(seed: int, most: int, a: tuple[float, int]):
    with new_platform() as platform:
        tell(platform, seed, comparing=True, events=60)
        whole, part = (a_while(platform, *a, most=limit) for limit in (None, most))
        assert [unit.unit for unit in part.units] == [unit.unit for unit in whole.units]
        for one, other in zip(whole.units, part.units, strict=True):
            require_sums(other, (one.points_before, one.max_points_before), (one.points_after, one.max_points_after))
            told = [len(some) for some in (other.causes, *(rank.causes for rank in other.ranks))]
            left = [other.others.causes, *(rank.others.causes for rank in other.ranks)]
            every = [len(some) for some in (one.causes, *(rank.causes for rank in one.ranks))]
            assert told == [min(most, count) for count in every]
            assert [sum(both) for both in zip(told, left, strict=True)] == every
            assert set(other.causes) <= set(one.causes)


@given(
    st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 40)), min_size=1, max_size=20), st.sampled_from([1, LARGEST])
)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_orders_are_those_of_exact_shares(shares: Sequence[tuple[int, int]], scale: int):
    points, maxima = np.array(shares, np.int64).T * scale
    order = orders(points, maxima).tolist()
    exact = [Fraction(points, maximum) if maximum else Fraction(0) for points, maximum in shares]
    assert [sorted(set(exact)).index(share) for share in exact] == order


# --- Examples ---------------------------------------------------------------------------------------------------------
def hand_in(platform: Platform) -> Platform:
    """Two departments; so-a has 18 points of 30, and so-b, measured against it, has 14.67."""
    platform.application.events.put(list(Story(Random(0), comparing=True).beginning()))
    for unit, value in {"so-a": "9", "so-b": "6"}.items():
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.1", inputs={"value": value})
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.2", inputs={"value": "1"})
        give(platform, SelfScore, unit, Role.UNIT, indicator="2.1", points="3")
        give(platform, SubmitScorecard, unit, Role.UNIT)
    return platform


@pytest.fixture
def on_file(on_new_file: Platform) -> Platform:
    return hand_in(on_new_file)


@pytest.fixture
def anywhere(platform: Platform) -> Platform:
    """The same on either store."""
    return hand_in(platform)


def since_then(platform: Platform, since: int, **which: Any) -> RoundDifference:
    platform.projections.advance()
    return platform.differences.difference(PROVINCE, ROUND, since, platform.log.head(), **which)


def test_a_rank_is_lost_because_of_another_unit_s_event(anywhere: Platform):
    """Of what others are measured against, so-a has 9, then 2: so-b, with its 6, becomes the best."""
    since = anywhere.log.head()
    give(anywhere, AdjustScore, "so-a", indicator="1.1", inputs={"value": "2"})
    told = since_then(anywhere, since, scope="department")
    first, second = told.units
    (adjusted,) = told.events
    assert (adjusted.event, adjusted.event_unit, adjusted.indicator) == ("scorecard.adjusted.v1", "so-a", "1.1")
    assert (adjusted.actor_role, adjusted.reason) == ("reviewer", "Theo kết quả kiểm tra")
    assert adjusted.position == since + 1
    assert [(unit.unit, unit.points_before, unit.points_after) for unit in told.units] == [
        ("so-a", Decimal(18), Decimal("11.33")),
        ("so-b", Decimal("14.67"), Decimal(18)),
    ]
    assert [(each.indicator, each.points, each.causes) for each in second.indicators] == [("1.1", Decimal("3.33"), 1)]
    assert [(cause.position, cause.indicator, cause.points) for cause in second.causes] == [
        (since + 1, "1.1", Decimal("3.33"))
    ]
    assert [(rank.rank_before, rank.rank_after, rank.steps) for rank in first.ranks + second.ranks] == [
        (1, 2, 1),
        (2, 1, -1),
    ]
    assert [cause.position for unit in told.units for rank in unit.ranks for cause in rank.causes] == 2 * [since + 1]


def test_who_is_marked_loses_its_rank_and_keeps_its_points(on_file: Platform):
    since = on_file.log.head()
    on_file.application.execute(ask(MarkUnitNotRanked, id=uuid4(), unit="so-b"))
    told = since_then(on_file, since)
    (unit,) = told.units
    assert (unit.unit, unit.points, unit.indicators, unit.causes) == ("so-b", NONE, (), ())
    assert [(rank.scope, rank.rank_before, rank.rank_after, rank.steps) for rank in unit.ranks] == [
        ("department", 2, None, -2),
        ("together", 2, None, -2),
    ]
    assert [(each.event, each.event_unit) for each in told.events] == [("round.unit_marked_not_ranked.v1", "so-b")]


def test_one_unit_is_told_of_whether_anything_has_happened_to_it_or_not(on_file: Platform):
    head = on_file.log.head()
    (untouched,) = since_then(on_file, head, unit="so-a", scope="department").units
    assert (untouched.points, untouched.ranks[0].rank_after, untouched.causes) == (NONE, 1, ())
    (without_card,) = since_then(on_file, 1, unit="xa-a").units
    assert (without_card.points_after, without_card.points, without_card.ranks) == (None, NONE, ())
    assert since_then(on_file, head).units == ()
    assert since_then(on_file, 1, scope="within").units == ()


def test_what_there_is_not_is_refused(on_file: Platform):
    on_file.projections.advance()
    head = on_file.log.head()
    ask_for = on_file.differences.difference
    with pytest.raises(MomentsReversed):
        ask_for(PROVINCE, ROUND, head, head - 1)
    with pytest.raises(NotReadSoFar):
        ask_for(PROVINCE, ROUND, 1, head + 1)
    with pytest.raises(RoundUnknown):
        ask_for(PROVINCE, "2099", 1, head)
    with pytest.raises(RoundUnknown):
        ask_for(PROVINCE, ROUND, 1, 2)
    with pytest.raises(ScopeUnknown):
        ask_for(PROVINCE, ROUND, 1, head, scope="enterprise")
    with pytest.raises(UnitUnknown):
        ask_for(PROVINCE, ROUND, 1, head, unit="so-khac")


@pytest.mark.parametrize("stage", Stage)
def test_a_whole_story_adds_up(vinh_long: Platform, stage: Stage):
    """All of it, then half by half: what the parts come to is what the whole comes to."""
    head = vinh_long.log.head()
    stops = [head // 4, head // 2, head]
    whole = vinh_long.differences.difference(PROVINCE, ROUND, stops[0], head, stage=stage)
    parts = [vinh_long.differences.difference(PROVINCE, ROUND, *pair, stage=stage) for pair in pairwise(stops)]
    for unit in whole.units:
        own = [part for each in parts for part in each.units if part.unit == unit.unit]
        assert sum((part.points for part in own), NONE) == unit.points
        assert [cause for part in own for cause in part.causes] == list(unit.causes)
        for number, rank in enumerate(unit.ranks):
            assert sum(part.ranks[number].steps for part in own) == rank.steps
    for scope in whole.scopes:
        standings = vinh_long.rankings.ranking(PROVINCE, ROUND, scope, stage, as_of=head).standings
        found = {unit.unit: rank.rank_after for unit in whole.units for rank in unit.ranks if rank.scope == scope}
        assert found.items() >= {(standing.unit, standing.rank) for standing in standings}
