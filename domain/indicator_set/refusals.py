"""Why a release or withdrawal is turned down."""

from domain.refusal import Refusal, RefusalKind


class DefinitionInvalid(Refusal):
    """The definition contradicts itself; every place is listed."""

    code = "definition-invalid"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số {indicator_set} {version} có {count} lỗi: {faults_vi}."
    en = "Indicator set {indicator_set} {version} is not sound; faults: {count}. {faults_en}."
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


class VersionNotAbove(Refusal):
    """A later version was released before: of the same major line, or, where a line begins, of any."""

    code = "version-not-above"
    vi = "Phiên bản {version} của bộ chỉ số {indicator_set} phải cao hơn {highest}, đã được ban hành trước đó."
    en = "Version {version} of indicator set {indicator_set} must be above {highest}, which was released before."
    advice_vi = "Dùng số {next} hoặc cao hơn, tùy mức độ thay đổi."
    advice_en = "Use {next} or a higher number, as the differences need."


class WrongVersionBump(Refusal):
    """The number rises by less than the content differs; the first reasons are named."""

    code = "wrong-version-bump"
    vi = (
        "Phiên bản {version} của bộ chỉ số {indicator_set} khác bản {earlier}, phải tăng {needed_vi} "
        "({count} thay đổi cần tăng số này): {reasons_vi}."
    )
    en = (
        "Version {version} of indicator set {indicator_set} differs from {earlier} by '{needed}' "
        "({count} differences of this weight): {reasons_en}."
    )
    advice_vi = (
        "Dùng số {lowest} hoặc cao hơn: sửa câu chữ tăng số vá, bổ sung tăng số phụ, bỏ bớt hay đổi điểm tăng số chính."
    )
    advice_en = (
        "Use {lowest} or higher: wording raises the patch, additions the minor, removals and re-weighting the major."
    )


class MigrationInvalid(Refusal):
    """The moves from earlier versions do not account for what has become of the indicators."""

    code = "migration-invalid"
    kind = RefusalKind.INVALID
    vi = "Bảng chuyển đổi của bộ chỉ số {indicator_set} {version} có {count} lỗi: {faults_vi}."
    en = "The migrations of indicator set {indicator_set} {version} are not sound; faults: {count}. {faults_en}."
    advice_vi = "Khai báo mỗi chỉ số cũ đã đổi mã, tách, gộp, đổi thang điểm hoặc bỏ trong mục migrations, kèm lý do."
    advice_en = (
        "Name each old indicator that was renamed, split, merged, rescaled or retired under migrations, with a reason."
    )


class BaseUnknown(Refusal):
    """The set extends a release that is not there."""

    code = "base-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Bộ chỉ số {indicator_set} mở rộng bản {base} của «{province}», bản này chưa được ban hành."
    en = "Indicator set {indicator_set} extends {base} of '{province}', which was never released."
    advice_vi = "Kiểm tra tỉnh, mã và phiên bản của bộ chỉ số gốc; bản gốc phải được ban hành trước."
    advice_en = "Check the base's province, code and version; the base has to be released first."


class BaseWithdrawn(Refusal):
    """The release that the set extends was withdrawn."""

    code = "base-withdrawn"
    vi = "Bộ chỉ số {indicator_set} mở rộng bản {base} của «{province}», bản này đã bị thu hồi."
    en = "Indicator set {indicator_set} extends {base} of '{province}', which was withdrawn."
    advice_vi = "Mở rộng một bản gốc còn hiệu lực; ghi phiên bản và mã băm của bản đó."
    advice_en = "Extend a release that is in force: give its version and hash."


class ExtensionInvalid(Refusal):
    """The set alters what its base locks, or names another content of it."""

    code = "extension-invalid"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số {indicator_set} không giữ đúng bản gốc {base} ở {count} chỗ: {faults_vi}."
    en = "Indicator set {indicator_set} does not keep to its base {base}; places: {count}. {faults_en}."
    advice_vi = "Chép nguyên văn các nhóm và chỉ số bị khóa từ bản gốc; chỉ được bổ sung hoặc sửa phần không khóa."
    advice_en = "Copy locked groups and indicators from the base as they are; add to it, or change what is not locked."
