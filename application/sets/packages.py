"""Sets that installed packages ship: each entry point of the group names a package with set files, YAML or Excel."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from application.sets.checks import check_file
from application.sets.document import SetFault
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import Refusal, RefusalKind

GROUP = "bangvang.indicator_sets"
OWN = "indicator_sets"
"""The package that comes with the platform, whether or not its entry point is installed."""
SET_FILES = (".yaml", ".yml", ".xlsx")
"""How the names of set files end."""
OTHER_FILES = ("units.", "round-", "award-policy-", "~$", ".")
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
    vi = "Không mở được gói «{package}», được khai báo là có bộ chỉ số: {problem}."
    en = "The package '{package}', which is to have indicator sets, can't be opened: {problem}."
    advice_vi = "Cài lại hoặc gỡ gói đó."
    advice_en = "Install it again, or uninstall it."


class Installed(NamedTuple):
    """The sets of the installed packages by their names, ``province/code@version``, and what could not be used."""

    sets: Mapping[str, IndicatorSet]
    problems: tuple[Refusal, ...]


def installed() -> Installed:
    """The sets that can be used; a package that is wrong takes nothing away from the others.

    Of sets with one name the first stands, the platform's own before others. ``problems`` are ``PackageMissing``,
    ``InstalledSetInvalid`` and ``SetNameTaken``.
    """
    found: dict[str, tuple[str, IndicatorSet]] = {}
    problems: list[Refusal] = []
    for package, file in _every_file(problems):
        checked = check_file(file)
        if checked.definition is None:
            problems.append(InstalledSetInvalid(package, checked.faults))
            continue
        name = f"{checked.definition.province}/{checked.definition.code}@{checked.definition.version}"
        first, _ = found.setdefault(name, (package, checked.definition))
        if first != package:
            problems.append(SetNameTaken(name=name, first=first, second=package))
    return Installed({name: definition for name, (_, definition) in sorted(found.items())}, tuple(problems))


def _every_file(problems: list[Refusal]) -> Iterator[tuple[str, Traversable]]:
    """The set files of every package that can be opened."""
    for package, open_package in _packages().items():
        try:
            folder = open_package()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # Importing a package runs its code: anything may come.
            problems.append(PackageMissing(package=package, problem=repr(error)))
        else:
            yield from ((package, file) for file in _set_files(folder, DEEPEST))


def _packages() -> dict[str, Callable[[], Traversable]]:
    named = dict.fromkeys([OWN, *(entry.module for entry in entry_points(group=GROUP))])
    return {package: partial(files, package) for package in named}


def _set_files(folder: Traversable, depth: int) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir() and depth:
            yield from _set_files(entry, depth - 1)
        elif entry.name.casefold().endswith(SET_FILES) and not entry.name.startswith(OTHER_FILES):
            yield entry
