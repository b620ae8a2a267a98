"""Sets that installed packages ship: each entry point of the group names a package with set files, YAML or Excel."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable

from application.sets.checks import check_file
from application.sets.document import SetFault
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import Refusal, RefusalKind

GROUP = "bangvang.indicator_sets"
OWN = "indicator_sets"
"""The package that comes with the platform, whether or not its entry point is installed."""
SET_FILES = (".yaml", ".yml", ".xlsx")
"""How the names of set files end."""
OTHER_FILES = ("units.", "round-", "~$", ".")
"""What the names of a province's other files begin with, and those that Excel and file systems leave behind."""
DEEPEST = 3


class InstalledSetInvalid(Refusal):
    """A set that a package ships can't be used."""

    code = "installed-set-invalid"
    kind = RefusalKind.INVALID
    vi = "Gói «{package}» có bộ chỉ số không hợp lệ: {faults_vi}"
    en = "The package '{package}' ships a set that is not valid: {faults_en}"
    advice_vi = "Báo cho nơi phát hành gói, hoặc gỡ gói."
    advice_en = "Tell whoever publishes the package, or uninstall it."

    def __init__(self, package: str, faults: tuple[SetFault, ...]) -> None:
        """Takes every fault."""
        self.faults = faults
        vi, en = ("; ".join(fault.sentence(language) for fault in faults) for language in ("vi", "en"))
        super().__init__(package=package, faults_vi=vi, faults_en=en)


class SetNameTaken(Refusal):
    """Two packages ship a set under one name."""

    code = "installed-set-name-taken"
    kind = RefusalKind.CONFLICT
    vi = "Tên «{name}» có trong cả gói «{first}» và gói «{second}»."
    en = "The packages '{first}' and '{second}' both ship a set named '{name}'."
    advice_vi = "Gỡ một trong hai gói."
    advice_en = "Uninstall one of the two."


class PackageMissing(Refusal):
    """An entry point names a package that is not there."""

    code = "installed-set-package-missing"
    kind = RefusalKind.NOT_FOUND
    vi = "Không mở được gói «{package}» mà «{entry}» khai báo."
    en = "The package '{package}' named by '{entry}' can't be opened."
    advice_vi = "Cài lại hoặc gỡ gói đó."
    advice_en = "Install it again, or uninstall it."


def installed_sets() -> dict[str, IndicatorSet]:
    """Every set of the installed packages by its name, ``province/code@version``.

    Raises ``PackageMissing``, ``InstalledSetInvalid`` and ``SetNameTaken``.
    """
    found: dict[str, tuple[str, IndicatorSet]] = {}
    for package, folder in _packages().items():
        for file in _set_files(folder, DEEPEST):
            definition = _sound(package, file)
            name = f"{definition.province}/{definition.code}@{definition.version}"
            if name in found:
                raise SetNameTaken(name=name, first=found[name][0], second=package)
            found[name] = package, definition
    return {name: definition for name, (_, definition) in sorted(found.items())}


def _packages() -> dict[str, Traversable]:
    return {OWN: files(OWN)} | {entry.module: _folder(entry) for entry in entry_points(group=GROUP)}


def _folder(entry: EntryPoint) -> Traversable:
    try:
        return files(entry.module)
    except (ImportError, TypeError):
        raise PackageMissing(package=entry.module, entry=entry.name) from None


def _set_files(folder: Traversable, depth: int) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir() and depth:
            yield from _set_files(entry, depth - 1)
        elif entry.name.casefold().endswith(SET_FILES) and not entry.name.startswith(OTHER_FILES):
            yield entry


def _sound(package: str, file: Traversable) -> IndicatorSet:
    checked = check_file(file)
    if checked.definition is None:
        raise InstalledSetInvalid(package, checked.faults)
    return checked.definition
