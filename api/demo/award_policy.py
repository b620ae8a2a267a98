"""The policy of the demonstration's campaign: Vĩnh Long's plan for 2023–2025, with what it leaves open filled in."""

from decimal import Decimal

from domain.award_campaign.policy import (
    Award,
    AwardPolicy,
    CandidateKind,
    Declared,
    DocumentKind,
    Ground,
    NoOther,
    Score,
)
from domain.metadata import Provenance, Role

LAW = "Luật Thi đua, khen thưởng 06/2022/QH15"

SCORED_TWICE = Score(
    code="diem-hai-nam",
    text="Có kết quả chấm điểm chỉ số chuyển đổi số được phê duyệt đạt từ 90% (điểm) từ 02 năm trở lên",
    text_en="The approved index score is at least 90 % in two years or more",
    at_least=Decimal(90),
    years=2,
)
SCORED_ONCE = Score(
    code="diem-trong-nam",
    text="Có kết quả chấm điểm chỉ số chuyển đổi số đạt từ 90% (điểm) trở lên của năm đánh giá",
    text_en="The index score of the year is at least 90 %",
    at_least=Decimal(90),
)
TASKS = Declared(
    code="nhiem-vu",
    text="Hoàn thành 100% nhiệm vụ, đúng tiến độ theo kế hoạch chuyển đổi số hàng năm",
    text_en="All tasks of the yearly plan are done on time",
    attested_by=(Role.REVIEWER,),
    yearly=True,
)
DOCUMENTS_AND_REPORTS = Declared(
    code="van-ban-bao-cao",
    text="Ban hành đầy đủ, kịp thời văn bản chỉ đạo, điều hành; báo cáo định kỳ và đột xuất đầy đủ, kịp thời",
    text_en="Documents are issued and reports are made in full and on time",
    attested_by=(Role.REVIEWER,),
)
EMULATION = Declared(
    code="phat-dong-thi-dua",
    text="Ban hành và triển khai thực hiện tốt Kế hoạch phát động phong trào thi đua chuyển đổi số hàng năm",
    text_en="A yearly plan of emulation is launched and carried out well",
    attested_by=(Role.UNIT,),
)
COMPETITIONS = Declared(
    code="cuoc-thi",
    text="Tham gia đầy đủ các cuộc thi tuyên truyền chuyển đổi số do các cấp, các ngành phát động",
    text_en="It takes part in all competitions on digital transformation",
    attested_by=(Role.UNIT,),
)
ONE_FORM = NoOther(
    code="mot-hinh-thuc",
    text="Một thành tích không khen thưởng bằng nhiều hình thức cùng lúc",
    text_en="One achievement is not rewarded by several forms at once",
    forms=("bang-khen",),
    same_years=True,
)

MERIT = Award(
    code="bang-khen",
    name="Bằng khen của Chủ tịch UBND tỉnh",
    name_en="Certificate of merit of the Provincial Chairman",
    form="bang-khen",
    decided_by="Chủ tịch UBND tỉnh",
    quotas={CandidateKind.COLLECTIVE: 10, CandidateKind.INDIVIDUAL: 15},
    conditions={
        CandidateKind.COLLECTIVE: (DOCUMENTS_AND_REPORTS, TASKS, SCORED_TWICE, EMULATION, COMPETITIONS, ONE_FORM),
        CandidateKind.INDIVIDUAL: (TASKS, SCORED_TWICE, ONE_FORM),
    },
    documents=("to-trinh", "bien-ban", "bao-cao"),
)
COMMENDATION = Award(
    code="giay-khen",
    name="Giấy khen của Thủ trưởng cơ quan, đơn vị",
    name_en="Commendation of the head of the unit",
    form="giay-khen",
    decided_by="Thủ trưởng cơ quan, đơn vị, địa phương",
    yearly=True,
    conditions={CandidateKind.COLLECTIVE: (TASKS, SCORED_ONCE), CandidateKind.INDIVIDUAL: (TASKS, SCORED_ONCE)},
)


def policy() -> AwardPolicy:
    """The plan's conditions, quotas and documents; the law's grounds on which an award is taken back."""
    return AwardPolicy(
        code="thi-dua-2023-2025",
        version="1.0.0",
        province="vinh-long",
        name="Thi đua chuyển đổi số tỉnh Vĩnh Long giai đoạn 2023–2025",
        name_en="Emulation in digital transformation, Vĩnh Long 2023–2025",
        years=(2023, 2024, 2025),
        awards=(MERIT, COMMENDATION),
        documents=(
            DocumentKind(code="to-trinh", name="Tờ trình đề nghị khen thưởng", name_en="Proposal"),
            DocumentKind(code="bien-ban", name="Biên bản họp xét khen thưởng", name_en="Minutes of the council"),
            DocumentKind(code="bao-cao", name="Báo cáo thành tích", name_en="Report on achievements"),
        ),
        grounds=(
            Ground(
                code="khai-gian-doi",
                text="Gian dối trong kê khai thành tích để được khen thưởng",
                text_en="Dishonest declaration of achievements",
                legal_basis=LAW,
            ),
        ),
        consolidated_by="so-tttt",
        appraised_by="so-noi-vu",
        comment_days=7,
        provenance=Provenance.PUBLISHED,
        notes="Thời gian lấy ý kiến do Bảng Vàng đặt để minh họa.",
    )
