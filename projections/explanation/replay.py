"""Replays a scorecard: every change step by step, with what the scorecard came to before and after it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.metadata import Code, IndicatorCode, Provenance, UnitKind
from domain.points import from_units, percent, to_units
from domain.refusal import Refusal, RefusalKind
from domain.round.events import RoundOpened
from domain.scorecard.refusals import ScorecardUnknown
from projections.database import reading
from projections.positions import POSITIONS
from projections.ranking.scopes import round_known
from projections.ranking.tables import SETS
from projections.ranking.worth import definition_of
from projections.score_history import Change, HistoryQuery


class StepUnknown(Refusal):
    """The scorecard's history has no such step."""

    code = "step-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Phiếu của «{unit}» trong đợt «{round}» không có bước {step}."
    en = "The scorecard of '{unit}' in round '{round}' has no step {step}."
    advice_vi = "Phiếu có các bước từ 1 đến {steps}; xem `bangvang replay`."
    advice_en = "It has steps from 1 to {steps}; see `bangvang replay`."


class Step(Change, frozen=True, kw_only=True):
    """One change of a scorecard, and what the scorecard came to before and after it, by final points.

    ``version`` is the step's number. Totals are of the points as they were recorded: those of indicators that compare
    units move with other units' values until the round freezes the best ones, which is a step of its own.
    """

    total_before: Decimal
    total_after: Decimal
    max_points_before: Decimal
    max_points_after: Decimal
    percent_before: Decimal | None
    percent_after: Decimal | None


class StepInFull(msgspec.Struct, frozen=True, kw_only=True):
    """One step with its neighbours: an address that leads here always leads to the same, for positions never change."""

    province: Code
    round: Code
    round_name: str
    unit: Code
    data_provenance: Provenance
    notice: str
    number: int
    steps: int
    previous: int | None
    """The position of the step before."""
    next: int | None
    """The position of the step that follows."""
    indicator_name: str
    indicator_name_en: str
    step: Step


class ReplayQuery:
    """Answers how a scorecard came about, step by step."""

    def __init__(self, database: sa.Engine, history: HistoryQuery) -> None:
        """Reads the history, and from the ranking's tables the sets that scorecards are scored by."""
        self._database, self._history = database, history

    def steps(
        self,
        province: Code,
        round_code: Code,
        unit: Code,
        indicator: IndicatorCode | None = None,
        *,
        after: int = 0,
        until: int | None = None,
    ) -> Sequence[Step]:
        """The steps behind position ``after`` up to ``until``, in order; of one indicator if given.

        Refuses a scorecard that was never opened.
        """
        _, _, steps = self._replayed(province, round_code, unit)
        return [
            step
            for step in steps
            if step.position > after
            and (until is None or step.position <= until)
            and indicator in {None, step.indicator}
        ]

    def step_at(self, province: Code, round_code: Code, unit: Code, position: int) -> StepInFull:
        """The step that stands at this position of the log; refuses with ``StepUnknown``."""
        opening, definition, steps = self._replayed(province, round_code, unit)
        for index, step in enumerate(steps):
            if step.position == position:
                return _in_full(opening, definition, unit, steps, index)
        raise StepUnknown(unit=unit, round=round_code, step=f"@{position}", steps=len(steps))

    def step(self, province: Code, round_code: Code, unit: Code, number: int) -> StepInFull:
        """The step of that number; refuses with ``StepUnknown``."""
        opening, definition, steps = self._replayed(province, round_code, unit)
        if not 1 <= number <= len(steps):
            raise StepUnknown(unit=unit, round=round_code, step=number, steps=len(steps))
        return _in_full(opening, definition, unit, steps, number - 1)

    def _replayed(
        self, province: Code, round_code: Code, unit: Code
    ) -> tuple[RoundOpened, IndicatorSet, Sequence[Step]]:
        """How the round began, the set that the scorecard is scored by, and every step."""
        changes = self._history.changes(province, round_code, unit)
        with reading(self._database, POSITIONS) as connection:
            opening = msgspec.json.decode(round_known(connection, province, round_code)["opening"], type=RoundOpened)
            if not changes:
                raise ScorecardUnknown(unit=unit, round=round_code)
            stored = sa.select(SETS.c.definition).where(SETS.c.content_hash == changes[0].details["content_hash"])
            definition = definition_of(connection.execute(stored).scalar_one())
        applicable = definition.applicable(UnitKind(changes[0].details["unit_kind"]))
        return opening, definition, list(_steps(changes, applicable))


def _steps(changes: Sequence[Change], indicators: Sequence[Indicator]) -> Iterator[Step]:
    """Each change with the totals that it starts from and leads to."""
    worth = {indicator.code: to_units(indicator.max_points) for indicator in indicators}
    before = Standing(0, sum(worth.values()))
    left_out = set[IndicatorCode]()
    for change in changes:
        after = before
        if change.indicator is not None and change.stage is not None:
            code = change.indicator
            was_left_out = code in left_out
            # What has no final points after points have moved does not apply: whoever scores gives final points too.
            (left_out.add if change.final_after is None else left_out.discard)(code)
            moved = _units(change.final_after) - _units(change.final_before)
            after = Standing(before.total + moved, before.maximum + worth[code] * (was_left_out - (code in left_out)))
        told = {name: getattr(change, name) for name in Change.__struct_fields__}
        yield Step(**told, **_totals("before", before), **_totals("after", after))
        before = after


class Standing(NamedTuple):
    """What a scorecard comes to by final points, and what could be had, in ten-thousandths of a point."""

    total: int
    maximum: int


def _units(points: Decimal | None) -> int:
    return 0 if points is None else to_units(points)


def _totals(moment: str, standing: Standing) -> dict[str, Any]:
    total, maximum = standing
    return {
        f"total_{moment}": from_units(total),
        f"max_points_{moment}": from_units(maximum),
        f"percent_{moment}": percent(total, maximum),
    }


def _in_full(
    opening: RoundOpened, definition: IndicatorSet, unit: Code, steps: Sequence[Step], index: int
) -> StepInFull:
    step = steps[index]
    about = next((each for each in definition.indicators() if each.code == step.indicator), None)
    return StepInFull(
        province=opening.province,
        round=opening.round,
        round_name=opening.name,
        unit=unit,
        data_provenance=opening.data_provenance,
        notice=opening.notice,
        number=index + 1,
        steps=len(steps),
        previous=steps[index - 1].position if index else None,
        next=steps[index + 1].position if index + 1 < len(steps) else None,
        indicator_name=about.name if about else "",
        indicator_name_en=about.name_en if about else "",
        step=step,
    )
