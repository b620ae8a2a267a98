"""What steps, verdicts and the like of awards are called, in Vietnamese and in English."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.award_campaign.eligibility import Verdict
from domain.award_campaign.policy import CandidateKind, Lateness, Lineage
from domain.award_campaign.state import Step
from projections.dossiers.answer import WaitsFor
from projections.shortlist import Cut


class Words(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


VERDICTS: Mapping[Verdict, Words] = {
    Verdict.MET: Words("đạt", "met"),
    Verdict.NOT_MET: Words("không đạt", "not met"),
    Verdict.UNKNOWN: Words("chưa rõ", "unknown"),
}
STEPS: Mapping[Step, Words] = {
    Step.NOMINATED: Words("đã đề nghị, đang lập hồ sơ", "nominated, dossier being made up"),
    Step.SUBMITTED: Words("đã nộp hồ sơ", "dossier submitted"),
    Step.CONSOLIDATED: Words("đã tổng hợp", "consolidated"),
    Step.APPRAISED: Words("đã thẩm định", "appraised"),
    Step.GRANTED: Words("đã tặng", "granted"),
    Step.DECLINED: Words("không tặng", "declined"),
    Step.REVOKED: Words("đã hủy bỏ", "revoked"),
    Step.WITHDRAWN: Words("đã rút", "withdrawn"),
}
WAITS: Mapping[WaitsFor, Words] = {
    WaitsFor.UNIT: Words("đơn vị đề nghị", "the unit"),
    WaitsFor.CONSOLIDATING_BODY: Words("cơ quan tổng hợp", "the consolidating body"),
    WaitsFor.APPRAISING_BODY: Words("cơ quan thẩm định", "the appraising body"),
    WaitsFor.COUNCIL: Words("người có thẩm quyền quyết định", "whoever decides"),
    WaitsFor.NOBODY: Words("không ai", "nobody"),
}
KINDS: Mapping[CandidateKind, Words] = {
    CandidateKind.COLLECTIVE: Words("tập thể", "collective"),
    CandidateKind.INDIVIDUAL: Words("cá nhân", "individual"),
}
CUTS: Mapping[Cut, Words] = {
    Cut.WITHIN: Words("trong số lượng còn lại", "within what is left"),
    Cut.TIED: Words("BẰNG NHAU TẠI RANH GIỚI", "TIED AT THE CUT"),
    Cut.BEYOND: Words("vượt số lượng còn lại", "beyond what is left"),
}
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
