"""Why a request to a round is turned down."""

from domain.refusal import Refusal, RefusalKind


class RoundUnknown(Refusal):
    """The province has no such round."""

    code = "round-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Tỉnh «{province}» không có đợt đánh giá «{round}»."
    en = "Province '{province}' has no round '{round}'."
    advice_vi = "Kiểm tra mã đợt hoặc mở đợt đánh giá trước."
    advice_en = "Check the round's code, or open the round first."


class RoundTaken(Refusal):
    """The round was opened with other particulars."""

    code = "round-taken"
    vi = "Đợt đánh giá «{round}» của tỉnh «{province}» đã được mở với nội dung khác."
    en = "Round '{round}' of province '{province}' was opened with other particulars."
    advice_vi = "Dùng mã đợt khác; lịch của đợt đã mở được sửa bằng thao tác đổi lịch."
    advice_en = "Use another code; the calendar of an opened round is moved by changing the calendar."


class RoundLocked(Refusal):
    """The round is finalised or published."""

    code = "round-locked"
    vi = "Đợt «{round}» đã khóa ({phase})."
    en = "Round '{round}' is locked ({phase})."
    advice_vi = "Chỉ thay đổi được sau khi hội đồng mở lại đợt, kèm lý do."
    advice_en = "It changes only after the council has reopened it with a reason."


class WrongPhase(Refusal):
    """The round is not in the phase that the request needs."""

    code = "wrong-phase"
    vi = "Đợt «{round}» đang ở giai đoạn «{phase}», chưa thực hiện được thao tác này."
    en = "Round '{round}' is in the phase '{phase}', in which this can't be done."
    advice_vi = "Thao tác này cần giai đoạn: {needed}."
    advice_en = "This needs the phase: {needed}."


class CalendarInvalid(Refusal):
    """The calendar contradicts itself."""

    code = "calendar-invalid"
    kind = RefusalKind.INVALID
    vi = "Lịch của đợt không hợp lệ: {faults}."
    en = "The round's calendar is not valid: {faults}."
    advice_vi = "Mỗi khoảng thời gian phải kết thúc sau khi bắt đầu."
    advice_en = "Each window has to close after it opens."


class SetNotReleased(Refusal):
    """A pinned release does not exist, has other content, was withdrawn or is for other kinds of unit."""

    code = "set-not-released"
    kind = RefusalKind.INVALID
    vi = "Không thể gắn bộ chỉ số {indicator_set} {version} cho loại đơn vị «{unit_kind}»: {problem_vi}."
    en = "Indicator set {indicator_set} {version} can't be pinned for kind '{unit_kind}': {problem_en}."
    advice_vi = "Ban hành bộ chỉ số trước, rồi gắn đúng phiên bản và mã băm."
    advice_en = "Release the set first, then pin its version and hash."


class ScopeInvalid(Refusal):
    """Two ranking scopes share a code, or a scope ranks a kind that the round does not score."""

    code = "scope-invalid"
    kind = RefusalKind.INVALID
    vi = "Phạm vi xếp hạng «{scope}» không hợp lệ: {problem_vi}."
    en = "Ranking scope '{scope}' is not valid: {problem_en}."
    advice_vi = "Mỗi phạm vi có một mã riêng và chỉ gồm loại đơn vị được chấm trong đợt."
    advice_en = "Give each scope a code of its own and only kinds that the round scores."


class ScorecardsUnfinished(Refusal):
    """Ranked units have no finalised scorecard yet."""

    code = "scorecards-unfinished"
    vi = "Còn {count} đơn vị chưa chốt điểm: {units}."
    en = "{count} units have no finalised scorecard: {units}."
    advice_vi = "Chốt phiếu của các đơn vị này hoặc đánh dấu không xếp hạng kèm lý do."
    advice_en = "Finalise their scorecards, or mark them not ranked with a reason."
