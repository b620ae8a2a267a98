"""Refusals that concern the log itself rather than a rule."""

from domain.refusal import Refusal, RefusalKind


class StaleVersion(Refusal):
    """Somebody else has changed the stream since it was read."""

    code = "stale-version"
    kind = RefusalKind.STALE
    vi = "Dữ liệu đã được người khác thay đổi từ khi bạn đọc."
    en = "Somebody else has changed this since you read it."
    advice_vi = "Đọc lại bản mới nhất, kiểm tra thay đổi rồi thực hiện lại."
    advice_en = "Read it again, look at what has changed, and repeat your request."


class KeyReused(Refusal):
    """An idempotency key came again with another request."""

    code = "idempotency-key-reused"
    kind = RefusalKind.INVALID
    vi = "Khóa chống lặp này đã dùng cho một yêu cầu khác."
    en = "This idempotency key was used for another request."
    advice_vi = "Dùng khóa mới cho yêu cầu mới."
    advice_en = "Use a new key for a new request."


class CommandMalformed(Refusal):
    """A command has a value that its field can't hold, such as a blank name or a code with capital letters."""

    code = "command-malformed"
    kind = RefusalKind.INVALID
    vi = "Yêu cầu có giá trị không hợp lệ: {problem}."
    en = "The request has a value that is not valid: {problem}."
    advice_vi = "Sửa giá trị đã nêu; mã chỉ gồm chữ thường không dấu, số và dấu gạch nối."
    advice_en = "Mend the value named; codes are lower-case letters, digits and hyphens."


class TokensNotDistinct(Refusal):
    """Two roles are configured with the same token."""

    code = "tokens-not-distinct"
    kind = RefusalKind.INVALID
    vi = "Hai vai trò đang dùng chung một mã truy cập."
    en = "Two roles have the same token."
    advice_vi = "Đặt mỗi biến BANGVANG_TOKEN_… một giá trị riêng."
    advice_en = "Give each BANGVANG_TOKEN_… a value of its own."


class SettingMalformed(Refusal):
    """A setting of the environment has a value that it can't have."""

    code = "setting-malformed"
    kind = RefusalKind.INVALID
    vi = "Biến môi trường {setting} có giá trị không hợp lệ: «{value}»."
    en = "The setting {setting} has a value that is not valid: '{value}'."
    advice_vi = "Giá trị hợp lệ: {vi}. Xem docs/settings.md."
    advice_en = "It takes: {en}. See docs/settings.md."


class PasswordFileUnreadable(Refusal):
    """The file that should hold the database's password can't be read or holds none."""

    code = "password-file-unreadable"
    kind = RefusalKind.INVALID
    vi = "Không đọc được mật khẩu cơ sở dữ liệu trong tệp «{file}» ({problem})."
    en = "The database's password can't be read from the file '{file}' ({problem})."
    advice_vi = "Cho tiến trình quyền đọc tệp mà DATABASE_PASSWORD_FILE nêu, và ghi mật khẩu vào tệp đó."
    advice_en = "Let the process read the file that DATABASE_PASSWORD_FILE names, with the password in it."


class ExportFolderTaken(Refusal):
    """An export would have to delete files that no export has written."""

    code = "export-folder-taken"
    vi = "Thư mục «{folder}» có dữ liệu không phải do lần xuất trước tạo ra."
    en = "The folder '{folder}' has something in it that is no earlier export."
    advice_vi = "Chọn thư mục mới hoặc thư mục trống; không có gì bị xóa."
    advice_en = "Name a new folder or an empty one; nothing was deleted."


class EventNotExportable(Refusal):
    """An event of the log can't be read, or has points that the export can't hold exactly."""

    code = "event-not-exportable"
    vi = "Dừng xuất ở vị trí {position}: không đọc được sự kiện {name} ({problem})."
    en = "The export stops at position {position}: the event {name} can't be read ({problem})."
    advice_vi = "Dùng phiên bản chương trình đã ghi sự kiện đó, hoặc xuất đến vị trí trước đó bằng --until."
    advice_en = "Use the program's version that recorded it, or export up to the position before it with --until."


class GroupUnknown(Refusal):
    """No indicator set by which the candidate's unit is assessed in the campaign's rounds has such a group."""

    code = "group-unknown"
    kind = RefusalKind.INVALID
    vi = "Không bộ chỉ số nào dùng để chấm đơn vị «{unit}» trong các kỳ của đợt có nhóm: {groups}."
    en = "No set by which unit '{unit}' is assessed in the campaign's rounds has the groups: {groups}."
    advice_vi = "Nêu lĩnh vực phụ trách bằng mã nhóm của bộ chỉ số: {known}."
    advice_en = "Name the field in charge by codes of the set's groups: {known}."
