"""One example of every event version, all fields filled. A golden file keeps the bytes of each for ever.

``python -m tests.golden.examples`` writes the files of events that have none yet; it never overwrites one. A file that
no longer fits its event is not to be written anew: what it stands for is in somebody's log. Give the event a new
version instead, retire the old name with an upcast, and keep the file.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5

from application.catalogue import CATALOGUE
from application.codec import Codec
from domain.audit.events import ReadLogged
from domain.event import Event, Recorded
from domain.indicator_set.content import content_hash, rule_hash
from domain.indicator_set.definition import (
    Band,
    Base,
    EnteredBy,
    Group,
    Index,
    Indicator,
    IndicatorSet,
    Migration,
    Move,
    MoveKind,
    Scope,
)
from domain.indicator_set.events import Released, Withdrawn
from domain.metadata import Actor, IndicatorCode, Provenance, Role, SourceDocument, UnitKind
from domain.person.events import NameErased
from domain.person.reference import reference_of
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.round.calendar import Calendar, Window
from domain.round.events import (
    BestValue,
    BestValuesFrozen,
    CalendarChanged,
    PinnedSet,
    ReviewClosed,
    RoundFinalised,
    RoundOpened,
    RoundPublished,
    RoundReopened,
    SelfScoringClosed,
    UnitMarkedNotRanked,
    UnitMarkedRanked,
)
from domain.rules import AnyRule, Example
from domain.rules.best import Best
from domain.rules.bonus import Bonus
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tier, Tiers
from domain.scorecard.events import (
    Adjusted,
    Appealed,
    AppealResolved,
    Evidence,
    EvidenceAttached,
    EvidenceWithdrawn,
    Explained,
    GroupTotal,
    MarkedNotApplicable,
    Rescaled,
    Returned,
    ScorecardFinalised,
    ScorecardOpened,
    ScorecardReopened,
    SelfScored,
    Submitted,
)
from tests.golden import awards

FOLDER = Path(__file__).parent
ORIGINATOR = UUID("0b9a3c5e-7d41-5f6a-8c2b-1e0f9d8a7b6c")

HALF = Decimal("0.5")
RULES: tuple[AnyRule, ...] = (
    Levels(
        levels=(
            Level(code="head", when="Người đứng đầu làm trưởng ban", share=Decimal(1)),
            Level(code="deputy", when="Cấp phó làm trưởng ban", share=HALF),
        )
    ),
    Checklist(
        items=(
            Item(code="attends", when="Dự đủ các phiên họp của tỉnh", share=HALF),
            Item(code="chairs", when="Chủ trì các phiên họp của đơn vị", share=HALF),
        )
    ),
    Tiers(counted="cuộc họp", tiers=(Tier(at_least=2, share=HALF), Tier(at_least=4, share=Decimal(1)))),
    Ratio(
        a="văn bản giấy",
        b="tất cả văn bản",
        if_b_is_zero=NothingToCount.FULL,
        target=Decimal("0.8"),
        complement=True,
    ),
    Count(counted="ứng dụng", each=Decimal("1.5")),
    Measured(measured="Giá trị chỉ số nhóm"),
    Manual(guide="Theo hướng dẫn chấm điểm"),
    Sum(
        parts=(
            Portion(code="portal", name="Cổng thông tin", share=HALF, rule=Measured(measured="Điểm kiểm tra cổng")),
            Portion(code="news", name="Tin, bài", share=HALF, rule=Count(counted="tin, bài", each=HALF)),
        )
    ),
    Best(
        alternatives=(
            Portion(code="own", name="Ứng dụng riêng", share=Decimal(1), rule=Count(counted="ứng dụng", each=HALF)),
            Portion(code="shared", name="Dùng chung", share=HALF, rule=Manual(guide="Theo mức độ dùng chung")),
        )
    ),
    Capped(rule=Count(counted="sáng kiến", each=Decimal(2)), share=Decimal("0.8")),
    Survey(asked="Mức độ hài lòng của người dân", top=Decimal(5), fewest=30),
    Relative(measured="Số hồ sơ trực tuyến"),
    Bonus(guide="Thưởng sáng kiến, trừ vi phạm", at_least=Decimal(-2), at_most=Decimal(3)),
)
INPUTS: tuple[tuple[dict[str, str], str], ...] = (
    ({"level": "deputy"}, "5"),
    ({"attends": "yes"}, "5"),
    ({"count": "3"}, "5"),
    ({"a": "1", "b": "3"}, "8.3333"),
    ({"count": "4"}, "6"),
    ({"value": "0.40965"}, "4.0965"),
    ({"points": "7.5"}, "7.5"),
    ({"portal.value": "0.9", "news.count": "4"}, "6.5"),
    ({"own.count": "6", "shared.points": "4.5"}, "4.5"),
    ({"count": "5"}, "8"),
    ({"average": "4.2", "answers": "120"}, "8.4"),
    ({"value": "12"}, "10"),
    ({"points": "-1.5"}, "-1.5"),
)
"""What to enter for each rule, and what that earns."""
DOCUMENT = SourceDocument(number="2554/QĐ-UBND", date=date(2022, 12, 6), issuer="UBND tỉnh Vĩnh Long")


def _indicator(number: int, rule: AnyRule, worked: tuple[dict[str, str], str]) -> Indicator:
    inputs, points = worked
    return Indicator(
        code=f"1.{number}",
        name=f"Tiêu chí {number}",
        name_en=f"Indicator {number}",
        max_points=Decimal(10) if rule.counts_in_maximum else Decimal(0),
        rule=rule,
        how="Tính theo quy tắc",
        evidence="Quyết định, báo cáo",
        data_source="Phần mềm quản lý văn bản",
        verifier="Sở Thông tin và Truyền thông",
        applies_to=(UnitKind.DEPARTMENT,),
        optional=True,
        entered_by=EnteredBy.BODY,
        examples=(Example(inputs=inputs, points=Decimal(points), source="Hướng dẫn chấm điểm"),),
        locked=True,
        provenance=Provenance.PUBLISHED,
        source="Phụ lục I",
    )


def _group(code: IndicatorCode, name: str, indicators: tuple[Indicator, ...], *groups: Group) -> Group:
    maxima = [*(each.max_points for each in indicators), *(each.max_points for each in groups)]
    total = sum(maxima, Decimal(0))
    return Group(
        code=code,
        name=name,
        name_en="Digital awareness",
        max_points=total,
        weight=total,
        indicators=indicators,
        groups=groups,
        locked=True,
        provenance=Provenance.PUBLISHED,
        source="Phụ lục I",
    )


INDICATORS = tuple(map(_indicator, range(1, len(RULES) + 1), RULES, INPUTS))
GROUP = _group("1", "Nhận thức số", INDICATORS[:-1], _group("1a", "Điểm cộng", INDICATORS[-1:]))
BASE_HASH = "cd" * 32
SCOPES = (Scope(code="commune", name="Khối xã", name_en="Communes", kinds=(UnitKind.COMMUNE,), within_parent=True),)
DEFINITION = IndicatorSet(
    code="vinh-long-so-2022",
    version="1.0.0",
    province="vinh-long",
    name="Bộ chỉ số chuyển đổi số cấp sở",
    name_en="Digital transformation index of departments",
    unit_kinds=(UnitKind.DEPARTMENT, UnitKind.COMMUNE),
    period="2022",
    legal_basis=(DOCUMENT,),
    places=4,
    max_points=GROUP.max_points,
    index=Index(scale=Decimal(1), places=4),
    groups=(GROUP,),
    bands=(Band(code="tot", name="Tốt", name_en="Good", from_percent=Decimal("80.5")),),
    scopes=SCOPES,
    extends=Base(province="quoc-gia", indicator_set="dti-so", version="2.1.0", content_hash=BASE_HASH),
    migrations=(
        Migration(
            from_version="0.9.0",
            moves=(Move(kind=MoveKind.RENAMED, old=("1.12",), new=("1.2",), reason="Đánh số lại theo phụ lục"),),
        ),
    ),
    provenance=Provenance.ILLUSTRATIVE,
    notes="Số liệu minh họa",
)
HASH = "e779888a0d9f55d9b9d3787751c741bff53f5046d9143c6dbe44783b9f81bcad"
"""Of another release: the one that the other events speak of."""
CALENDAR = Calendar(
    self_scoring=Window(opens=date(2022, 10, 15), closes=date(2022, 11, 14)),
    review=Window(opens=date(2022, 11, 15), closes=date(2022, 11, 30)),
    on_site=Window(opens=date(2022, 11, 25), closes=date(2022, 11, 28)),
    explanation=Window(opens=date(2022, 12, 1), closes=date(2022, 12, 7)),
    extensions={"so-noi-vu": date(2022, 11, 20)},
)
EVIDENCE = Evidence(name="quyết-định.pdf", size=48_213, sha256="ab" * 32)


def _hash_of(code: IndicatorCode) -> str:
    return next(rule_hash(each, DEFINITION.places) for each in DEFINITION.indicators() if each.code == code)


EVENTS: tuple[Event, ...] = (
    ReadLogged(
        operation="listChanges",
        request="GET /api/v1/provinces/vinh-long/rounds/2022/scorecards/so-noi-vu/history?indicator=1.1",
        province="vinh-long",
        round="2022",
        unit="so-noi-vu",
    ),
    ProvinceRegistered(province="vinh-long", name="Vĩnh Long", name_en="Vinh Long"),
    UnitRegistered(
        unit="xa-an-binh", kind=UnitKind.COMMUNE, name="Xã An Bình", name_en="An Binh commune", parent="long-ho"
    ),
    UnitRenamed(unit="so-noi-vu", name="Sở Nội vụ và Lao động", name_en="Home Affairs and Labour"),
    UnitMerged(unit="so-noi-vu", into="so-lao-dong"),
    UnitDissolved(unit="so-noi-vu"),
    Released(definition=DEFINITION, content_hash=content_hash(DEFINITION)),
    Withdrawn(version="1.0.0", content_hash=HASH),
    RoundOpened(
        province="vinh-long",
        round="2022",
        name="Đợt đánh giá năm 2022",
        name_en="Round of 2022",
        sets={
            UnitKind.DEPARTMENT: PinnedSet(indicator_set="vinh-long-so-2022", version="1.0.0", content_hash=HASH),
        },
        calendar=CALENDAR,
        scopes=SCOPES,
        reviewers=("so-tttt", "van-phong-ubnd"),
        data_provenance=Provenance.ILLUSTRATIVE,
        notice="Dữ liệu minh họa tổng hợp",
    ),
    CalendarChanged(calendar=CALENDAR),
    UnitMarkedNotRanked(unit="so-noi-vu", exempt=True),
    UnitMarkedRanked(unit="so-noi-vu"),
    SelfScoringClosed(),
    BestValuesFrozen(values={HASH: {"1.12": BestValue(value=Decimal("1250.5"), units=("so-noi-vu",))}}),
    ReviewClosed(),
    RoundFinalised(scorecards=19, not_ranked=1),
    RoundPublished(),
    RoundReopened(),
    ScorecardOpened(
        scorecard=UUID("7c1f2a90-3b5d-4e6f-8a1b-2c3d4e5f6a7b"),
        province="vinh-long",
        round="2022",
        unit="so-noi-vu",
        unit_kind=UnitKind.DEPARTMENT,
        indicator_set="vinh-long-so-2022",
        version="1.0.0",
        content_hash=HASH,
    ),
    SelfScored(
        indicator="1.12",
        inputs={"value": "1000"},
        points=Decimal("7.9968"),
        rule_hash=_hash_of("1.12"),
        best=Decimal("1250.5"),
    ),
    EvidenceAttached(indicator="1.4", evidence=EVIDENCE),
    EvidenceWithdrawn(indicator="1.4", sha256=EVIDENCE.sha256),
    Explained(indicator="1.4", text="Văn bản mật không gửi bản điện tử.\nXem biên bản số 12."),
    MarkedNotApplicable(indicator="1.4"),
    Submitted(
        approved_by="Giám đốc Sở Nội vụ",
        approved_on=date(2022, 11, 10),
        self_total=Decimal("60.5000"),
        max_points=Decimal(70),
        late=True,
    ),
    Returned(reviewer="so-tttt", indicators=("1.1", "1.4"), due=date(2022, 11, 25)),
    Adjusted(
        indicator="1.12",
        reviewer="so-tttt",
        inputs={"value": "800"},
        points=Decimal("6.3974"),
        rule_hash=_hash_of("1.12"),
        on_site=True,
        best=Decimal("1250.5"),
    ),
    Rescaled(
        indicator="1.12",
        best=Decimal("1250.5"),
        self_points=Decimal("7.9968"),
        reviewed_points=Decimal("6.3974"),
        final_points=Decimal("6.3974"),
    ),
    Appealed(indicator="1.4", claimed_points=Decimal("8.3333")),
    AppealResolved(indicator="1.4", accepted=True, points=Decimal("8.3333")),
    ScorecardFinalised(
        self_total=Decimal("60.5000"),
        reviewed_total=Decimal("56.3334"),
        final_total=Decimal("60.5000"),
        max_points=Decimal(70),
        stated_index=Decimal("0.8642"),
        groups={"1": GroupTotal(points=Decimal("30.5000"), max_points=Decimal(40))},
    ),
    ScorecardReopened(),
    NameErased(reference=reference_of(bytes(range(16)), "Nguyễn Văn A")),
    *awards.EVENTS,
)
"""In the order of the catalogue."""


def _recorded(event: Event) -> Recorded[Event]:
    return Recorded(
        originator_id=ORIGINATOR,
        originator_version=7,
        event_id=uuid5(ORIGINATOR, event.stored_name),
        recorded_at=datetime(2022, 11, 14, 16, 59, 59, 123456, tzinfo=UTC),
        actor=Actor(id="nguyen.van.a", role=Role.REVIEWER, unit="so-tttt"),
        correlation_id=uuid5(ORIGINATOR, "correlation"),
        causation_id=uuid5(ORIGINATOR, "causation"),
        effective_on=date(2022, 7, 1),
        reason="Theo biên bản phúc tra “số 7” ngày 26/11/2022",
        source_document=DOCUMENT,
        data=event,
    )


EXAMPLES: dict[str, Recorded[Event]] = {event.stored_name: _recorded(event) for event in EVENTS}


def add_missing(folder: Path, examples: Iterable[Recorded[Event]]) -> list[str]:
    """Writes the files of examples that have none, touching no other; returns the names added."""
    added = []
    for example in examples:
        file = folder / f"{example.data.stored_name}.json"
        if not file.exists():
            file.write_bytes(Codec(CATALOGUE).encode(example))
            added.append(example.data.stored_name)
    return added


if __name__ == "__main__":
    add_missing(FOLDER, EXAMPLES.values())
