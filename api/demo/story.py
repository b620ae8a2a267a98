"""The story of a province: units score themselves, reviewers lower and raise, the council decides and publishes."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from api.demo.script import Script
from api.demo.synthetic import SyntheticUnit
from application.sets.files import Registry, RoundPlan, UnitEntry
from domain.command import Command
from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.metadata import Code, Role, SourceDocument, UnitKind
from domain.points import round_half_up
from domain.round.calendar import Stage
from domain.round.commands import (
    CloseReview,
    CloseSelfScoring,
    ExtendSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    PublishRound,
)
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    Explain,
    FinaliseScorecard,
    MarkNotApplicable,
    OpenScorecard,
    ResolveAppeal,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
)

ONE_DAY = timedelta(days=1)
TOLD_KINDS = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.COMMUNE)
COUNCIL_OF_THE_DEMO = "Hội đồng trình diễn Bảng Vàng (không phải cơ quan nhà nước)"
Told = Callable[[], None]
"""Is called after each unit, for a progress bar."""


class Story:
    """What happens in one province, with a part for each thing that a round can bring."""

    def __init__(
        self,
        script: Script,
        registry: Registry,
        plan: RoundPlan,
        definitions: dict[UnitKind, IndicatorSet],
        told: Told,
    ) -> None:
        self._script, self._plan, self._definitions, self._told = script, plan, definitions, told
        self._round = {"province": plan.province, "round": plan.round}
        self._calendar = plan.calendar
        by_kind = {kind: [unit for unit in registry.units if unit.kind is kind] for kind in TOLD_KINDS}
        departments, districts, communes = by_kind.values()
        self._exempt, self._missing = communes[-1], communes[-2]
        self._unranked, self._late = departments[-1], departments[5]
        self._returned, self._appellants = (departments[2], districts[1]), (districts[2], districts[3])
        self._twins = {units[1].code: units[0].code for units in by_kind.values()}
        absent = {self._exempt.code, self._missing.code}
        self._units = [unit for unit in registry.units if unit.kind in TOLD_KINDS and unit.code not in absent]

    def tell(self) -> None:
        """The whole round in the order of its calendar."""
        self._self_scoring()
        self._late_submission()
        self._review()
        self._explanation_round()
        self._conclusion()

    # --- Self-scoring -------------------------------------------------------

    def _self_scoring(self) -> None:
        window = self._calendar.self_scoring
        self._administer(
            MarkUnitNotRanked,
            window.opens,
            unit=self._exempt.code,
            exempt=True,
            reason="Trình diễn: đơn vị được miễn đánh giá trong đợt này.",
        )
        days = (window.closes - window.opens).days
        for number, unit in enumerate(self._units):
            day = window.opens + number * days // len(self._units) * ONE_DAY
            self._fill_in(unit, day)
            if unit is not self._late:
                self._submit(unit, day)
            self._told()
        self._open(self._missing, window.closes)

    def _open(self, unit: UnitEntry, day: date) -> None:
        self._act(OpenScorecard, unit, day, scorecard=self._script.new_id())

    def _fill_in(self, unit: UnitEntry, day: date) -> None:
        self._open(unit, day)
        maker = SyntheticUnit(f"{self._plan.province}/{self._twins.get(unit.code, unit.code)}")
        for indicator in self._indicators(unit):
            if indicator.optional and maker.declares(0.2):
                self._mark_not_applicable(unit, indicator, day)
            else:
                self._score(unit, indicator, maker, day)

    def _mark_not_applicable(self, unit: UnitEntry, indicator: Indicator, day: date) -> None:
        reason = "Trình diễn: đơn vị không có đối tượng của tiêu chí này."
        self._act(MarkNotApplicable, unit, day, indicator=indicator.code, reason=reason)

    def _score(self, unit: UnitEntry, indicator: Indicator, maker: SyntheticUnit, day: date) -> None:
        inputs = maker.inputs(indicator)
        documented = maker.declares(0.95)
        self._act(
            SelfScore,
            unit,
            day,
            indicator=indicator.code,
            inputs=inputs,
            evidence=(maker.evidence(indicator),) if documented else (),
            explanation=None if documented else "Trình diễn: tài liệu đang chờ ký ban hành, sẽ bổ sung sau.",
        )

    def _submit(self, unit: UnitEntry, day: date) -> None:
        self._act(SubmitScorecard, unit, day, approved_by="Thủ trưởng đơn vị (trình diễn)", approved_on=day)

    def _late_submission(self) -> None:
        """A unit hands in after the last day: refused first, then with an extension, and marked late for good."""
        unit, day = self._late, self._calendar.self_scoring.closes + ONE_DAY
        approval = {"approved_by": "Thủ trưởng đơn vị (trình diễn)", "approved_on": day}
        self._script.give_in_vain(SubmitScorecard, Role.UNIT, day, unit.code, **self._round, unit=unit.code, **approval)
        until = day + 2 * ONE_DAY
        reason = "Trình diễn: hệ thống của đơn vị gặp sự cố, được gia hạn."
        self._administer(ExtendSelfScoring, day, unit=unit.code, until=until, reason=reason)
        self._submit(unit, until)
        self._administer(CloseSelfScoring, until)

    # --- Review -------------------------------------------------------------

    def _review(self) -> None:
        window = self._calendar.review
        for number, unit in enumerate(self._units):
            span = (window.closes - window.opens).days - 6
            day = window.opens + (4 + number * span // len(self._units)) * ONE_DAY
            if unit.code not in self._twins and unit.code not in self._twins.values():
                self._adjust_some(unit, day)
            if unit in self._appellants:
                first, _ = self._reviewers_of(unit)
                reason = "văn bản chưa có trong hồ sơ"
                self._adjust(first, unit, self._indicators(unit)[1], day, Decimal("0.25"), reason)
            if unit in self._returned:
                self._send_back(unit, day)
        reason = "Trình diễn: đơn vị không nộp Bảng tự chấm điểm đúng hạn."
        self._administer(MarkUnitNotRanked, window.closes, unit=self._missing.code, reason=reason)
        reason = "Trình diễn: đánh giá nhưng không xếp hạng do chức năng đặc thù."
        self._administer(MarkUnitNotRanked, window.closes, unit=self._unranked.code, reason=reason)
        self._administer(CloseReview, window.closes + ONE_DAY)

    def _adjust_some(self, unit: UnitEntry, day: date) -> None:
        dice = SyntheticUnit(f"{self._plan.province}/{unit.code}/review")
        first, second = self._reviewers_of(unit)
        for indicator in self._indicators(unit):
            if dice.declares(0.12):
                self._adjust(first, unit, indicator, day, Decimal("0.5"), "minh chứng chưa đầy đủ")
                if dice.declares(0.25):
                    reason = "thống nhất lại sau khi đối chiếu hồ sơ"
                    self._adjust(second, unit, indicator, day, Decimal("0.75"), reason)
            elif dice.declares(0.04):
                reason = "đơn vị chấm thiếu kết quả đã có minh chứng"
                self._adjust(first, unit, indicator, day, Decimal(1), reason)

    def _adjust(
        self, reviewer: Code, unit: UnitEntry, indicator: Indicator, day: date, share: Decimal, why: str
    ) -> None:
        self._script.give(
            AdjustScore,
            Role.REVIEWER,
            day,
            reviewer,
            **self._round,
            unit=unit.code,
            indicator=indicator.code,
            points=round_half_up(indicator.max_points * share, self._definitions[unit.kind].places),
            on_site=self._calendar.allows(day, Stage.ON_SITE),
            reason=f"Trình diễn: {why}.",
        )

    def _reviewers_of(self, unit: UnitEntry) -> tuple[Code, Code]:
        """Two bodies that may judge the unit; nobody judges their own."""
        first, second, *_ = (body for body in self._plan.reviewers if body != unit.code)
        return first, second

    def _send_back(self, unit: UnitEntry, day: date) -> None:
        """A reviewer returns the scorecard; the unit explains, scores one indicator anew and hands it in again."""
        indicator = self._indicators(unit)[0]
        reason = "Trình diễn: tài liệu kiểm chứng của tiêu chí không mở được."
        self._script.give(
            ReturnScorecard,
            Role.REVIEWER,
            day,
            self._reviewers_of(unit)[0],
            **self._round,
            unit=unit.code,
            indicators=(indicator.code,),
            due=day + 2 * ONE_DAY,
            reason=reason,
        )
        self._act(Explain, unit, day, indicator=indicator.code, text="Trình diễn: đã thay bằng bản ký số.")
        self._score(unit, indicator, SyntheticUnit(f"{self._plan.province}/{unit.code}/again"), day)
        self._submit(unit, day)

    # --- Explanation and conclusion -----------------------------------------

    def _explanation_round(self) -> None:
        """Two units contest a lowered indicator: one with success, one without."""
        window = self._calendar.explanation or self._calendar.review
        for unit, accepted in zip(self._appellants, (True, False), strict=True):
            indicator = self._indicators(unit)[1]
            maximum = indicator.max_points
            contested = {"indicator": indicator.code}
            text = "Trình diễn: đơn vị bổ sung thông báo kết luận đã ban hành trong kỳ."
            self._act(Explain, unit, window.opens, **contested, text=text)
            reason = "Trình diễn: điểm thẩm định chưa tính văn bản đã bổ sung."
            self._act(AppealScore, unit, window.opens, **contested, claimed_points=maximum, reason=reason)
            verdict = "chấp nhận văn bản bổ sung" if accepted else "văn bản ban hành ngoài kỳ đánh giá"
            decided = {"accepted": accepted, "points": maximum if accepted else None}
            reason = f"Trình diễn: {verdict}."
            self._decide(ResolveAppeal, window.closes, unit=unit.code, **contested, **decided, reason=reason)

    def _conclusion(self) -> None:
        day = (self._calendar.explanation or self._calendar.review).closes + ONE_DAY
        for unit in self._units:
            self._decide(FinaliseScorecard, day, unit=unit.code)
        self._decide(FinaliseRound, day)
        decision = SourceDocument(number="TRÌNH DIỄN-01", date=day, issuer=COUNCIL_OF_THE_DEMO)
        self._decide(PublishRound, day, source_document=decision)

    # --- Who speaks ---------------------------------------------------------

    def _indicators(self, unit: UnitEntry) -> tuple[Indicator, ...]:
        return self._definitions[unit.kind].applicable(unit.kind)

    def _act(self, command: Callable[..., Command], unit: UnitEntry, day: date, **fields: Any) -> None:
        self._script.give(command, Role.UNIT, day, unit.code, **self._round, unit=unit.code, **fields)

    def _administer(self, command: Callable[..., Command], day: date, **fields: Any) -> None:
        self._script.give(command, Role.ADMINISTRATOR, day, **self._round, **fields)

    def _decide(self, command: Callable[..., Command], day: date, **fields: Any) -> None:
        self._script.give(command, Role.COUNCIL, day, **self._round, **fields)
