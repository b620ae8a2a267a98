"""Why a number is what it is: whatever has happened, what is shown adds up to it exactly."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from application.contexts import card_as_of_now
from application.settings import Settings
from application.workspace import Workspace
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.metadata import UnitKind
from domain.points import plain
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.province.refusals import UnitUnknown
from domain.round.refusals import RoundUnknown
from domain.rules import KINDS
from domain.scorecard.commands import OpenScorecard, SelfScore
from domain.scorecard.refusals import ScorecardUnknown
from projections.explanation import Explanation
from projections.explanation.answer import Basis, Calculation, Share, Term
from projections.explanation.ranks import UnitNotInScope
from projections.explanation.workings import working
from projections.platform import Platform
from projections.ranking.answer import Standing
from projections.ranking.scopes import Stage
from tests.domain.builders import MANUAL, PROVINCE, ROUND, UNIT, ask, definition, group, indicator, open_round
from tests.projections.histories import ALL_YEAR, BEGINNING, SCOPES, UNITS, give_all, histories, pinned, wanted
from tests.projections.steps import keep_together

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ

law = settings(
    max_examples=60 if THOROUGH else 2, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)


@pytest.fixture(autouse=True, scope="module")
def few_together() -> Iterator[None]:
    """Few changes stand together, so that histories of a few events fill many rows."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        keep_together(monkeypatch, 3)
        yield


# --- What has to hold -------------------------------------------------------------------------------------------------
def require_sums(platform: Platform, unit: str, stage: Stage, position: int) -> Explanation:
    """Asks why the scorecard has its points, and each group and indicator in it; every sum must come out."""
    whole = platform.explanations.why(PROVINCE, ROUND, unit, None, stage, position)
    require_sum(whole.terms, whole.points, whole.max_points)
    assert whole.share == share_of(whole.points, whole.max_points)
    require_recorded(platform, whole, unit, stage, position)
    for term in every(whole.terms):
        told = platform.explanations.why(PROVINCE, ROUND, unit, term.code, stage, position)
        assert (told.points, told.max_points) == (term.points, term.max_points)
        assert told.share == share_of(told.points, told.max_points)
        assert told.recorded == term.recorded
        assert told.provisional or told.recorded == told.points
        if term.is_group:
            assert told.terms == term.terms
            require_sum(told.terms, told.points, told.max_points)
        else:
            assert told.calculation is not None
            require_calculation(told.calculation, told)
    return whole


def require_recorded(platform: Platform, whole: Explanation, unit: str, stage: Stage, position: int) -> None:
    """What stands in the log is what the events up to then have left, whatever it counts for now."""
    left: dict[str, Decimal] = {}
    for change in platform.history.changes(PROVINCE, ROUND, unit):
        if change.position <= position and change.indicator and change.stage:
            left[change.indicator] = getattr(change, f"{stage}_after") or Decimal(0)
    assert whole.recorded == sum((term.recorded for term in whole.terms), Decimal(0)) == sum(left.values(), Decimal(0))


def require_sum(terms: Sequence[Term], points: Decimal, maximum: Decimal) -> None:
    assert sum((term.points for term in terms), Decimal(0)) == points
    assert sum((term.max_points for term in terms), Decimal(0)) == maximum


def require_calculation(found: Calculation, told: Explanation) -> None:
    parts = sum((Fraction(part.points) for part in found.parts), Fraction(0))
    assert parts + Fraction(found.rounding) + Fraction(found.difference) == Fraction(told.points)
    assert found.difference == "0"
    assert told.points == (found.points or 0)
    assert (found.points is None) == (found.basis in {Basis.NOT_SCORED, Basis.NOT_APPLICABLE})
    assert (told.max_points == 0) == (found.basis is Basis.NOT_APPLICABLE)
    assert (found.position is None) == (found.basis is Basis.NOT_SCORED)
    if found.position is not None:
        (giving,) = (each for each in told.events if each.position == found.position)
        assert giving.position <= told.position
        if found.basis not in {Basis.BEST_SO_FAR, Basis.NOT_APPLICABLE}:
            assert getattr(giving, f"{told.stage}_after") == found.points
    assert told.rule is not None
    assert told.rule.recorded_hash in {None, told.rule.rule_hash}


def share_of(points: Decimal, maximum: Decimal) -> Share:
    return Share.of(points, maximum) if maximum else Share(exact=None, percent=None)


def every(terms: Sequence[Term]) -> Iterator[Term]:
    for term in terms:
        yield term
        yield from every(term.terms)


def require_rank(platform: Platform, unit: str, scope: str, stage: Stage, position: int) -> None:
    """A rank is one more than those ahead, and neighbours are as far away as they say."""
    ranking = platform.rankings.ranking(PROVINCE, ROUND, scope, stage, position)
    if unit not in {*(each.unit for each in ranking.standings), *(each.unit for each in ranking.not_ranked)}:
        with pytest.raises((UnitNotInScope, UnitUnknown)):
            platform.explanations.why_rank(PROVINCE, ROUND, unit, scope, stage, position)
        return
    told = platform.explanations.why_rank(PROVINCE, ROUND, unit, scope, stage, position)
    standing = next((each for each in ranking.standings if each.unit == unit), None)
    if standing is None:
        (absent,) = (each for each in ranking.not_ranked if each.unit == unit)
        assert (told.rank, told.absence, told.absence_reason) == (None, absent.absence, absent.reason)
        assert (told.marked_by is not None) == (absent.absence in {"not-ranked", "exempt"})
        assert told.marked_by is None or (told.marked_by.reason or "") == absent.reason
        return
    within_parent = next(each.within_parent for each in SCOPES if each.code == scope)
    together = [each for each in ranking.standings if not within_parent or each.parent == standing.parent]
    assert (told.rank, told.of) == (standing.rank, len(together))
    assert told.ahead is not None
    assert told.rank == told.ahead + 1
    assert told.last_change is not None
    assert (told.last_change.unit, told.last_change.rank_after) == (unit, told.rank)
    assert told.last_change == platform.rankings.last_rank_change(ranking, unit)
    assert told.last_change.position <= position
    assert set(told.sharing) == {each.unit for each in together if each.rank == told.rank and each.unit != unit}
    require_neighbours(told.above, told.below, together, standing, stage)


def require_neighbours(above, below, together: Sequence[Standing], standing: Standing, stage: Stage) -> None:
    assert (above is None) == (standing.rank == 1)
    assert (below is None) == (standing.rank == max(each.rank for each in together))
    for neighbour, sign in ((above, 1), (below, -1)):
        if neighbour is not None:
            (other,) = (each for each in together if each.unit == neighbour.unit)
            assert Fraction(neighbour.share_between) * sign > 0
            mine = getattr(standing, f"{stage}_total")
            assert mine + neighbour.points_between == getattr(other, f"{stage}_total") == neighbour.points


# --- Laws -------------------------------------------------------------------------------------------------------------
@law
@given(commands=histories(), stops=st.sets(st.integers(min_value=1, max_value=120), min_size=1, max_size=3))
def test_what_is_shown_adds_up_to_the_number_exactly(commands: Sequence[Command], stops: set[int]):
    with TemporaryDirectory() as folder, Platform(Settings(data=Path(folder))) as platform:
        give_all(platform.application, commands)
        platform.projections.advance()
        head = platform.log.head()
        for position in sorted({min(stop, head) for stop in stops} | {head}):
            for unit in UNITS:
                with suppress(RoundUnknown):
                    require_everything(platform, unit, position)


def require_everything(platform: Platform, unit: str, position: int) -> None:
    """All that can be asked about a unit as of a position; what was not there by then is refused."""
    for stage in Stage:
        whole = None
        with suppress(ScorecardUnknown):
            whole = require_sums(platform, unit, stage, position)
        for scope in SCOPES:
            require_rank(platform, unit, scope.code, stage, position)
            ranking = platform.rankings.ranking(PROVINCE, ROUND, scope.code, stage, position)
            for standing in ranking.standings:
                if standing.unit == unit:
                    assert whole is not None
                    require_same(whole, standing, stage)
    if position == platform.log.head():
        with suppress(ScorecardUnknown):
            require_what_the_log_says(platform, unit)
            require_replay(platform, unit)


def require_same(whole: Explanation, standing: Standing, stage: Stage) -> None:
    """What is explained is what the ranking shows."""
    total = getattr(standing, f"{stage}_total")
    assert (whole.points, whole.max_points, whole.share.percent) == (total, standing.max_points, standing.percent)
    shown = [(group.code, group.points, group.max_points) for group in standing.groups]
    assert [(term.code, term.points, term.max_points) for term in whole.terms] == shown


def require_what_the_log_says(platform: Platform, unit: str) -> None:
    """The domain's own fold of the stream comes to the same, and knows the same evidence."""
    now = card_as_of_now(Workspace(platform.application.load), PROVINCE, ROUND, unit)
    for stage in Stage:
        for each in now.definition.applicable(now.card.opening.unit_kind):
            told, entry = platform.explanations.why(PROVINCE, ROUND, unit, each.code, stage), now.card.entry(each.code)
            points = None if entry.not_applicable else getattr(entry, f"{stage}_points")
            assert told.calculation is not None
            assert told.calculation.points == points
            assert {one.sha256 for one in told.evidence} == {one.sha256 for one in entry.evidence}
            assert told.explanation == entry.explanation


def require_replay(platform: Platform, unit: str) -> None:
    """Each step begins where the one before has ended, and the last one ends with the totals that were recorded."""
    steps = platform.replay.steps(PROVINCE, ROUND, unit)
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    for before, after in pairwise(steps):
        assert (after.total_before, after.max_points_before) == (before.total_after, before.max_points_after)
    for step in steps:
        moved = (step.final_after or 0) - (step.final_before or 0)
        assert step.total_after - step.total_before == moved
        if step.event == "scorecard.finalised.v1":
            assert (step.total_after, step.max_points_after) == (
                Decimal(step.details["final_total"]),
                Decimal(step.details["max_points"]),
            )
        if step.position in {steps[0].position, steps[-1].position}:
            shown = platform.replay.step_at(PROVINCE, ROUND, unit, step.position)
            assert shown == platform.replay.step(PROVINCE, ROUND, unit, step.version)
            assert shown.step == step


# --- A log that was tampered with -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("forged", "difference"),
    [({"points": Decimal(4), "rule_hash": "0" * 64}, "-1"), ({"inputs": {"level": "khong-co"}}, "5")],
)
def test_points_that_the_inputs_do_not_earn_are_told_apart(
    vinh_long: Platform, tmp_path: Path, forged: dict[str, Any], difference: str
):
    """The story is told again, but one event says something else than it did."""
    unit, code = "so-khcn", "1.1"
    (scored, *_) = vinh_long.replay.steps(PROVINCE, ROUND, unit, code)
    honest = vinh_long.explanations.why(PROVINCE, ROUND, unit, code, as_of=scored.position).calculation
    assert honest is not None
    assert (honest.points, honest.difference) == (Decimal(5), "0")
    entries = vinh_long.log.read(0, scored.position)
    *before, last = [vinh_long.codec.decode(*entry[1:]) for entry in entries]
    with Platform(Settings(data=tmp_path)) as platform:
        platform.application.events.put([*before, replace(last, data=replace(last.data, **forged))])
        platform.projections.advance()
        told = platform.explanations.why(PROVINCE, ROUND, unit, code)
    assert told.calculation is not None
    assert told.rule is not None
    assert (told.points, told.calculation.difference) == (forged.get("points", 5), difference)
    assert (told.rule.recorded_hash == told.rule.rule_hash) == ("rule_hash" not in forged)


def test_groups_in_groups_add_up(platform: Platform):
    inner = group("1.2", indicator("1.2.1", MANUAL, 4), indicator("1.2.2", MANUAL, 6))
    outer = group("1", indicator("1.1", MANUAL, 5), groups=(inner,), max_points=Decimal(15))
    nested = definition(outer, unit_kinds=(UnitKind.DEPARTMENT,))
    commands = [
        ask(RegisterProvince, name="Vĩnh Long"),
        ask(RegisterUnit, unit=UNIT, kind=UnitKind.DEPARTMENT, name=UNIT),
        ask(ReleaseIndicatorSet, definition=nested),
        open_round(sets={UnitKind.DEPARTMENT: pinned(nested)}, calendar=ALL_YEAR, scopes=SCOPES[:1]),
        wanted(OpenScorecard, unit=UNIT, scorecard=UUID(int=0)),
        *(wanted(SelfScore, unit=UNIT, indicator=code, points=Decimal(2)) for code in ("1.1", "1.2.1", "1.2.2")),
    ]
    for number, command in enumerate(commands, start=1):
        platform.application.execute(replace(command, id=UUID(int=number), at=BEGINNING))
    platform.projections.advance()
    whole = require_sums(platform, UNIT, Stage.FINAL, platform.log.head())
    assert [(term.code, int(term.points), int(term.max_points)) for term in every(whole.terms)] == [
        ("1", 6, 15),
        ("1.1", 2, 5),
        ("1.2", 4, 10),
        ("1.2.1", 2, 4),
        ("1.2.2", 2, 6),
    ]


# --- Workings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_every_kind_of_rule_add_up(kind: str):
    sample = KINDS[kind].sample()
    maximum = 10 if KINDS[kind].counts_in_maximum else 0
    found = working(indicator("1.1", sample.rule, maximum), sample.inputs, 2, None)
    assert sum((Fraction(part.points) for part in found.parts), Fraction(0)) == found.exact
    assert Fraction(found.points) == found.exact + found.rounding
    assert plain(found.points) == sample.points
