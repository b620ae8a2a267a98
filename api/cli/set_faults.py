"""What is wrong with a set file: listed by ``bangvang sets validate``, refused wherever a sound set is wanted."""

from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from api.cli.output import Column
from application.sets.checks import check_file
from application.sets.document import SetFault
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import Refusal, RefusalKind

FAULTS = (
    Column("file", "Tệp", "File"),
    Column("place", "Vị trí", "Place"),
    Column("value", "Giá trị", "Value"),
    Column("problem", "Lỗi", "Problem"),
    Column("advice", "Cách sửa", "Advice"),
)


class SetMistake(Refusal):
    """One mistake in a set file."""

    code = "set-mistake"
    kind = RefusalKind.INVALID
    vi = "{problem_vi}"
    en = "{problem_en}"
    advice_vi = "{advice_vi}"
    advice_en = "{advice_en}"


class SetFileInvalid(Refusal):
    """A set file has mistakes; each is told with its place."""

    code = "set-file-invalid"
    kind = RefusalKind.INVALID
    vi = "Tệp {file} có {count} lỗi."
    en = "File {file} has {count} faults."
    advice_vi = "Sửa các lỗi đã nêu; xem lại bằng: bangvang sets validate."
    advice_en = "Mend the faults listed; look again with: bangvang sets validate."

    def __init__(self, file: str, faults: Sequence[SetFault]) -> None:
        """Takes every fault."""
        self.faults = tuple(faults)
        super().__init__(file=file, count=len(self.faults))

    def lines(self, language: str) -> Iterator[str]:
        """One line for each mistake, in ``vi`` or ``en``."""
        for fault in self.faults:
            yield f"{fault.sentence(language)} → {fault.advice(language)}"

    def parts(self) -> Iterator[tuple[dict[str, Any], Refusal]]:
        """Each mistake with where it stands."""
        for fault in self.faults:
            told = msgspec.structs.asdict(fault)
            where = {name: told.pop(name) for name in ("file", "place", "value")}
            yield where, SetMistake(**told)


def sound_set(path: Traversable) -> IndicatorSet:
    """The set in the file, YAML or Excel. Raises ``SetFileInvalid`` with every mistake."""
    checked = check_file(path)
    if checked.definition is None:
        raise SetFileInvalid(str(path), checked.faults)
    return checked.definition


def fault_row(fault: SetFault, language: str) -> dict[str, str]:
    """A mistake as a row, its place, problem and advice in ``vi`` or ``en``, beside both for programs."""
    place = fault.where(language).removeprefix(fault.file).removeprefix(": ")
    problem = fault.problem_vi if language == "vi" else fault.problem_en
    return {**msgspec.structs.asdict(fault), "place": place, "problem": problem, "advice": fault.advice(language)}
