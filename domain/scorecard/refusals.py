"""Why a request to a scorecard is turned down."""

from domain.refusal import Refusal, RefusalKind


class ScorecardUnknown(Refusal):
    """The unit has no scorecard in the round."""

    code = "scorecard-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Đơn vị «{unit}» chưa có phiếu chấm điểm trong đợt «{round}»."
    en = "Unit '{unit}' has no scorecard in round '{round}'."
    advice_vi = "Mở phiếu chấm điểm cho đơn vị trước."
    advice_en = "Open a scorecard for the unit first."


class ScorecardAlreadyOpen(Refusal):
    """The unit has a scorecard in the round already."""

    code = "scorecard-already-open"
    vi = "Đơn vị «{unit}» đã có phiếu chấm điểm trong đợt «{round}»."
    en = "Unit '{unit}' already has a scorecard in round '{round}'."
    advice_vi = "Mỗi đơn vị chỉ có một phiếu trong một đợt; dùng phiếu đã mở."
    advice_en = "A unit has one scorecard a round; use the one that is open."


class KindNotInRound(Refusal):
    """The round pins no set for units of this kind."""

    code = "kind-not-in-round"
    vi = "Đợt «{round}» không chấm loại đơn vị «{unit_kind}» của «{unit}»."
    en = "Round '{round}' does not score units of kind '{unit_kind}', such as '{unit}'."
    advice_vi = "Kiểm tra đơn vị, hoặc mở đợt có bộ chỉ số cho loại đơn vị này."
    advice_en = "Check the unit, or open a round with a set for this kind."


class UnitExempt(Refusal):
    """The unit is exempt from the assessment."""

    code = "unit-exempt"
    vi = "Đơn vị «{unit}» được miễn đánh giá trong đợt «{round}»."
    en = "Unit '{unit}' is exempt from round '{round}'."
    advice_vi = "Bỏ đánh dấu miễn đánh giá trước, kèm lý do."
    advice_en = "Rank the unit again first, with a reason."


class OutsideWindow(Refusal):
    """The day lies outside the window in which this may be done."""

    code = "outside-window"
    vi = "Ngày {day} nằm ngoài thời hạn cho thao tác này ({window})."
    en = "{day} lies outside the window for this ({window})."
    advice_vi = "Đề nghị đơn vị chủ trì gia hạn hoặc đổi lịch của đợt, kèm lý do."
    advice_en = "Ask the lead body to extend the unit's time or to move the window, with a reason."


class WrongState(Refusal):
    """The scorecard is not in the state that the request needs."""

    code = "wrong-scorecard-state"
    vi = "Phiếu của «{unit}» đang ở trạng thái «{state}», chưa thực hiện được thao tác này."
    en = "The scorecard of '{unit}' is in the state '{state}', in which this can't be done."
    advice_vi = "Thao tác này cần trạng thái: {needed}."
    advice_en = "This needs the state: {needed}."


class NotYourUnit(Refusal):
    """A unit's officer acts on another unit's scorecard."""

    code = "not-your-unit"
    kind = RefusalKind.FORBIDDEN
    vi = "Người dùng của «{actor_unit}» không được thao tác trên phiếu của «{unit}»."
    en = "An officer of '{actor_unit}' may not act on the scorecard of '{unit}'."
    advice_vi = "Chỉ thao tác trên phiếu của đơn vị mình."
    advice_en = "Act on your own unit's scorecard."


class ReviewerNotAssigned(Refusal):
    """The reviewer's body is not among the round's reviewing bodies."""

    code = "reviewer-not-assigned"
    kind = RefusalKind.FORBIDDEN
    vi = "«{reviewer}» không thuộc các cơ quan thẩm định của đợt «{round}»."
    en = "'{reviewer}' is not a reviewing body of round '{round}'."
    advice_vi = "Các cơ quan thẩm định của đợt: {assigned}."
    advice_en = "The round's reviewing bodies: {assigned}."


class ReviewerScoresOwnUnit(Refusal):
    """A reviewing body is about to review itself."""

    code = "reviewer-scores-own-unit"
    kind = RefusalKind.FORBIDDEN
    vi = "«{unit}» không được thẩm định phiếu của chính mình."
    en = "'{unit}' may not review its own scorecard."
    advice_vi = "Cơ quan thẩm định khác phải thực hiện."
    advice_en = "Another reviewing body has to do it."


class IndicatorUnknown(Refusal):
    """The set has no indicator of that code."""

    code = "indicator-unknown"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số {indicator_set} {version} không có tiêu chí «{indicator}»."
    en = "Indicator set {indicator_set} {version} has no indicator '{indicator}'."
    advice_vi = "Kiểm tra mã tiêu chí trong bộ chỉ số của đợt."
    advice_en = "Check the code in the set that the round pins."


class IndicatorNotForKind(Refusal):
    """The indicator is not for units of this kind."""

    code = "indicator-not-for-kind"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator} không áp dụng cho loại đơn vị «{unit_kind}»."
    en = "Indicator {indicator} is not for units of kind '{unit_kind}'."
    advice_vi = "Bỏ tiêu chí này; nó không nằm trong mẫu số của đơn vị."
    advice_en = "Leave it out; it is not part of the unit's maximum."


class PointsOrInputs(Refusal):
    """Neither points nor inputs were given, or both."""

    code = "points-or-inputs"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: cần đúng một trong hai: điểm hoặc đầu vào của quy tắc."
    en = "Indicator {indicator}: give either points or the rule's inputs, not both and not neither."
    advice_vi = "Các đầu vào của tiêu chí này: {expected}."
    advice_en = "This indicator's inputs: {expected}."


class PointsAboveMaximum(Refusal):
    """More points than the indicator can earn."""

    code = "points-above-maximum"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: {points} điểm vượt điểm tối đa {maximum}."
    en = "Indicator {indicator}: {points} points are above the maximum of {maximum}."
    advice_vi = "Nhập từ {minimum} đến {maximum} điểm."
    advice_en = "Enter {minimum} to {maximum} points."


class PointsBelowMinimum(Refusal):
    """Fewer points than the indicator allows: below zero, unless it is a penalty."""

    code = "points-below-minimum"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: {points} điểm thấp hơn mức tối thiểu {minimum}."
    en = "Indicator {indicator}: {points} points are below the minimum of {minimum}."
    advice_vi = "Nhập từ {minimum} đến {maximum} điểm."
    advice_en = "Enter {minimum} to {maximum} points."


class PointsNotANumber(Refusal):
    """Points that are no number at all."""

    code = "points-not-a-number"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: điểm nhập vào không phải là số."
    en = "Indicator {indicator}: the points are not a number."
    advice_vi = "Nhập từ {minimum} đến {maximum} điểm."
    advice_en = "Enter {minimum} to {maximum} points."


class TooManyDecimals(Refusal):
    """Points finer than the set's rounding."""

    code = "too-many-decimals"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: {points} có quá {places} chữ số thập phân."
    en = "Indicator {indicator}: {points} has more than {places} decimals."
    advice_vi = "Bộ chỉ số này chấm điểm đến {places} chữ số thập phân."
    advice_en = "This set scores to {places} decimals."


class NotOptional(Refusal):
    """The set does not let this indicator be declared not applicable."""

    code = "indicator-not-optional"
    vi = "Tiêu chí {indicator} không được đánh dấu «không áp dụng»."
    en = "Indicator {indicator} can't be marked not applicable."
    advice_vi = "Chấm điểm tiêu chí này, hoặc chấm 0 kèm giải trình."
    advice_en = "Score it, or score it zero with an explanation."


class IndicatorsUnscored(Refusal):
    """Indicators have no self-score yet."""

    code = "indicators-unscored"
    vi = "Phiếu của «{unit}» còn {count} tiêu chí chưa tự chấm: {indicators}."
    en = "The scorecard of '{unit}' has {count} indicators without a self-score: {indicators}."
    advice_vi = "Tự chấm các tiêu chí này (0 điểm cũng phải nhập)."
    advice_en = "Score them; zero has to be entered too."


class EvidenceMissing(Refusal):
    """Points are claimed with neither evidence nor explanation."""

    code = "evidence-missing"
    vi = "Phiếu của «{unit}» còn {count} tiêu chí thiếu tài liệu kiểm chứng và giải trình: {indicators}."
    en = "The scorecard of '{unit}' has {count} indicators with neither evidence nor explanation: {indicators}."
    advice_vi = "Đính kèm tài liệu kiểm chứng hoặc giải trình bằng văn bản cho từng tiêu chí."
    advice_en = "Attach evidence, or explain in writing, for each of them."


class ApprovalDayInFuture(Refusal):
    """The approval is dated after the submission."""

    code = "approval-in-future"
    kind = RefusalKind.INVALID
    vi = "Ngày phê duyệt {approved_on} sau ngày nộp {day}."
    en = "The approval is dated {approved_on}, after the submission on {day}."
    advice_vi = "Nhập ngày lãnh đạo đơn vị đã phê duyệt."
    advice_en = "Enter the day on which the unit's head approved it."


class NoOpenAppeal(Refusal):
    """There is no appeal to decide."""

    code = "no-open-appeal"
    vi = "Tiêu chí {indicator} không có khiếu nại đang chờ giải quyết."
    en = "Indicator {indicator} has no appeal that awaits a decision."
    advice_vi = "Đơn vị phải gửi khiếu nại trước."
    advice_en = "The unit has to appeal first."


class NothingToAppeal(Refusal):
    """The indicator has no points to contest."""

    code = "nothing-to-appeal"
    vi = "Tiêu chí {indicator} chưa có điểm để khiếu nại."
    en = "Indicator {indicator} has no points to contest."
    advice_vi = "Chỉ khiếu nại tiêu chí đã có điểm thẩm định."
    advice_en = "Appeal against an indicator that has reviewed points."


class AppealsOpen(Refusal):
    """Appeals await a decision."""

    code = "appeals-open"
    vi = "Phiếu của «{unit}» còn khiếu nại chưa giải quyết: {indicators}."
    en = "The scorecard of '{unit}' has appeals that await a decision: {indicators}."
    advice_vi = "Giải quyết các khiếu nại này trước khi chốt điểm."
    advice_en = "Decide them before finalising."


class StatedIndexNotANumber(Refusal):
    """The printed total that was given can't be written as a decimal."""

    code = "stated-index-not-a-number"
    kind = RefusalKind.INVALID
    vi = "Phiếu của «{unit}»: tổng đã công bố «{stated_index}» không phải là số."
    en = "The scorecard of '{unit}': the printed total '{stated_index}' is not a number."
    advice_vi = "Nhập tổng đúng như bản công bố, ví dụ 0.7163."
    advice_en = "Enter the total as it was printed, such as 0.7163."


class EnteredByOthers(Refusal):
    """The indicator's value is entered by somebody else than the unit."""

    code = "entered-by-others"
    kind = RefusalKind.FORBIDDEN
    vi = "Tiêu chí {indicator} do «{entered_by}» nhập, không phải đơn vị tự chấm."
    en = "Indicator {indicator} is entered by '{entered_by}', not by the unit itself."
    advice_vi = "Bỏ qua tiêu chí này khi tự chấm; giải trình nếu cần."
    advice_en = "Leave it out of the self-score; explain it if need be."


class ValuesMissing(Refusal):
    """Indicators that others enter have no value yet."""

    code = "values-missing"
    vi = "Phiếu của «{unit}» còn {count} tiêu chí chưa có giá trị: {indicators}."
    en = "The scorecard of '{unit}' has {count} indicators without a value: {indicators}."
    advice_vi = "Cơ quan được giao nhập các giá trị này trước khi chốt điểm."
    advice_en = "The body in charge has to enter them before the scorecard is finalised."


class AppealDecided(Refusal):
    """The council has decided an appeal about the indicator; reviewers don't overrule it."""

    code = "appeal-decided"
    vi = "Tiêu chí {indicator} đã được hội đồng quyết định sau khiếu nại."
    en = "The council has decided indicator {indicator} on appeal."
    advice_vi = "Chỉ thay đổi qua một khiếu nại mới của đơn vị, do hội đồng giải quyết."
    advice_en = "It changes only by another appeal of the unit, which the council decides."


class NotReturned(Refusal):
    """The reviewer has returned the scorecard for other indicators."""

    code = "indicator-not-returned"
    vi = "Phiếu được trả lại để sửa các tiêu chí: {indicators}; không gồm {indicator}."
    en = "The scorecard was returned for the indicators {indicators}, not for {indicator}."
    advice_vi = "Chỉ chấm lại các tiêu chí được trả; tiêu chí khác có thể giải trình hoặc bổ sung tài liệu."
    advice_en = "Score only those anew; others may be explained or documented."
