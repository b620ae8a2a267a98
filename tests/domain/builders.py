"""Commands, events and data with defaults: a test names only what it is about.

The scene is Vĩnh Long's round of 2022. Its small set has one indicator of every kind of rule; departments are scored
on 80 points, districts on 85.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from domain.command import VIETNAM, Command
from domain.event import Event
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash, rule_hash
from domain.indicator_set.definition import Band, Group, Indicator, IndicatorSet, Scope
from domain.indicator_set.events import Released
from domain.indicator_set.state import Release
from domain.metadata import Actor, Code, IndicatorCode, Provenance, Role, SourceDocument, UnitKind
from domain.province.events import ProvinceRegistered, UnitRegistered
from domain.round.calendar import Calendar, Window
from domain.round.commands import OpenRound
from domain.round.events import (
    PinnedSet,
    ReviewClosed,
    RoundFinalised,
    RoundOpened,
    RoundPublished,
    RoundReopened,
    SelfScoringClosed,
)
from domain.rules import AnyRule
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.tiers import Tier, Tiers
from domain.scorecard.commands import REVIEWER, AppealScore, ScorecardCommand
from domain.scorecard.events import (
    Adjusted,
    Appealed,
    AppealResolved,
    Evidence,
    EvidenceAttached,
    Explained,
    GroupTotal,
    Returned,
    ScorecardFinalised,
    ScorecardOpened,
    SelfScored,
    Submitted,
)

C = TypeVar("C", bound=Command)

# --- People and places ------------------------------------------------------------------------------------------------
PROVINCE = "vinh-long"
ROUND = "2022"
UNIT = "so-noi-vu"
OTHER_UNIT = "so-tai-chinh"
BODY = "so-tttt"
OTHER_BODY = "van-phong-ubnd"
CARD = UUID("00000000-0000-4000-8000-00000000000c")

ADMINISTRATOR = Actor(id="quan-tri", role=Role.ADMINISTRATOR)
OFFICER = Actor(id="can-bo", role=Role.UNIT, unit=UNIT)
REVIEWING_OFFICER = Actor(id="tham-dinh", role=Role.REVIEWER, unit=BODY)
OTHER_REVIEWING_OFFICER = Actor(id="tham-dinh-2", role=Role.REVIEWER, unit=OTHER_BODY)
COUNCIL = Actor(id="hoi-dong", role=Role.COUNCIL)
AUDITOR = Actor(id="thanh-tra", role=Role.AUDITOR)
DECISION = SourceDocument(number="99/QĐ-UBND", date=date(2022, 12, 20), issuer="UBND tỉnh Vĩnh Long")


# --- Time -------------------------------------------------------------------------------------------------------------
def at(day: str, clock: str = "12:00") -> datetime:
    """That hour of that day in Viet Nam, as the UTC moment that a command carries."""
    local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), VIETNAM)
    return local.astimezone(UTC)


def window(opens: str, closes: str) -> Window:
    return Window(opens=date.fromisoformat(opens), closes=date.fromisoformat(closes))


CALENDAR = Calendar(
    self_scoring=window("2022-10-15", "2022-11-14"),
    review=window("2022-11-15", "2022-11-30"),
    on_site=window("2022-11-25", "2022-12-02"),
    explanation=window("2022-12-03", "2022-12-07"),
)
SELF_SCORING_DAY = at("2022-11-01")
REVIEW_DAY = at("2022-11-20")
ON_SITE_DAY = at("2022-12-01")
EXPLANATION_DAY = at("2022-12-05")
DECISION_DAY = at("2022-12-20")


# --- Indicator sets ---------------------------------------------------------------------------------------------------
LEVELS = Levels(
    levels=(
        Level(code="head", when="Người đứng đầu làm trưởng ban", share=Decimal(1)),
        Level(code="deputy", when="Cấp phó làm trưởng ban", share=Decimal("0.5")),
        Level(code="none", when="Không có", share=Decimal(0)),
    )
)
CHECKLIST = Checklist(
    items=(
        Item(code="attends", when="Dự đủ các phiên họp của tỉnh", share=Decimal("0.5")),
        Item(code="chairs", when="Chủ trì họp của đơn vị", share=Decimal("0.5")),
    )
)
TIERS = Tiers(
    counted="cuộc họp trong năm",
    tiers=tuple(Tier(at_least=n, share=Decimal(n) / 4) for n in (1, 2, 3, 4)),
)
RATIO = Ratio(a="văn bản do người đứng đầu ký", b="tất cả văn bản", if_b_is_zero=NothingToCount.ZERO)
COUNT = Count(counted="ứng dụng", each=Decimal(1))
MEASURED = Measured(measured="Giá trị đo được")
MANUAL = Manual(guide="Theo hướng dẫn chấm điểm")


def indicator(code: IndicatorCode, rule: AnyRule, max_points: int | str, **changes: Any) -> Indicator:
    fields = {"name": f"Chỉ số {code}", "provenance": Provenance.ILLUSTRATIVE, **changes}
    return Indicator(code=code, rule=rule, max_points=Decimal(max_points), **fields)


def group(code: IndicatorCode, *indicators: Indicator, **changes: Any) -> Group:
    total = sum((each.max_points for each in indicators), Decimal(0))
    fields = {"name": f"Nhóm {code}", "max_points": total, "provenance": Provenance.ILLUSTRATIVE, **changes}
    return Group(code=code, indicators=indicators, **fields)


def definition(*groups: Group, **changes: Any) -> IndicatorSet:
    """A sound definition of these groups; the changes may make it unsound."""
    fields = {
        "code": "so-nganh",
        "version": "1.0.0",
        "province": PROVINCE,
        "name": "Bộ chỉ số sở, ban, ngành",
        "unit_kinds": (UnitKind.DEPARTMENT, UnitKind.DISTRICT),
        "period": "2022",
        "places": 2,
        "max_points": sum((each.max_points for each in groups), Decimal(0)),
        "groups": groups,
        "provenance": Provenance.ILLUSTRATIVE,
        **changes,
    }
    return IndicatorSet(**fields)


def band(code: Code, from_percent: int | str) -> Band:
    return Band(code=code, name=f"Loại {code}", from_percent=Decimal(from_percent))


DEFINITION = definition(
    group(
        "1",
        indicator("1.1", LEVELS, 10, evidence="Quyết định thành lập"),
        indicator("1.2", CHECKLIST, 10),
        indicator("1.3", TIERS, 20),
    ),
    group(
        "2",
        indicator("2.1", RATIO, 10),
        indicator("2.2", COUNT, 5),
        indicator("2.3", MEASURED, 10, optional=True),
        indicator("2.4", MANUAL, 15, evidence="Báo cáo"),
        indicator("2.5", MANUAL, 5, applies_to=(UnitKind.DISTRICT,)),
    ),
    bands=(band("xuat-sac", 90), band("tot", 80), band("kha", 65)),
)
HASH = content_hash(DEFINITION)
RELEASES: Mapping[str, Release] = {HASH: Release(definition=DEFINITION, content_hash=HASH)}


def released(**changes: Any) -> Released:
    changed = definition(*DEFINITION.groups, bands=DEFINITION.bands, **changes)
    return Released(definition=changed, content_hash=content_hash(changed))


def release(**changes: Any) -> ReleaseIndicatorSet:
    return ask(ReleaseIndicatorSet, definition=released(**changes).definition)


# --- Provinces and rounds ---------------------------------------------------------------------------------------------
def province_registered(**changes: Any) -> ProvinceRegistered:
    return ProvinceRegistered(**{"province": PROVINCE, "name": "Vĩnh Long", "name_en": "Vinh Long", **changes})


def unit_registered(unit: Code = UNIT, **changes: Any) -> UnitRegistered:
    return UnitRegistered(**{"unit": unit, "kind": UnitKind.DEPARTMENT, "name": "Sở Nội vụ", **changes})


def pin(**changes: Any) -> PinnedSet:
    return PinnedSet(**{"indicator_set": "so-nganh", "version": "1.0.0", "content_hash": HASH, **changes})


def scope(code: Code = "department", *kinds: UnitKind) -> Scope:
    return Scope(code=code, name="Khối sở, ban, ngành", kinds=kinds or (UnitKind.DEPARTMENT,))


def _round_fields(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "province": PROVINCE,
        "round": ROUND,
        "name": "Đợt đánh giá năm 2022",
        "sets": {UnitKind.DEPARTMENT: pin()},
        "calendar": CALENDAR,
        "scopes": (scope(),),
        "reviewers": (BODY, OTHER_BODY),
        **changes,
    }


def round_opened(**changes: Any) -> RoundOpened:
    return RoundOpened(**_round_fields(changes))


def open_round(**changes: Any) -> OpenRound:
    return ask(OpenRound, **_round_fields(changes))


SELF_SCORING: tuple[Event, ...] = (round_opened(),)
REVIEWING: tuple[Event, ...] = (*SELF_SCORING, SelfScoringClosed())
CONCLUDING: tuple[Event, ...] = (*REVIEWING, ReviewClosed())
FINALISED: tuple[Event, ...] = (*CONCLUDING, RoundFinalised(scorecards=1, not_ranked=0))
PUBLISHED: tuple[Event, ...] = (*FINALISED, RoundPublished())
REOPENED: tuple[Event, ...] = (*PUBLISHED, RoundReopened())


# --- Scorecards -------------------------------------------------------------------------------------------------------
def evidence(digit: str = "a") -> Evidence:
    return Evidence(name=f"quyet-dinh-{digit}.pdf", size=1024, sha256=digit * 64)


def hash_of(code: IndicatorCode) -> str:
    found = next(each for each in DEFINITION.indicators() if each.code == code)
    return rule_hash(found, DEFINITION.places)


def opened(**changes: Any) -> ScorecardOpened:
    fields = {
        "scorecard": CARD,
        "province": PROVINCE,
        "round": ROUND,
        "unit": UNIT,
        "unit_kind": UnitKind.DEPARTMENT,
        "indicator_set": "so-nganh",
        "version": "1.0.0",
        "content_hash": HASH,
        **changes,
    }
    return ScorecardOpened(**fields)


def self_scored(code: IndicatorCode, points: int | str, inputs: dict[str, str] | None = None) -> SelfScored:
    return SelfScored(indicator=code, inputs=inputs, points=Decimal(points), rule_hash=hash_of(code))


def attached(code: IndicatorCode, digit: str = "a") -> EvidenceAttached:
    return EvidenceAttached(indicator=code, evidence=evidence(digit))


def explained(code: IndicatorCode, text: str = "Tài liệu đang chờ ký") -> Explained:
    return Explained(indicator=code, text=text)


def adjusted(code: IndicatorCode, points: int | str, reviewer: Code = BODY, **changes: Any) -> Adjusted:
    fields = {"inputs": None, "rule_hash": hash_of(code), **changes}
    return Adjusted(indicator=code, reviewer=reviewer, points=Decimal(points), **fields)


def submitted(self_total: int | str = "60.5", max_points: int = 80, **changes: Any) -> Submitted:
    fields = {"approved_by": "Giám đốc Sở", "approved_on": date(2022, 10, 31), "late": False, **changes}
    return Submitted(self_total=Decimal(self_total), max_points=Decimal(max_points), **fields)


def returned(**changes: Any) -> Returned:
    return Returned(**{"reviewer": BODY, **changes})


def appealed(code: IndicatorCode, claimed: int | str | None = None) -> Appealed:
    return Appealed(indicator=code, claimed_points=None if claimed is None else Decimal(claimed))


def resolved(code: IndicatorCode, points: int | str, *, accepted: bool = True) -> AppealResolved:
    return AppealResolved(indicator=code, accepted=accepted, points=Decimal(points))


def finalised(own: int | str, reviewed: int | str, final: int | str, maximum: int | str = 80) -> ScorecardFinalised:
    """Group 1 has its 30 of 40 points, group 2 the others."""
    first = GroupTotal(points=Decimal(30), max_points=Decimal(40))
    second = GroupTotal(points=Decimal(final) - first.points, max_points=Decimal(maximum) - first.max_points)
    return ScorecardFinalised(
        self_total=Decimal(own),
        reviewed_total=Decimal(reviewed),
        final_total=Decimal(final),
        max_points=Decimal(maximum),
        groups={"1": first, "2": second},
    )


SCORED: tuple[Event, ...] = (
    opened(),
    self_scored("1.1", 10),
    attached("1.1"),
    self_scored("1.2", 5),
    self_scored("1.3", 15),
    self_scored("2.1", "7.5"),
    self_scored("2.2", 3),
    self_scored("2.3", 8),
    self_scored("2.4", 12),
    attached("2.4"),
)
"""Complete: 60.5 of 80 points."""
SUBMITTED: tuple[Event, ...] = (*SCORED, submitted())
FINAL: tuple[Event, ...] = (*SUBMITTED, finalised("60.5", "60.5", "60.5"))


# --- Commands ---------------------------------------------------------------------------------------------------------
def ask(command: type[C], **fields: Any) -> C:
    """A command that nothing but the given fields could get refused."""
    defaults = {
        "id": UUID(int=1),
        "at": _usual_moment(command),
        "actor": _usual_actor(command),
        "reason": "Theo kết quả kiểm tra" if command.needs_reason else None,
        "source_document": DECISION if command.needs_decision else None,
        "province": PROVINCE,
        "round": ROUND,
        "unit": UNIT,
        "scorecard": CARD,
        "approved_by": "Giám đốc Sở",
        "approved_on": date(2022, 10, 31),
        "indicator_set": "so-nganh",
        "version": "1.0.0",
    }
    known = {name: value for name, value in defaults.items() if name in command.__struct_fields__}
    return command(**{**known, **_exact(fields)})


def _exact(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Points may be written as whole numbers or text."""
    points = ("points", "claimed_points", "stated_index")
    return {k: Decimal(v) if k in points and isinstance(v, int | str) else v for k, v in fields.items()}


def _usual_actor(command: type[Command]) -> Actor:
    actors = (OFFICER, ADMINISTRATOR, REVIEWING_OFFICER, COUNCIL)
    return next(actor for actor in actors if actor.role in command.roles)


def _usual_moment(command: type[Command]) -> datetime:
    if not issubclass(command, ScorecardCommand):
        return DECISION_DAY
    if issubclass(command, AppealScore):
        return EXPLANATION_DAY
    if command.roles == REVIEWER:
        return REVIEW_DAY
    return SELF_SCORING_DAY if Role.UNIT in command.roles else DECISION_DAY
