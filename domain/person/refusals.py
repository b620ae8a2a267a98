"""Why a request about a person is turned down."""

from domain.refusal import Refusal, RefusalKind


class PersonUnknown(Refusal):
    """Nobody's name is kept under that reference."""

    code = "person-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Không lưu tên người nào dưới tham chiếu «{reference}»."
    en = "No name is kept under the reference '{reference}'."
    advice_vi = "Xem danh sách bằng «bangvang people list»; tên có thể đã được xóa."
    advice_en = "See `bangvang people list`; the name may have been erased."
