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


class CampaignInvalid(Refusal):
    """The campaign's rounds don't fit its years, or it is related to itself."""

    code = "campaign-invalid"
    kind = RefusalKind.INVALID
    vi = "Đợt khen thưởng «{campaign}» không hợp lệ: {problem_vi}."
    en = "Award campaign '{campaign}' is not valid: {problem_en}."
    advice_vi = "Mỗi năm của thể lệ có nhiều nhất một kỳ đánh giá riêng; không nêu chính đợt này là đợt liên quan."
    advice_en = (
        "Each year of the policy has at most one round, a round of its own; a campaign is not related to itself."
    )


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
    advice_vi = (
        "Bổ sung hồ sơ của đề nghị đã có, hoặc rút đề nghị đó trước. Nếu là người khác trùng tên: ghi tên kèm chi tiết"
        " phân biệt, như tài khoản hoặc đơn vị."
    )
    advice_en = (
        "Add to the dossier that there is, or withdraw that nomination first. If it is somebody else of the same name:"
        " add to the name what tells them apart, such as an account or the unit."
    )


class NotTheBody(Refusal):
    """This step is another body's."""

    code = "not-the-body"
    kind = RefusalKind.FORBIDDEN
    vi = "Bước này thuộc thẩm quyền của «{body}», không phải «{unit}»."
    en = "This step is that of '{body}', not of '{unit}'."
    advice_vi = "Chuyển hồ sơ cho cơ quan có thẩm quyền; khi làm cho cơ quan đó, ghi rõ (`--unit-of {body}`)."
    advice_en = "Pass the dossier to the body whose step it is; who acts for it says so (`--unit-of {body}`)."


class NotTheDecider(Refusal):
    """Somebody else decides on this award, or the decision is given for another unit than theirs."""

    code = "not-the-decider"
    kind = RefusalKind.FORBIDDEN
    vi = "Khen thưởng này do «{decider}» quyết định, thay mặt {whom_vi}; yêu cầu này thay mặt {who_vi}."
    en = "'{decider}' decides on this award and acts for {whom_en}; this request is given for {who_en}."
    advice_vi = "Quyết định với vai trò hội đồng và thay mặt {whom_vi}; xem «decided_by» và «authority» trong thể lệ."
    advice_en = "Decide as the council, acting for {whom_en}; see `decided_by` and `authority` in the policy."


class StepNotAsked(Refusal):
    """The policy asks for no such step on the way of dossiers for this award."""

    code = "step-not-asked"
    vi = "Thể lệ không có bước này đối với danh hiệu «{award}»."
    en = "The policy has no such step for the award '{award}'."
    advice_vi = "Xem «steps» của danh hiệu trong thể lệ; hồ sơ chuyển thẳng sang bước tiếp theo."
    advice_en = "See the award's `steps` in the policy; the dossier goes on without it."


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


class AttestedWithoutEvidence(Refusal):
    """A fact is attested without saying by what."""

    code = "attested-without-evidence"
    kind = RefusalKind.INVALID
    vi = "Xác nhận điều kiện «{condition}» phải nêu minh chứng."
    en = "Whoever attests the condition '{condition}' says by what evidence."
    advice_vi = "Ghi số, ngày của tài liệu làm minh chứng vào «evidence», hoặc nói rõ căn cứ."
    advice_en = "Name the document in `evidence`, by number and date, or say what the word rests on."


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
    """The objection's code stands for another text."""

    code = "objection-taken"
    vi = "Ý kiến «{objection}» đã được ghi với nội dung khác."
    en = "Objection '{objection}' was recorded otherwise."
    advice_vi = "Dùng mã khác."
    advice_en = "Use another code."


class ObjectionsUnanswered(Refusal):
    """Objections have no answer yet."""

    code = "objections-unanswered"
    vi = "Đề nghị «{nomination}» còn ý kiến chưa trả lời: {objections}."
    en = "Nomination '{nomination}' has objections without an answer: {objections}."
    advice_vi = "Trả lời mọi ý kiến trước khi quyết định."
    advice_en = "Answer every objection before the decision."


class ObjectionUpheld(Refusal):
    """Objections were found to be right, so that the award can't be granted."""

    code = "objection-upheld"
    vi = "Đề nghị «{nomination}» có ý kiến phản đối được công nhận là đúng: {objections}."
    en = "Objections to nomination '{nomination}' were upheld: {objections}."
    advice_vi = "Không tặng, hoặc trả lại hồ sơ; nếu đã khắc phục thì trả lời lại ý kiến trước khi quyết định."
    advice_en = "Decline the award or return the dossier; where it was put right, answer the objection anew first."


class AgainstOpinion(Refusal):
    """The award is granted against the appraisal or the vote, and no reason is given."""

    code = "against-opinion"
    kind = RefusalKind.INVALID
    vi = "Tặng «{nomination}» là trái với {what_vi}: phải nêu lý do."
    en = "To grant '{nomination}' goes against {what_en}, and needs a reason."
    advice_vi = "Nêu lý do của quyết định, hoặc không tặng."
    advice_en = "Give the reason of the decision, or decline the award."


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
    vi = "Đã tặng đủ {quota} «{award}» cho đối tượng «{kind}»{in_vi}."
    en = "All {quota} of '{award}' for the kind '{kind}'{in_en} are granted."
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
