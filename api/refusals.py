"""Why a request is turned down before it becomes a command, in the same language as every other refusal."""

from typing import ClassVar

from domain.refusal import Refusal, RefusalKind

STATUS_BY_KIND = {
    RefusalKind.INVALID: 422,
    RefusalKind.FORBIDDEN: 403,
    RefusalKind.NOT_FOUND: 404,
    RefusalKind.CONFLICT: 409,
    RefusalKind.STALE: 412,
}


class Answered:
    """Mixed into a refusal that has an HTTP status of its own."""

    status: ClassVar[int]


def status_of(refusal: Refusal | type[Refusal]) -> int:
    """The HTTP status of a refusal: its own, else that of its kind."""
    return int(getattr(refusal, "status", STATUS_BY_KIND[refusal.kind]))


class BodyUnreadable(Answered, Refusal):
    """The body is not JSON."""

    status = 400
    code = "body-unreadable"
    kind = RefusalKind.INVALID
    vi = "Nội dung gửi lên không phải là JSON hợp lệ."
    en = "The body is not valid JSON."
    advice_vi = "Gửi JSON hợp lệ, mã hóa UTF-8."
    advice_en = "Send valid JSON in UTF-8."


class HeaderInvalid(Answered, Refusal):
    """A header can't be read."""

    status = 400
    code = "header-invalid"
    kind = RefusalKind.INVALID
    vi = "Tiêu đề {header} không hợp lệ."
    en = "The header {header} is not valid."
    advice_vi = "Giá trị cần có: {expected_vi}."
    advice_en = "It takes {expected_en}."


class RequestUnreadable(Answered, Refusal):
    """The request can't be understood."""

    status = 400
    code = "request-unreadable"
    kind = RefusalKind.INVALID
    vi = "Không hiểu được yêu cầu."
    en = "The request can't be understood."
    advice_vi = "Kiểm tra địa chỉ, tiêu đề và nội dung."
    advice_en = "Check the address, the headers and the body."


class TokenMissing(Answered, Refusal):
    """No bearer token came with a request that needs one."""

    status = 401
    code = "token-missing"
    kind = RefusalKind.FORBIDDEN
    vi = "Thao tác này cần mã truy cập."
    en = "This needs a token."
    advice_vi = "Gửi tiêu đề Authorization: Bearer kèm mã truy cập của vai trò."
    advice_en = "Send the header Authorization: Bearer with the token of your role."


class TokenUnknown(Answered, Refusal):
    """The bearer token is nobody's."""

    status = 401
    code = "token-unknown"
    kind = RefusalKind.FORBIDDEN
    vi = "Mã truy cập không đúng."
    en = "The token is not known."
    advice_vi = "Kiểm tra mã truy cập của vai trò với người quản trị."
    advice_en = "Ask the administrator for the token of your role."


class AddressUnknown(Answered, Refusal):
    """Nothing is at this address."""

    status = 404
    code = "address-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Không có gì ở địa chỉ này."
    en = "There is nothing at this address."
    advice_vi = "Kiểm tra địa chỉ; mã chỉ gồm chữ thường, chữ số và dấu gạch nối."
    advice_en = "Check the address; codes are lower-case letters, digits and hyphens."


class MethodUnsupported(Answered, Refusal):
    """The address does not answer this method."""

    status = 405
    code = "method-unsupported"
    kind = RefusalKind.INVALID
    vi = "Địa chỉ này không nhận phương thức {method}."
    en = "This address does not take the method {method}."
    advice_vi = "Các phương thức dùng được: {allowed}."
    advice_en = "It takes: {allowed}."


class NotAcceptable(Answered, Refusal):
    """The answer exists in none of the formats asked for."""

    status = 406
    code = "format-unavailable"
    kind = RefusalKind.INVALID
    vi = "Không có câu trả lời ở định dạng được yêu cầu."
    en = "The answer does not come in the format asked for."
    advice_vi = "Các định dạng có sẵn: {available}."
    advice_en = "It comes as: {available}."


class BodyTooLarge(Answered, Refusal):
    """The body is larger than any command needs."""

    status = 413
    code = "body-too-large"
    kind = RefusalKind.INVALID
    vi = "Nội dung gửi lên quá lớn."
    en = "The body is too large."
    advice_vi = "Giới hạn là {limit} byte."
    advice_en = "The limit is {limit} bytes."


class MediaTypeUnsupported(Answered, Refusal):
    """The body is not declared as JSON."""

    status = 415
    code = "media-type-unsupported"
    kind = RefusalKind.INVALID
    vi = "Nội dung phải có kiểu application/json."
    en = "The body has to be application/json."
    advice_vi = "Gửi JSON với tiêu đề Content-Type: application/json."
    advice_en = "Send JSON with the header Content-Type: application/json."


class SetTypeUnsupported(Answered, Refusal):
    """What was sent is neither YAML nor an Excel workbook."""

    status = 415
    code = "set-type-unsupported"
    kind = RefusalKind.INVALID
    vi = "Nội dung gửi lên không phải là bộ chỉ số ở dạng YAML hoặc Excel."
    en = "The body is no indicator set in YAML or Excel."
    advice_vi = "Gửi với Content-Type là một trong: {expected}."
    advice_en = "Send it with one of these as Content-Type: {expected}."


class TableTypeUnsupported(Answered, Refusal):
    """The table is not declared as CSV or as a workbook."""

    status = 415
    code = "table-type-unsupported"
    kind = RefusalKind.INVALID
    vi = "Bảng điểm phải là tệp CSV hoặc Excel (.xlsx)."
    en = "The table has to be CSV or an Excel workbook (.xlsx)."
    advice_vi = "Gửi với tiêu đề Content-Type là một trong: {expected}."
    advice_en = "Send it with the header Content-Type, one of: {expected}."


class RequestInvalid(Answered, Refusal):
    """Fields or parameters are missing, unknown or malformed; ``errors`` lists every one."""

    status = 422
    code = "request-invalid"
    kind = RefusalKind.INVALID
    vi = "Yêu cầu có {count} lỗi."
    en = "The request has {count} faults."
    advice_vi = "Sửa từng lỗi trong danh sách errors rồi gửi lại."
    advice_en = "Mend each of the faults listed under errors and send it again."


class AddressContradictsBody(Answered, Refusal):
    """The body is about something else than the address."""

    status = 422
    code = "address-contradicts-body"
    kind = RefusalKind.INVALID
    vi = "Địa chỉ nói về «{address}», nội dung nói về «{body}»."
    en = "The address says '{address}', the body says '{body}'."
    advice_vi = "Gửi đến địa chỉ của đúng đối tượng."
    advice_en = "Send it to the address of what it is about."


class VersionRequired(Answered, Refusal):
    """A change came without the version that it was decided on."""

    status = 428
    code = "version-required"
    kind = RefusalKind.STALE
    vi = "Thay đổi này cần tiêu đề If-Match."
    en = "This change needs the header If-Match."
    advice_vi = 'Đọc bản hiện tại rồi gửi lại ETag của nó, ví dụ If-Match: "v7".'
    advice_en = 'Read it first and send its ETag back, as in If-Match: "v7".'


class VersionUnspecific(Answered, Refusal):
    """A change was to hold for any version."""

    status = 412
    code = "version-unspecific"
    kind = RefusalKind.STALE
    vi = "If-Match: * không được chấp nhận: mỗi thay đổi dựa trên một phiên bản đã đọc."
    en = "If-Match: * is not accepted: a change is decided on a version that was read."
    advice_vi = 'Đọc bản hiện tại rồi gửi lại ETag của nó, ví dụ If-Match: "v7".'
    advice_en = 'Read it first and send its ETag back, as in If-Match: "v7".'


class IndicatorSetUnknown(Refusal):
    """The province has released no such set."""

    code = "indicator-set-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Tỉnh «{province}» không có bộ chỉ số «{indicator_set}»."
    en = "Province '{province}' has no indicator set '{indicator_set}'."
    advice_vi = "Xem danh sách bộ chỉ số của tỉnh."
    advice_en = "Look up the sets of the province."


class NotReady(Answered, Refusal):
    """A store does not answer."""

    status = 503
    code = "not-ready"
    kind = RefusalKind.CONFLICT
    vi = "Hệ thống chưa sẵn sàng."
    en = "The platform is not ready."
    advice_vi = "Thử lại sau ít phút."
    advice_en = "Try again in a moment."


class ReadModelLate(Answered, Refusal):
    """The read model has not yet come to the position asked for."""

    status = 503
    code = "read-model-late"
    kind = RefusalKind.CONFLICT
    vi = "Mô hình đọc «{projection}» mới đến vị trí {position}, chưa đến vị trí {wanted} được yêu cầu."
    en = "The read model '{projection}' has come to position {position}, not yet to {wanted} as asked for."
    advice_vi = "Thử lại sau giây lát, hoặc đọc không kèm X-Bangvang-Min-Position."
    advice_en = "Try again in a moment, or read without X-Bangvang-Min-Position."


class ReadNotLogged(Answered, Refusal):
    """An auditor's read could not be recorded, so that it was not answered."""

    status = 503
    code = "read-not-logged"
    kind = RefusalKind.CONFLICT
    vi = "Không ghi được lượt xem của thanh tra vào nhật ký, nên không trả lời."
    en = "The auditor's read could not be recorded in the log, so it is not answered."
    advice_vi = "Thử lại sau ít phút; nếu vẫn lỗi, báo người quản trị: kho sự kiện không ghi được."
    advice_en = "Try again in a moment; if it persists, tell the administrator that the event store can't be written."


class AuditorOnlyReads(Refusal):
    """Somebody who reads as an auditor asked for a change."""

    code = "auditor-only-reads"
    kind = RefusalKind.FORBIDDEN
    vi = "Thanh tra «{auditor}» chỉ xem, không thay đổi gì."
    en = "The auditor '{auditor}' reads and changes nothing."
    advice_vi = "Bỏ --auditor (hoặc biến BANGVANG_AUDITOR) để thực hiện trong vai trò khác."
    advice_en = "Leave out --auditor (or BANGVANG_AUDITOR) to act in another role."


class PositionUnknown(Refusal):
    """The log has no such position."""

    code = "position-unknown"
    kind = RefusalKind.INVALID
    vi = "Nhật ký mới đến vị trí {head}, không có vị trí {wanted}."
    en = "The log ends at position {head}; there is no position {wanted}."
    advice_vi = "Dùng vị trí mà hệ thống đã trả về (X-Bangvang-Position)."
    advice_en = "Use a position that the platform has answered with (X-Bangvang-Position)."


class LogUnsigned(Refusal):
    """Nobody has signed what this log has come to, and there is no key to do it with."""

    code = "log-unsigned"
    kind = RefusalKind.NOT_FOUND
    vi = "Nhật ký này chưa có điểm kiểm nào được ký."
    en = "Nothing of this log has been signed yet."
    advice_vi = "Đề nghị người quản trị tạo khóa (bangvang keys init) và ký (bangvang audit checkpoint)."
    advice_en = "Ask the administrator to make keys (bangvang keys init) and to sign (bangvang audit checkpoint)."


class LogUnreachable(Refusal):
    """A log elsewhere does not answer, or not as it should."""

    code = "log-unreachable"
    kind = RefusalKind.CONFLICT
    vi = "Không đọc được nhật ký ở {address}: {problem_vi}."
    en = "The log at {address} can't be read: {problem_en}."
    advice_vi = "Kiểm tra địa chỉ và kết nối rồi thử lại; nếu nhật ký từ chối, hỏi người giữ nhật ký."
    advice_en = "Check the address and the connection, and try again; where the log refuses, ask whoever keeps it."


class TileUnknown(Refusal):
    """The log's tree has no such tile."""

    code = "tile-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Cây băm của nhật ký không có mảnh {level}/{tile}."
    en = "The log's hash tree has no tile {level}/{tile}."
    advice_vi = "Mỗi mảnh có 256 mã băm; bậc 0 là của các sự kiện, mỗi bậc trên gộp 256 mảnh của bậc dưới."
    advice_en = "A tile has 256 hashes; level 0 is of the events, each level above has one hash for a tile below."


class ServerFailed(Answered, Refusal):
    """Something went wrong that is not the request's fault."""

    status = 500
    code = "server-failed"
    kind = RefusalKind.CONFLICT
    vi = "Hệ thống gặp lỗi khi xử lý yêu cầu."
    en = "The platform failed to answer the request."
    advice_vi = "Thử lại sau; nếu vẫn lỗi, báo người quản trị kèm thời điểm và mã tương quan."
    advice_en = "Try again later; if it persists, tell the administrator the time and the correlation id."
