"""Why a request to a province's registry is turned down."""

from domain.refusal import Refusal, RefusalKind


class ProvinceUnknown(Refusal):
    """No province of that code is registered."""

    code = "province-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Chưa có tỉnh «{province}» trên hệ thống."
    en = "There is no province '{province}' on the platform."
    advice_vi = "Kiểm tra mã tỉnh hoặc đăng ký tỉnh trước."
    advice_en = "Check the province's code, or register the province first."


class ProvinceTaken(Refusal):
    """The code is registered under another name."""

    code = "province-taken"
    vi = "Mã tỉnh «{province}» đã được đăng ký với tên {name}."
    en = "The province code '{province}' is registered under the name {name}."
    advice_vi = "Dùng mã khác."
    advice_en = "Use another code."


class UnitUnknown(Refusal):
    """The province has no unit of that code."""

    code = "unit-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Tỉnh «{province}» không có đơn vị «{unit}»."
    en = "Province '{province}' has no unit '{unit}'."
    advice_vi = "Kiểm tra mã đơn vị hoặc đăng ký đơn vị trước."
    advice_en = "Check the unit's code, or register the unit first."


class UnitTaken(Refusal):
    """The code is registered with other particulars."""

    code = "unit-taken"
    vi = "Mã đơn vị «{unit}» đã được đăng ký cho {name}."
    en = "The unit code '{unit}' is registered for {name}."
    advice_vi = "Dùng mã khác; nếu đơn vị đổi tên, hãy dùng thao tác đổi tên."
    advice_en = "Use another code; where the unit has a new name, rename it."


class UnitNotActive(Refusal):
    """The unit was merged or dissolved."""

    code = "unit-not-active"
    vi = "Đơn vị «{unit}» không còn hoạt động ({life})."
    en = "Unit '{unit}' no longer exists ({life})."
    advice_vi = "Dùng đơn vị kế thừa hoặc đơn vị còn hoạt động."
    advice_en = "Use its successor or a unit that exists."


class MergedIntoItself(Refusal):
    """A unit can't go into itself."""

    code = "merged-into-itself"
    kind = RefusalKind.INVALID
    vi = "Không thể sáp nhập đơn vị «{unit}» vào chính nó."
    en = "Unit '{unit}' can't be merged into itself."
    advice_vi = "Chọn đơn vị tiếp nhận khác."
    advice_en = "Name another unit as its successor."
