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
from domain.event import Event, Recorded
from domain.indicator_set.definition import (
    Band,
    Group,
    Index,
    Indicator,
    IndicatorSet,
    content_hash,
    rule_hash,
)
from domain.indicator_set.events import Released, Withdrawn
from domain.metadata import Actor, IndicatorCode, Provenance, Role, SourceDocument, UnitKind
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.round.calendar import Calendar, Window
from domain.round.events import (
    CalendarChanged,
    PinnedSet,
    ReviewClosed,
    RoundFinalised,
    RoundOpened,
    RoundPublished,
    RoundReopened,
    Scope,
    SelfScoringClosed,
    UnitMarkedNotRanked,
    UnitMarkedRanked,
)
from domain.rules import AnyRule
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.tiers import Tier, Tiers
from domain.scorecard.events import (
    Adjusted,
    Appealed,
    AppealResolved,
    Evidence,
    EvidenceAttached,
    EvidenceWithdrawn,
    Explained,
    MarkedNotApplicable,
    Returned,
    ScorecardFinalised,
    ScorecardOpened,
    ScorecardReopened,
    SelfScored,
    Submitted,
)

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
)
DOCUMENT = SourceDocument(number="2554/QĐ-UBND", date=date(2022, 12, 6), issuer="UBND tỉnh Vĩnh Long")


def _indicator(number: int, rule: AnyRule) -> Indicator:
    return Indicator(
        code=f"1.{number}",
        name=f"Tiêu chí {number}",
        name_en=f"Indicator {number}",
        max_points=Decimal(10),
        rule=rule,
        evidence="Quyết định, báo cáo",
        data_source="Phần mềm quản lý văn bản",
        verifier="Sở Thông tin và Truyền thông",
        applies_to=(UnitKind.DEPARTMENT,),
        optional=True,
        provenance=Provenance.PUBLISHED,
        source="Phụ lục I",
    )


DEFINITION = IndicatorSet(
    code="vinh-long-so-2022",
    version="1.0.0",
    province="vinh-long",
    name="Bộ chỉ số chuyển đổi số cấp sở",
    name_en="Digital transformation index of departments",
    unit_kinds=(UnitKind.DEPARTMENT, UnitKind.DISTRICT),
    period="2022",
    legal_basis=(DOCUMENT,),
    places=4,
    max_points=Decimal(70),
    index=Index(scale=Decimal(1), places=4),
    groups=(
        Group(
            code="1",
            name="Nhận thức số",
            name_en="Digital awareness",
            max_points=Decimal(70),
            indicators=tuple(_indicator(number, rule) for number, rule in enumerate(RULES, start=1)),
            provenance=Provenance.PUBLISHED,
            source="Phụ lục I",
        ),
    ),
    bands=(Band(code="tot", name="Tốt", name_en="Good", from_percent=Decimal("80.5")),),
    provenance=Provenance.ILLUSTRATIVE,
    notes="Số liệu minh họa",
)
HASH = content_hash(DEFINITION)
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
    ProvinceRegistered(province="vinh-long", name="Vĩnh Long", name_en="Vinh Long"),
    UnitRegistered(
        unit="xa-an-binh", kind=UnitKind.COMMUNE, name="Xã An Bình", name_en="An Binh commune", parent="long-ho"
    ),
    UnitRenamed(unit="so-noi-vu", name="Sở Nội vụ và Lao động", name_en="Home Affairs and Labour"),
    UnitMerged(unit="so-noi-vu", into="so-lao-dong"),
    UnitDissolved(unit="so-noi-vu"),
    Released(definition=DEFINITION, content_hash=HASH),
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
        scopes=(
            Scope(
                code="commune",
                name="Khối xã",
                name_en="Communes",
                kinds=(UnitKind.COMMUNE,),
                within_parent=True,
            ),
        ),
        reviewers=("so-tttt", "van-phong-ubnd"),
        data_provenance=Provenance.ILLUSTRATIVE,
        notice="Dữ liệu minh họa tổng hợp",
    ),
    CalendarChanged(calendar=CALENDAR),
    UnitMarkedNotRanked(unit="so-noi-vu", exempt=True),
    UnitMarkedRanked(unit="so-noi-vu"),
    SelfScoringClosed(),
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
    SelfScored(indicator="1.4", inputs={"a": "1", "b": "3"}, points=Decimal("8.3333"), rule_hash=_hash_of("1.4")),
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
        indicator="1.4",
        reviewer="so-tttt",
        inputs={"a": "2", "b": "3"},
        points=Decimal("4.1667"),
        rule_hash=_hash_of("1.4"),
        on_site=True,
    ),
    Appealed(indicator="1.4", claimed_points=Decimal("8.3333")),
    AppealResolved(indicator="1.4", accepted=True, points=Decimal("8.3333")),
    ScorecardFinalised(
        self_total=Decimal("60.5000"),
        reviewed_total=Decimal("56.3334"),
        final_total=Decimal("60.5000"),
        max_points=Decimal(70),
        stated_index=Decimal("0.8642"),
    ),
    ScorecardReopened(),
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
