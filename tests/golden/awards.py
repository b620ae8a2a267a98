"""An example of every event of award campaigns."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.award_campaign.eligibility import (
    Attestation,
    Finding,
    Held,
    Result,
    Tally,
    Verdict,
    YearFinding,
)
from domain.award_campaign.events import (
    Appraised,
    AwardCalendarChanged,
    AwardFlagged,
    CampaignListed,
    CampaignOpened,
    Candidature,
    Consolidated,
    CouncilVoted,
    Deadlines,
    Declined,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
    FactAttested,
    Granted,
    HonoursPublished,
    Nominated,
    NominationReconsidered,
    NominationWithdrawn,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.policy import (
    Authority,
    Award,
    AwardPolicy,
    BodyStep,
    CandidateKind,
    Declared,
    DocumentKind,
    Ground,
    Lateness,
    LegalBasis,
    Lineage,
    NoOther,
    OtherDecider,
    Score,
)
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.indicator_set.content import content_hash
from domain.metadata import Provenance, Role, UnitKind
from domain.person.reference import reference_of

STATED: Any = {
    "text_en": "In English",
    "provenance": Provenance.ILLUSTRATIVE,
    "source": "Mục III.2.2.a",
    "reading": "Tính cả hai năm",
    "reading_en": "Both years count",
}
POLICY = AwardPolicy(
    code="thi-dua-2023-2025",
    version="1.0.0",
    province="vinh-long",
    name="Thi đua chuyển đổi số giai đoạn 2023–2025",
    name_en="Emulation in digital transformation 2023–2025",
    legal_basis=(LegalBasis(number="06/2022/QH15", date=date(2022, 6, 15), issuer="Quốc hội", title="Luật Thi đua"),),
    merit="Đã có thành tích xuất sắc trong chuyển đổi số",
    years=(2023, 2024, 2025),
    awards=(
        Award(
            code="bang-khen",
            name="Bằng khen của Chủ tịch UBND tỉnh",
            name_en="Certificate of merit",
            form="bang-khen",
            decided_by="Chủ tịch UBND tỉnh",
            decided_by_en="Chairman of the Provincial People's Committee",
            other_deciders=(
                OtherDecider(
                    decided_by="Trưởng Ban Chỉ đạo",
                    decided_by_en="Head of the steering committee",
                    authority=Authority.BODY,
                    body="van-phong-ubnd-tinh",
                    when="Đơn vị không thuộc thẩm quyền của Thủ trưởng",
                    when_en="Units beyond the head's authority",
                    candidates=(CandidateKind.COLLECTIVE,),
                    unit_kinds=(UnitKind.DEPARTMENT,),
                ),
            ),
            authority=Authority.BODY,
            body="so-tttt",
            steps=(BodyStep.CONSOLIDATION,),
            deadline=False,
            yearly=True,
            years=(2023, 2024),
            quotas={CandidateKind.COLLECTIVE: 10, CandidateKind.INDIVIDUAL: 15},
            conditions={
                CandidateKind.COLLECTIVE: (
                    Score(code="diem", text="Từ 90 %", at_least=Decimal(90), years=2, groups=("1",), **STATED),
                    Declared(
                        code="nhiem-vu",
                        text="Hoàn thành 100 % nhiệm vụ",
                        attested_by=(Role.REVIEWER,),
                        attested_by_units=("so-tttt",),
                        set_by="Thủ trưởng đơn vị",
                        set_by_en="Head of the unit",
                        yearly=True,
                        **STATED,
                    ),
                    NoOther(
                        code="mot-hinh-thuc",
                        text="Một thành tích, một hình thức",
                        forms=("bang-khen",),
                        same_years=True,
                        **STATED,
                    ),
                )
            },
            documents=("to-trinh",),
            source="Mục III.2.2",
            notes="Không quá 10 tập thể",
            notes_en="At most 10 collectives",
        ),
    ),
    documents=(DocumentKind(code="to-trinh", name="Tờ trình", name_en="Proposal letter"),),
    grounds=(
        Ground(code="khai-gian-doi", text="Khai gian dối", text_en="False papers", legal_basis="Luật 06/2022/QH15"),
    ),
    consolidated_by="so-tttt",
    appraised_by="so-noi-vu",
    late=Lateness.MARKED,
    lineage=Lineage.EVERY,
    comment_days=5,
    public_nominations=True,
    provenance=Provenance.PUBLISHED,
    notes="Theo kế hoạch của tỉnh",
    notes_en="By the province's plan",
)

FINDINGS = (
    Finding(
        condition="diem",
        verdict=Verdict.NOT_MET,
        years=(
            YearFinding(
                year=2023,
                verdict=Verdict.NOT_MET,
                percent=Decimal("89.9900"),
                results=(
                    Result(
                        unit="so-y-te",
                        year=2023,
                        round="2023",
                        total=Tally(points=Decimal("89.99"), maximum=Decimal(100)),
                        groups={"1": Tally(points=Decimal(45), maximum=Decimal(50))},
                        version=12,
                    ),
                ),
            ),
        ),
        attestations=(Attestation(condition="nhiem-vu", holds=True, year=2023, evidence="Báo cáo số 9/BC-STTTT"),),
        held=(Held(campaign="thi-dua-2024", award="bang-khen", form="bang-khen", years=(2024,)),),
    ),
)
"""Of several kinds of condition at once, so that every field is there."""

EVENTS: tuple[Event, ...] = (
    CampaignListed(
        province="vinh-long", campaign="bang-khen-2023-2025", rounds=("2023", "2024"), related=("giay-khen-2024",)
    ),
    CampaignOpened(
        province="vinh-long",
        campaign="bang-khen-2023-2025",
        name="Khen thưởng tổng kết 2023–2025",
        name_en="Awards 2023–2025",
        policy=POLICY,
        content_hash=content_hash(POLICY),
        deadlines=Deadlines(dossiers=date(2026, 1, 9), decision=date(2026, 1, 19)),
        rounds={2023: "2023", 2024: "2024"},
        related=("giay-khen-2024",),
        data_provenance=Provenance.ILLUSTRATIVE,
        notice="Dữ liệu trình diễn",
    ),
    AwardCalendarChanged(
        deadlines=Deadlines(dossiers=date(2026, 1, 16), decision=date(2026, 1, 26)),
        rounds={2023: "2023", 2024: "2024-lai"},
    ),
    Nominated(
        nomination="ca-nhan-1",
        award="bang-khen",
        year=2024,
        candidate=Candidature(
            kind=CandidateKind.INDIVIDUAL,
            unit="so-y-te",
            person=reference_of(bytes(range(16)), "Nguyễn Văn A"),
            position="Chuyên viên",
            groups=("1", "2"),
            unit_kind=UnitKind.DEPARTMENT,
        ),
        votes_for=7,
        votes_against=1,
    ),
    NominationWithdrawn(nomination="ca-nhan-1"),
    FactAttested(
        nomination="ca-nhan-1",
        attestation=Attestation(condition="nhiem-vu", holds=True, year=2023, evidence="Báo cáo số 9/BC-STTTT"),
        role=Role.REVIEWER,
        unit="so-tttt",
    ),
    DossierDocumentAdded(nomination="ca-nhan-1", document="to-trinh", title="Tờ trình số 15", sha256="ab" * 32),
    DossierSubmitted(
        nomination="ca-nhan-1", documents={"to-trinh": "ab" * 32}, submitted_on=date(2026, 1, 12), late=True
    ),
    DossierReturned(nomination="ca-nhan-1"),
    Consolidated(nomination="ca-nhan-1"),
    Appraised(nomination="ca-nhan-1", favourable=True),
    CouncilVoted(nomination="ca-nhan-1", votes_for=9, votes_against=0),
    ObjectionRecorded(nomination="ca-nhan-1", objection="y-kien-1", text="Số liệu chưa đúng"),
    ObjectionAnswered(nomination="ca-nhan-1", objection="y-kien-1", upheld=False, answer="Đã kiểm tra, số liệu đúng"),
    Granted(nomination="ca-nhan-1", award="bang-khen", number=3, findings=FINDINGS),
    Declined(nomination="ca-nhan-1", findings=FINDINGS),
    NominationReconsidered(nomination="ca-nhan-1", step=Step.APPRAISED),
    AwardFlagged(nomination="ca-nhan-1", findings=FINDINGS),
    Revoked(nomination="ca-nhan-1", ground="khai-gian-doi"),
    HonoursPublished(nominations=("ca-nhan-1", "ca-nhan-2")),
)
"""In the order of the catalogue."""
