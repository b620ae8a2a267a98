"""Why a request to an award campaign is turned down."""

from collections.abc import Mapping
from typing import Any, ClassVar

from domain.award_campaign.words import KINDS, STEPS, VERDICTS
from domain.refusal import Refusal, RefusalKind


class CampaignUnknown(Refusal):
    """The province has no such campaign."""

    code = "campaign-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Tỉnh «{province}» không có đợt khen thưởng «{campaign}»."
    en = "Province '{province}' has no award campaign '{campaign}'."
    advice_vi = "Kiểm tra mã đợt hoặc mở đợt khen thưởng trước."
    advice_en = "Check the campaign's code, or open the campaign first."


class CampaignTaken(Refusal):
    """The campaign was opened with other particulars."""

    code = "campaign-taken"
    vi = "Đợt khen thưởng «{campaign}» của tỉnh «{province}» đã được mở với nội dung khác."
    en = "Award campaign '{campaign}' of province '{province}' was opened with other particulars."
    advice_vi = "Dùng mã khác cho đợt mới; thể lệ của đợt đã mở không thay đổi."
    advice_en = "Use another code for a new campaign; the policy of an opened one does not change."


class PolicyInvalid(Refusal):
    """The policy contradicts itself, or is another province's."""

    code = "policy-invalid"
    kind = RefusalKind.INVALID
    vi = "Thể lệ khen thưởng không hợp lệ: {faults_vi}."
    en = "The award policy is not valid: {faults_en}."
    advice_vi = "Sửa thể lệ ở những chỗ đã nêu rồi mở lại đợt."
    advice_en = "Mend the policy where it is named, then open the campaign again."


class NominationUnknown(Refusal):
    """The campaign has no such nomination."""

    code = "nomination-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Đợt «{campaign}» không có đề nghị «{nomination}»."
    en = "Campaign '{campaign}' has no nomination '{nomination}'."
    advice_vi = "Kiểm tra mã đề nghị."
    advice_en = "Check the nomination's code."


class NominationTaken(Refusal):
    """Another proposal has this code."""

    code = "nomination-taken"
    vi = "Mã đề nghị «{nomination}» đã dùng cho đề nghị khác."
    en = "The nomination's code '{nomination}' stands for another proposal."
    advice_vi = "Dùng mã khác."
    advice_en = "Use another code."


class NominationInvalid(Refusal):
    """The proposal does not fit the policy."""

    code = "nomination-invalid"
    kind = RefusalKind.INVALID
    vi = "Đề nghị «{nomination}» không hợp lệ: {problem_vi}."
    en = "Nomination '{nomination}' is not valid: {problem_en}."
    advice_vi = "Đối chiếu với thể lệ của đợt khen thưởng."
    advice_en = "Hold it against the campaign's policy."


class CandidateTwice(Refusal):
    """The candidate is proposed for the same award already."""

    code = "candidate-twice"
    vi = "Đối tượng này đã được đề nghị cùng danh hiệu trong đề nghị «{other}»."
    en = "This candidate is proposed for the same award in nomination '{other}'."
    advice_vi = "Bổ sung hồ sơ của đề nghị đã có, hoặc rút đề nghị đó trước."
    advice_en = "Add to the dossier that there is, or withdraw that nomination first."


class NotTheBody(Refusal):
    """This step is another body's."""

    code = "not-the-body"
    kind = RefusalKind.FORBIDDEN
    vi = "Bước này thuộc thẩm quyền của «{body}», không phải «{unit}»."
    en = "This step is that of '{body}', not of '{unit}'."
    advice_vi = "Chuyển hồ sơ cho cơ quan có thẩm quyền; khi làm cho cơ quan đó, ghi rõ (`--unit-of {body}`)."
    advice_en = "Pass the dossier to the body whose step it is; who acts for it says so (`--unit-of {body}`)."


class WrongStep(Refusal):
    """The dossier is not where the request needs it."""

    code = "wrong-step"
    vi = "Hồ sơ «{nomination}» đang ở bước «{step}», chưa thực hiện được thao tác này."
    en = "Dossier '{nomination}' is at the step '{step}', at which this can't be done."
    vocabulary: ClassVar[Mapping[str, Mapping[Any, str]]] = {"step": STEPS, "needed": STEPS}
    advice_vi = "Thao tác này cần bước: {needed}."
    advice_en = "This needs the step: {needed}."


class ConditionUnknown(Refusal):
    """Nothing is to be attested under this code, or not by this role, or not for this year."""

    code = "condition-unknown"
    kind = RefusalKind.INVALID
    vi = "Không xác nhận được điều kiện «{condition}»: {problem_vi}."
    en = "The condition '{condition}' can't be attested: {problem_en}."
    advice_vi = "Xem các điều kiện phải xác nhận trong thể lệ của đợt."
    advice_en = "See in the campaign's policy what is to be attested, and by whom."


class DossierIncomplete(Refusal):
    """Documents that the policy asks for are missing."""

    code = "dossier-incomplete"
    kind = RefusalKind.INVALID
    vi = "Hồ sơ «{nomination}» còn thiếu: {missing}."
    en = "Dossier '{nomination}' lacks: {missing}."
    advice_vi = "Bổ sung các tài liệu này rồi nộp lại."
    advice_en = "Add these documents, then hand it in again."


class DossierLate(Refusal):
    """The last day for dossiers has passed."""

    code = "dossier-late"
    vi = "Hạn nộp hồ sơ là {deadline}; hôm nay là {day}."
    en = "Dossiers were due on {deadline}; it is {day}."
    advice_vi = "Thể lệ của đợt không nhận hồ sơ nộp muộn."
    advice_en = "The campaign's policy takes no late dossiers."


class StillOpenToComment(Refusal):
    """The time for objections has not passed."""

    code = "still-open-to-comment"
    vi = "Đề nghị «{nomination}» còn lấy ý kiến đến hết ngày {until}."
    en = "Nomination '{nomination}' is open to comment until the end of {until}."
    advice_vi = "Quyết định sau thời gian công khai lấy ý kiến."
    advice_en = "Decide when the time for objections has passed."


class NotOpenToComment(Refusal):
    """Objections are taken from a dossier's submission to the last day for them, or to the decision."""

    code = "not-open-to-comment"
    vi = "Đề nghị «{nomination}» không trong thời gian lấy ý kiến."
    en = "Nomination '{nomination}' is not open to comment."
    advice_vi = "Ý kiến được tiếp nhận từ khi nộp hồ sơ đến hết thời gian lấy ý kiến, hoặc đến khi quyết định."
    advice_en = "Objections are taken from the submission of a dossier to the last day for them, or to the decision."


class ObjectionUnknown(Refusal):
    """There is no such objection."""

    code = "objection-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Đề nghị «{nomination}» không có ý kiến «{objection}»."
    en = "Nomination '{nomination}' has no objection '{objection}'."
    advice_vi = "Kiểm tra mã ý kiến."
    advice_en = "Check the objection's code."


class ObjectionTaken(Refusal):
    """The objection's code stands for another text, or it has another answer."""

    code = "objection-taken"
    vi = "Ý kiến «{objection}» đã được ghi với nội dung khác."
    en = "Objection '{objection}' was recorded otherwise."
    advice_vi = "Dùng mã khác."
    advice_en = "Use another code."


class ObjectionsUnanswered(Refusal):
    """Objections have no answer yet, or one was upheld."""

    code = "objections-unanswered"
    vi = "Đề nghị «{nomination}» còn ý kiến chưa trả lời: {objections}."
    en = "Nomination '{nomination}' has objections without an answer: {objections}."
    advice_vi = "Trả lời mọi ý kiến trước khi quyết định."
    advice_en = "Answer every objection before the decision."


class NotEligible(Refusal):
    """Conditions are not met, or nothing is known of them."""

    code = "not-eligible"
    vocabulary: ClassVar[Mapping[str, Mapping[Any, str]]] = {"conditions": VERDICTS}
    vi = "Đề nghị «{nomination}» chưa đủ điều kiện: {conditions}."
    en = "Nomination '{nomination}' does not fulfil: {conditions}."
    advice_vi = "Xem từng điều kiện và số liệu bằng «bangvang awards eligibility»."
    advice_en = "See each condition and its number with `bangvang awards eligibility`."


class QuotaExhausted(Refusal):
    """As many awards stand as the policy allows."""

    code = "quota-exhausted"
    vocabulary: ClassVar[Mapping[str, Mapping[Any, str]]] = {"kind": KINDS}
    vi = "Đã tặng đủ {quota} «{award}» cho đối tượng «{kind}»."
    en = "All {quota} of '{award}' for the kind '{kind}' are granted."
    advice_vi = "Chỉ tặng thêm được khi một quyết định đã tặng bị hủy bỏ."
    advice_en = "Another can be granted only when one that stands is revoked."


class GroundUnknown(Refusal):
    """The policy knows no such ground of revocation."""

    code = "ground-unknown"
    kind = RefusalKind.INVALID
    vi = "Thể lệ không có căn cứ hủy bỏ «{ground}»."
    en = "The policy has no ground of revocation '{ground}'."
    advice_vi = "Chọn một trong: {known}."
    advice_en = "Choose one of: {known}."
