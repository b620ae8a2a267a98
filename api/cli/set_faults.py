"""What is wrong with a set, as ``bangvang sets validate`` lists it."""

from collections.abc import Iterator, Sequence

import msgspec

from api.cli.output import Column, print_prose, print_rows
from api.cli.session import TABLE, Session
from application.sets.document import SetFault

FAULTS = (
    Column("file", "Tệp", "File"),
    Column("place", "Vị trí", "Place"),
    Column("value", "Giá trị", "Value"),
    Column("problem", "Lỗi", "Problem"),
    Column("advice", "Cách sửa", "Advice"),
)


def print_faults(session: Session, name: str, faults: Sequence[SetFault]) -> None:
    """Prints every mistake: for people a paragraph each, which is folded, below the file's name."""
    if session.format == TABLE:
        print_prose(_paragraphs(session, name, faults))
    else:
        print_rows(session, FAULTS, [fault_row(fault, session.lang) for fault in faults])


def _paragraphs(session: Session, name: str, faults: Sequence[SetFault]) -> Iterator[str]:
    yield f"{name}: {session.say('{} lỗi', 'faults: {}').format(len(faults))}"
    for fault in faults:
        yield ""
        yield fault.sentence(session.lang).removeprefix(f"{fault.file}: ")
        yield f"  → {fault.advice(session.lang)}"


def fault_row(fault: SetFault, language: str) -> dict[str, str]:
    """A mistake as a row, its place, problem and advice in ``vi`` or ``en``, beside both for programs."""
    place = fault.where(language).removeprefix(fault.file).removeprefix(": ")
    problem = fault.problem_vi if language == "vi" else fault.problem_en
    return {**msgspec.structs.asdict(fault), "place": place, "problem": problem, "advice": fault.advice(language)}
