"""What steps, verdicts and the like of awards are called, in Vietnamese and in English."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.award_campaign import words
from domain.award_campaign.eligibility import Verdict
from domain.award_campaign.policy import CandidateKind, Lateness, Lineage
from domain.award_campaign.state import Step
from domain.metadata import Role
from projections.dossiers.answer import WaitsFor
from projections.shortlist import Cut


class Words(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


VERDICTS: Mapping[Verdict, Words] = {
    Verdict.MET: Words(words.VERDICTS[Verdict.MET], "met"),
    Verdict.NOT_MET: Words(words.VERDICTS[Verdict.NOT_MET], "not met"),
    Verdict.UNKNOWN: Words(words.VERDICTS[Verdict.UNKNOWN], "unknown"),
}
STEPS: Mapping[Step, Words] = {
    Step.NOMINATED: Words(words.STEPS[Step.NOMINATED], "nominated, dossier being made up"),
    Step.SUBMITTED: Words(words.STEPS[Step.SUBMITTED], "dossier submitted"),
    Step.CONSOLIDATED: Words(words.STEPS[Step.CONSOLIDATED], "consolidated"),
    Step.APPRAISED: Words(words.STEPS[Step.APPRAISED], "appraised"),
    Step.GRANTED: Words(words.STEPS[Step.GRANTED], "granted"),
    Step.DECLINED: Words(words.STEPS[Step.DECLINED], "declined"),
    Step.REVOKED: Words(words.STEPS[Step.REVOKED], "revoked"),
    Step.WITHDRAWN: Words(words.STEPS[Step.WITHDRAWN], "withdrawn"),
}
WAITS: Mapping[WaitsFor, Words] = {
    WaitsFor.UNIT: Words("đơn vị đề nghị", "the unit"),
    WaitsFor.CONSOLIDATING_BODY: Words("cơ quan tổng hợp", "the consolidating body"),
    WaitsFor.APPRAISING_BODY: Words("cơ quan thẩm định", "the appraising body"),
    WaitsFor.COUNCIL: Words("người có thẩm quyền quyết định", "whoever decides"),
    WaitsFor.NOBODY: Words("không ai", "nobody"),
}
KINDS: Mapping[CandidateKind, Words] = {
    CandidateKind.COLLECTIVE: Words(words.KINDS[CandidateKind.COLLECTIVE], "collective"),
    CandidateKind.INDIVIDUAL: Words(words.KINDS[CandidateKind.INDIVIDUAL], "individual"),
}
CUTS: Mapping[Cut, Words] = {
    Cut.WITHIN: Words("trong số lượng còn lại", "within what is left"),
    Cut.TIED: Words("BẰNG NHAU TẠI RANH GIỚI", "TIED AT THE CUT"),
    Cut.BEYOND: Words("vượt số lượng còn lại", "beyond what is left"),
}
ROLES: Mapping[str, Words] = {
    Role.ADMINISTRATOR: Words("quản trị", "administrator"),
    Role.UNIT: Words("đơn vị", "unit"),
    Role.REVIEWER: Words("cơ quan thẩm tra", "reviewer"),
    Role.COUNCIL: Words("hội đồng, người quyết định", "council"),
    Role.AUDITOR: Words("thanh tra", "auditor"),
}
DETAILS: Mapping[str, Words] = {
    "award": Words("danh hiệu", "award"),
    "year": Words("năm", "year"),
    "kind": Words("đối tượng", "kind"),
    "unit": Words("đơn vị", "unit"),
    "person": Words("cá nhân", "person"),
    "position": Words("chức vụ", "office"),
    "groups": Words("lĩnh vực phụ trách", "groups in charge"),
    "votes_for": Words("phiếu tán thành", "votes in favour"),
    "votes_against": Words("phiếu không tán thành", "votes against"),
    "condition": Words("điều kiện", "condition"),
    "holds": Words("có đúng không", "holds"),
    "evidence": Words("minh chứng", "evidence"),
    "document": Words("tài liệu", "document"),
    "documents": Words("hồ sơ gồm", "documents"),
    "title": Words("tên", "title"),
    "sha256": Words("SHA-256", "SHA-256"),
    "submitted_on": Words("ngày nộp", "submitted on"),
    "late": Words("nộp muộn", "late"),
    "favourable": Words("đủ điều kiện", "favourable"),
    "objection": Words("ý kiến", "objection"),
    "text": Words("nội dung", "text"),
    "upheld": Words("chấp nhận ý kiến", "upheld"),
    "answer": Words("trả lời", "answer"),
    "number": Words("số trong hạn mức", "number within the quota"),
    "ground": Words("căn cứ hủy bỏ", "ground"),
    "nominations": Words("các đề nghị", "nominations"),
}
"""What the fields of events are called where a dossier's way is told."""
YES, NO = Words("có", "yes"), Words("không", "no")
LATENESS: Mapping[Lateness, Words] = {
    Lateness.REFUSED: Words("hồ sơ nộp muộn bị từ chối", "late dossiers are refused"),
    Lateness.MARKED: Words("hồ sơ nộp muộn được nhận và đánh dấu", "late dossiers are taken and marked"),
}
LINEAGES: Mapping[Lineage, Words] = {
    Lineage.NONE: Words(
        "kết quả của đơn vị đã sáp nhập không được tính", "results of units merged into it do not count"
    ),
    Lineage.ANY: Words(
        "lấy kết quả cao nhất của các đơn vị đã sáp nhập", "the best result of units merged into it counts"
    ),
    Lineage.EVERY: Words(
        "mọi đơn vị đã sáp nhập đều phải đạt", "every unit merged into it must have reached what is asked"
    ),
    Lineage.MEAN: Words(
        "lấy trung bình cộng của các đơn vị đã sáp nhập", "the mean of the units merged into it counts"
    ),
}
EVENTS: Mapping[str, Words] = {
    "award_campaign.opened.v1": Words("Mở đợt khen thưởng", "Campaign opened"),
    "award_campaign.calendar_changed.v1": Words("Thay đổi thời hạn, kỳ đánh giá", "Calendar changed"),
    "award_campaign.nominated.v1": Words("Hội đồng đơn vị đề nghị", "Nominated by the unit's council"),
    "award_campaign.nomination_withdrawn.v1": Words("Rút đề nghị", "Nomination withdrawn"),
    "award_campaign.fact_attested.v1": Words("Xác nhận điều kiện", "Condition attested"),
    "award_campaign.dossier_document_added.v1": Words("Thêm tài liệu vào hồ sơ", "Document added"),
    "award_campaign.dossier_submitted.v1": Words("Nộp hồ sơ", "Dossier submitted"),
    "award_campaign.dossier_returned.v1": Words("Trả lại hồ sơ", "Dossier returned"),
    "award_campaign.consolidated.v1": Words("Tổng hợp", "Consolidated"),
    "award_campaign.appraised.v1": Words("Thẩm định", "Appraised"),
    "award_campaign.council_voted.v1": Words("Hội đồng tỉnh bỏ phiếu", "Vote of the province's council"),
    "award_campaign.objection_recorded.v1": Words("Ghi nhận ý kiến", "Objection recorded"),
    "award_campaign.objection_answered.v1": Words("Trả lời ý kiến", "Objection answered"),
    "award_campaign.granted.v1": Words("Quyết định tặng", "Award granted"),
    "award_campaign.declined.v1": Words("Quyết định không tặng", "Award declined"),
    "award_campaign.nomination_reconsidered.v1": Words("Xem xét lại đề nghị", "Nomination taken up again"),
    "award_campaign.flagged.v1": Words("Đánh dấu: kết quả đã được sửa", "Flagged: results were corrected"),
    "award_campaign.revoked.v1": Words("Hủy bỏ quyết định tặng", "Award revoked"),
    "award_campaign.honours_published.v1": Words("Công bố bảng vàng", "Roll of honour published"),
}
"""What happens to a dossier, by the stored names of events."""


def day_words(language: str, day: date | None) -> str:
    """A day as it is written in ``vi`` or ``en``; blank for none."""
    if day is None:
        return ""
    return f"{day:%d/%m/%Y}" if language == "vi" else day.isoformat()


def number_words(language: str, number: Decimal) -> str:
    """A number with all of its decimals, with a comma in Vietnamese."""
    shown = f"{number:f}"
    return shown.replace(".", ",") if language == "vi" else shown
