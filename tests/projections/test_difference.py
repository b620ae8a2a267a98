"""The difference of two moments: what it attributes to events adds up to it exactly, whatever has happened."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.settings import Settings
from domain.metadata import Role
from domain.province.refusals import UnitUnknown
from domain.round.commands import MarkUnitNotRanked
from domain.round.refusals import RoundUnknown
from domain.scorecard.commands import AdjustScore, OpenScorecard, SelfScore, SubmitScorecard
from projections.database import reading
from projections.difference import Difference, MomentsReversed
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


class Known(NamedTuple):
    """What the ranking as of a position knows: ranks by scope and unit, points and maxima by unit."""

    ranks: Mapping[tuple[str, str], int]
    points: Mapping[str, tuple[Decimal, Decimal]]


def known(platform: Platform, position: int, stage: Stage) -> Known:
    """Read as the ranking is read, which is held to its law elsewhere."""
    ranks, points = {}, {}
    if position >= opened_at(platform):
        with reading(platform.database, POSITIONS) as connection:
            first = _Reading(connection, PROVINCE, ROUND, None, stage, position)
            for scope in first._opening.scopes:  # noqa: SLF001  # Cards without a rank are shown nowhere.
                found = _Reading(connection, PROVINCE, ROUND, scope.code, stage, position)
                ranks |= {(scope.code, each.unit): each.rank for each in found.ranking().standings}
                for unit, card in found._cards.items():  # noqa: SLF001  # As above.
                    total = card.total
                    counted = found._points(total), total.max_points  # noqa: SLF001  # As above.
                    points[unit] = (Decimal(counted[0]) / 10_000, Decimal(counted[1]) / 10_000)
    return Known(ranks, points)


def opened_at(platform: Platform) -> int:
    return platform.log.read(0, 1, ["round.opened.v1"])[0].position


def every_moment(platform: Platform, stage: Stage) -> Sequence[Known]:
    """What was known at each position, from the empty log on."""
    return [Known({}, {}), *(known(platform, position, stage) for position in range(1, platform.log.head() + 1))]


def require_exact(told: Difference, moments: Sequence[Known]) -> None:
    """Everything between the two moments is attributed to the event that brought it about."""
    since, until = told.from_position, told.to_position
    units = {unit.unit: unit for unit in told.units}
    between = [(position, moments[position - 1], moments[position]) for position in range(since + 1, until + 1)]
    points = {
        (position, unit): added
        for position, before, after in between
        for unit in after.points
        if (added := plus(after.points[unit], before.points.get(unit), -1)) != (0, 0)
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
        require_sums(unit, moments[since].points.get(name), moments[until].points.get(name))
        for rank in unit.ranks:
            ranks = [moments[position].ranks.get((rank.scope, name)) for position in (since, until)]
            assert [rank.rank_before, rank.rank_after] == ranks


def plus(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal] | None, sign: int) -> tuple[Decimal, Decimal]:
    points, maximum = other or (NONE, NONE)
    return one[0] + sign * points, one[1] + sign * maximum


def points_told(told: Difference) -> Mapping[tuple[int, str], tuple[Decimal, Decimal]]:
    """What each event has added to a unit, where it has."""
    found: dict[tuple[int, str], tuple[Decimal, Decimal]] = {}
    for unit in told.units:
        for cause in unit.causes:
            key = cause.position, unit.unit
            found[key] = plus((cause.points, cause.max_points), found.get(key), 1)
    return {key: added for key, added in found.items() if added != (0, 0)}


def require_sums(unit: UnitDifference, before: Any, after: Any) -> None:
    """What is told of a unit adds up to the difference, however much of it is told one by one."""
    assert (unit.points_before, unit.max_points_before) == (before or (None, None))
    assert (unit.points_after, unit.max_points_after) == (after or (None, None))
    difference = plus(after or (NONE, NONE), before, -1)
    assert (unit.points, unit.max_points) == difference
    assert sum((cause.points for cause in unit.causes), unit.others.points) == difference[0]
    assert sum((cause.max_points for cause in unit.causes), unit.others.max_points) == difference[1]
    assert sum((each.points for each in unit.indicators), NONE) == difference[0]
    for each in unit.indicators:
        assert each.points_after - each.points_before == each.points
    for rank in unit.ranks:
        assert sum((cause.steps for cause in rank.causes), rank.others.steps) == rank.steps
        assert (rank.rank_after or 0) - (rank.rank_before or 0) == rank.steps


def differences(platform: Platform, stage: Stage, pair: tuple[float, float], **which: Any) -> Difference:
    """Between two positions that stand at these shares of the log; it may begin before the round is open."""
    first, head = opened_at(platform), platform.log.head()
    shares = sorted(pair)
    until = max(first, round(shares[1] * head))
    since = min(round(shares[0] * head), until)
    return platform.differences.difference(PROVINCE, ROUND, since, until, stage=stage, **which)


PAIRS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=6)


# --- Laws -------------------------------------------------------------------------------------------------------------
@law
@given(seed=st.integers(0, 10**6), comparing=st.booleans(), stage=st.sampled_from(Stage), pairs=PAIRS)
def test_what_is_attributed_adds_up_in_any_story(
    seed: int, comparing: bool, stage: Stage, pairs: Sequence[tuple[float, float]]  # noqa: FBT001
):
    with new_platform() as platform:
        tell(platform, seed, comparing=comparing, events=60)
        moments = every_moment(platform, stage)
        for pair in (*pairs, (0.0, 1.0)):
            require_exact(differences(platform, stage, pair), moments)


@law
@given(commands=histories.histories(), stage=st.sampled_from(Stage), pairs=PAIRS)
def test_what_is_attributed_adds_up_in_rounds_as_they_may_go(
    commands: Sequence[Any], stage: Stage, pairs: Sequence[tuple[float, float]]
):
    with new_platform() as platform:
        append(platform, recorded(commands))
        platform.projections.advance()
        if platform.log.read(0, 1, ["round.opened.v1"]):
            moments = every_moment(platform, stage)
            for pair in pairs:
                require_exact(differences(platform, stage, pair), moments)
