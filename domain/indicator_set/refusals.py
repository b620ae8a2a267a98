"""Why a release or withdrawal is turned down."""

from domain.refusal import Refusal, RefusalKind


class DefinitionInvalid(Refusal):
    """The definition contradicts itself; ``faults`` lists every place."""

    code = "definition-invalid"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số {indicator_set} {version} có {count} lỗi: {faults}"
    en = "Indicator set {indicator_set} {version} has {count} faults: {faults}"
    advice_vi = "Sửa các lỗi đã nêu rồi ban hành lại."
    advice_en = "Mend the faults listed and release again."


class VersionTaken(Refusal):
    """That version was released before with other content."""

    code = "version-taken"
    vi = "Phiên bản {version} của bộ chỉ số {indicator_set} đã được ban hành với nội dung khác."
    en = "Version {version} of indicator set {indicator_set} was released with other content."
    advice_vi = "Bản đã ban hành không sửa được; hãy dùng số phiên bản mới."
    advice_en = "A release can't be changed; use a new version number."


class ReleaseUnknown(Refusal):
    """There is no such release."""

    code = "release-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Không có phiên bản {version} của bộ chỉ số {indicator_set}."
    en = "There is no version {version} of indicator set {indicator_set}."
    advice_vi = "Xem các phiên bản đã ban hành của bộ chỉ số."
    advice_en = "Look up the versions that were released."
