"""What the pages for auditors show: why a number or a rank is what it is, and one step of a scorecard."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from api.context import platform
from api.freshness import Freshness, of_projection, require_position
from application.contexts import opened_round, registry
from application.workspace import Workspace
from domain.metadata import Code, IndicatorCode
from domain.points import percent
from domain.province.decisions import known_unit
from domain.province.state import Unit
from domain.round.events import RoundOpened
from projections.explanation import Explanation, RankExplanation, StepInFull
from projections.explanation.answer import Term
from projections.ranking.scopes import Stage

READ = ("ranking", "score_history")
"""The read models from which numbers are explained."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name in both languages."""

    name: str
    name_en: str


class StepPage(msgspec.Struct, frozen=True, kw_only=True):
    """One step with what gives its codes names."""

    opening: RoundOpened
    unit: Unit
    shown: StepInFull
    freshness: Freshness

    @property
    def indicator(self) -> Named:
        """The indicator's name."""
        return Named(name=self.shown.indicator_name, name_en=self.shown.indicator_name_en)


class WhyPage(msgspec.Struct, frozen=True, kw_only=True):
    """Why a number is what it is, its summands in one list."""

    opening: RoundOpened
    why: Explanation
    as_of: int | None
    freshness: Freshness

    @property
    def part(self) -> Named:
        """The name of the indicator or group."""
        return Named(name=self.why.code_name, name_en=self.why.code_name_en)

    @property
    def recorded_percent(self) -> Decimal | None:
        """What percentage the points are as they stand in the log."""
        return percent(self.why.recorded, self.why.max_points)

    @property
    def terms(self) -> Sequence[tuple[int, Term]]:
        """Every summand with how deep it stands, those of a group behind it."""
        return list(_indented(self.why.terms, 0))


class RankPage(msgspec.Struct, frozen=True, kw_only=True):
    """Why a unit has its rank, or none."""

    opening: RoundOpened
    why: RankExplanation
    as_of: int | None
    freshness: Freshness


def step_page(province: Code, round_code: Code, unit: Code, position: int) -> StepPage:
    """One step of a scorecard by its position; refuses one that is not there."""
    fresh = of_projection("score_history", province)
    found = platform().replay.step_at(province, round_code, unit, position)
    workspace = Workspace(platform().application.load)
    known = known_unit(registry(workspace, province), unit)
    return StepPage(opening=_opening(workspace, province, round_code), unit=known, shown=found, freshness=fresh)


def why_page(
    province: Code, round_code: Code, unit: Code, code: IndicatorCode | None, stage: Stage, *, as_of: int | None
) -> WhyPage:
    """Why a number of a scorecard is what it is, as of now or of a position; refuses what is not there."""
    fresh = _read_up_to(province, as_of)
    found = platform().explanations.why(province, round_code, unit, code, stage, as_of)
    opening = _opening(Workspace(platform().application.load), province, round_code)
    return WhyPage(opening=opening, why=found, as_of=as_of, freshness=fresh)


def rank_page(
    province: Code, round_code: Code, unit: Code, scope: Code | None, stage: Stage, *, as_of: int | None
) -> RankPage:
    """Why a unit has its rank in a scope, or none, as of now or of a position; refuses what is not there."""
    fresh = _read_up_to(province, as_of)
    found = platform().explanations.why_rank(province, round_code, unit, scope, stage, as_of)
    opening = _opening(Workspace(platform().application.load), province, round_code)
    return RankPage(opening=opening, why=found, as_of=as_of, freshness=fresh)


def _opening(workspace: Workspace, province: Code, round_code: Code) -> RoundOpened:
    return opened_round(workspace, province, round_code).opening


def _read_up_to(province: Code, position: int | None) -> Freshness:
    """How fresh the answer is, once the read models have come to the position."""
    for name in READ:
        if position is not None:
            require_position(name, position, province)
    return of_projection("ranking", province)


def _indented(terms: Sequence[Term], depth: int) -> Iterator[tuple[int, Term]]:
    for term in terms:
        yield depth, term
        yield from _indented(term.terms, depth + 1)
