"""Rounds of 2023, 2024 and 2025, which the demonstration's campaign looks at: synthetic, with totals that are exact."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from api.demo.script import Script
from api.demo.story import COUNCIL_OF_THE_DEMO, ONE_DAY, Told
from api.demo.synthetic import SyntheticUnit
from application.sets.files import RoundPlan
from domain.award_campaign.policy import Year
from domain.command import Command
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.metadata import Code, IndicatorCode, Provenance, Role, SourceDocument, UnitKind
from domain.points import round_half_up
from domain.round.calendar import Calendar, Stage, Window
from domain.round.commands import (
    CloseReview,
    CloseSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    OpenRound,
    PublishRound,
    ReopenRound,
)
from domain.round.events import PinnedSet
from domain.scorecard.commands import (
    AdjustScore,
    FinaliseScorecard,
    OpenScorecard,
    ReopenScorecard,
    SelfScore,
    SubmitScorecard,
)

GOOD = 0.93
"""The least strength of units that may hope for an award."""
HEAD = "Thủ trưởng đơn vị (trình diễn)"
NOTICE = (
    "Dữ liệu trình diễn tổng hợp, không phải kết quả của tỉnh; chấm theo bộ chỉ số bản năm 2022 / "
    "Synthetic demonstration data, not the province's results; scored by the 2022 edition of the set"
)
Points = Mapping[IndicatorCode, Decimal]


class AwardRound:
    """One year's round of the departments on the set's edition of 2022, in which totals come out as they are wanted."""

    def __init__(self, script: Script, plan: RoundPlan, definition: IndicatorSet, year: Year, told: Told) -> None:
        """The plan is that of 2022, whose calendar and reviewing bodies serve in each year."""
        self._script, self._plan, self._definition, self._told = script, plan, definition, told
        self._year, self._round = year, {"province": plan.province, "round": str(year)}
        self._calendar = _in_year(plan.calendar, year)

    def tell(self, totals: Mapping[Code, Decimal], exempt: Sequence[Code]) -> None:
        """From the opening to the publication, with these totals at the end."""
        self._open(exempt)
        first, review = self._calendar.self_scoring, self._calendar.review
        scored = {}
        for number, unit in enumerate(totals):
            scored[unit] = self._fill_in(unit, first.opens + number * 3 * ONE_DAY)
            self._told()
        self._administer(CloseSelfScoring, review.opens)
        for number, (unit, total) in enumerate(totals.items()):
            self._review(unit, review.opens + (1 + number // 2) * ONE_DAY, scored[unit], total)
        day = (self._calendar.explanation or review).closes + ONE_DAY
        self._administer(CloseReview, day)
        for unit in totals:
            self._decide(FinaliseScorecard, day, unit=unit)
        self._publish(day, "01")

    def correct(self, unit: Code, indicator: IndicatorCode, points: Decimal, day: date) -> None:
        """The published results are withdrawn, one indicator of a unit is judged anew, and they are published again."""
        why = "Trình diễn: hậu kiểm thấy một phần minh chứng đã tính không thuộc năm đánh giá."
        self._decide(ReopenRound, day, reason=why)
        self._decide(ReopenScorecard, day, unit=unit, reason=why)
        self._adjust(unit, indicator, points, day, why)
        self._decide(FinaliseScorecard, day + ONE_DAY, unit=unit)
        self._publish(day + ONE_DAY, "02")

    def _open(self, exempt: Sequence[Code]) -> None:
        definition, day = self._definition, self._calendar.self_scoring.opens
        pin = PinnedSet(
            indicator_set=definition.code, version=definition.version, content_hash=content_hash(definition)
        )
        self._administer(
            OpenRound,
            day,
            name=f"Đánh giá thi đua chuyển đổi số năm {self._year} (trình diễn, theo bộ chỉ số bản 2022)",
            name_en=f"Digital transformation assessment {self._year} (demonstration, by the 2022 edition of the set)",
            sets={UnitKind.DEPARTMENT: pin},
            calendar=self._calendar,
            scopes=tuple(each for each in self._plan.scopes if each.kinds == (UnitKind.DEPARTMENT,)),
            reviewers=self._plan.reviewers,
            data_provenance=Provenance.ILLUSTRATIVE,
            notice=NOTICE,
        )
        reason = "Trình diễn: phần khen thưởng chỉ kể về một số sở, ban, ngành."
        for unit in exempt:
            self._administer(MarkUnitNotRanked, day, unit=unit, exempt=True, reason=reason)

    def _fill_in(self, unit: Code, day: date) -> Points:
        """The unit's self-score; returns the points that it came to."""
        self._act(OpenScorecard, unit, day, scorecard=self._script.new_id())
        maker = SyntheticUnit(f"{self._plan.province}/{self._year}/{unit}", at_least=GOOD)
        points = {}
        for indicator in self._indicators():
            inputs = maker.inputs(indicator)
            points[indicator.code] = indicator.score(inputs, self._definition.places)
            evidence = (maker.evidence(indicator),)
            self._act(SelfScore, unit, day, indicator=indicator.code, inputs=inputs, evidence=evidence)
        self._act(SubmitScorecard, unit, day, approved_by=HEAD, approved_on=day)
        return points

    def _review(self, unit: Code, day: date, points: Points, total: Decimal) -> None:
        indicators = list(self._indicators())
        Random(f"{self._year}/{unit}").shuffle(indicators)  # noqa: S311  # Repeatable on purpose, and no secret.
        for code, now in changes(indicators, points, total, self._definition.places):
            lower = now < points[code]
            why = "minh chứng chưa đầy đủ" if lower else "đơn vị chấm thiếu kết quả đã có minh chứng"
            self._adjust(unit, code, now, day, f"Trình diễn: {why}.")

    def _adjust(self, unit: Code, indicator: IndicatorCode, points: Decimal, day: date, reason: str) -> None:
        reviewer = next(body for body in self._plan.reviewers if body != unit)
        fields = {"unit": unit, "indicator": indicator, "points": points, "reason": reason}
        on_site = self._calendar.allows(day, Stage.ON_SITE)
        self._script.give(AdjustScore, Role.REVIEWER, day, reviewer, **self._round, **fields, on_site=on_site)

    def _publish(self, day: date, number: str) -> None:
        self._decide(FinaliseRound, day)
        decision = SourceDocument(number=f"TRÌNH DIỄN-{number}/{self._year}", date=day, issuer=COUNCIL_OF_THE_DEMO)
        self._decide(PublishRound, day, source_document=decision)

    def _indicators(self) -> tuple[Indicator, ...]:
        return self._definition.applicable(UnitKind.DEPARTMENT)

    def _act(self, command: Callable[..., Command], unit: Code, day: date, **fields: Any) -> None:
        self._script.give(command, Role.UNIT, day, unit, **self._round, unit=unit, **fields)

    def _administer(self, command: Callable[..., Command], day: date, **fields: Any) -> None:
        self._script.give(command, Role.ADMINISTRATOR, day, **self._round, **fields)

    def _decide(self, command: Callable[..., Command], day: date, **fields: Any) -> None:
        self._script.give(command, Role.COUNCIL, day, **self._round, **fields)


def changes(
    indicators: Sequence[Indicator], points: Points, total: Decimal, places: int
) -> Iterator[tuple[IndicatorCode, Decimal]]:
    """What reviewers set the first indicators to, so that all come to the total; none loses more than half."""
    left = total - sum(points.values())
    for indicator in indicators:
        now = points[indicator.code]
        fewer, more = -round_half_up(now / 2, places), indicator.max_points - now
        change = max(fewer, min(more, left))
        if change:
            yield indicator.code, now + change
        left -= change


def _in_year(calendar: Calendar, year: Year) -> Calendar:
    """The same windows in another year."""

    def moved(window: Window | None) -> Window | None:
        return window and Window(opens=window.opens.replace(year=year), closes=window.closes.replace(year=year))

    windows = {stage.value: moved(getattr(calendar, stage)) for stage in Stage}
    return msgspec.structs.replace(calendar, **windows, extensions={})
