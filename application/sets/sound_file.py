"""A set file that has to be sound: its set, or a refusal with every mistake at its place."""

from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from application.sets.checks import check_file
from application.sets.document import SetFault
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import Refusal, RefusalKind


class SetMistake(Refusal):
    """One mistake in a set file or a policy file."""

    code = "set-mistake"
    kind = RefusalKind.INVALID
    vi = "{problem_vi}"
    en = "{problem_en}"
    advice_vi = "{advice_vi}"
    advice_en = "{advice_en}"


class FileWithMistakes:
    """A file that was refused, with every mistake in it: what its refusals have in common."""

    mistakes: tuple[SetFault, ...]

    def lines(self, language: str) -> Iterator[str]:
        """One line for each mistake, in ``vi`` or ``en``."""
        for fault in self.mistakes:
            yield f"{fault.sentence(language)} → {fault.advice(language)}"

    def parts(self) -> Iterator[tuple[dict[str, Any], Refusal]]:
        """Each mistake with where it stands."""
        for fault in self.mistakes:
            told = msgspec.structs.asdict(fault)
            where = {name: told.pop(name) for name in ("file", "place", "value")}
            yield where, SetMistake(**told)


def counted(file: str, faults: Sequence[SetFault]) -> dict[str, Any]:
    """The file and how many faults it has, for the sentences of its refusal."""
    return {"file": file, "count": len(faults), "noun": "fault" if len(faults) == 1 else "faults"}


class SetFileInvalid(FileWithMistakes, Refusal):
    """A set file has mistakes; each is told with its place."""

    code = "set-file-invalid"
    kind = RefusalKind.INVALID
    vi = "Tệp {file} có {count} lỗi."
    en = "File {file} has {count} {noun}."
    advice_vi = "Sửa các lỗi đã nêu; xem lại bằng: bangvang sets validate."
    advice_en = "Mend the faults listed; look again with: bangvang sets validate."

    def __init__(self, file: str, faults: Sequence[SetFault]) -> None:
        """Takes every fault."""
        self.mistakes = tuple(faults)
        super().__init__(**counted(file, faults))


def sound_set(path: Traversable, name: str | None = None) -> IndicatorSet:
    """The set in the file, YAML or Excel. Raises ``SetFileInvalid`` with every mistake in the file of that name."""
    checked = check_file(path)
    if checked.definition is None:
        raise SetFileInvalid(name or str(path), renamed(checked.faults, name))
    return checked.definition


def renamed(faults: Sequence[SetFault], name: str | None) -> tuple[SetFault, ...]:
    """The faults of a file that the reader knows by another name, where there is one."""
    return tuple(fault if name is None else msgspec.structs.replace(fault, file=name) for fault in faults)
