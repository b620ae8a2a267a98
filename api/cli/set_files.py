"""``bangvang sets template`` and ``convert``: set files written for people to go on with."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from api.cli.output import print_json, print_text
from api.cli.session import JSON, Session, Task, pass_session
from api.cli.set_reference import METAVAR, ReferenceType, SetReference
from application.sets.columns import Language
from application.sets.template import write_template
from application.sets.workbook_writing import Sheets, write_workbook
from application.sets.yaml import write_yaml
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import Refusal, RefusalKind

NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
SHEETS: Mapping[str, Sheets] = {"one": "one", "groups": "groups"}
LANGUAGES: Mapping[str, Language] = {"vi": "vi", "en": "en"}

force = click.option("--force", is_flag=True, help="Write over a file that is there.")


class FileThere(Refusal):
    """A file would be written over."""

    code = "file-there"
    kind = RefusalKind.CONFLICT
    vi = "Đã có tệp {file}."
    en = "There is a file {file} already."
    advice_vi = "Chọn tên khác, hoặc thêm --force để ghi đè."
    advice_en = "Choose another name, or write over it with --force."


@click.command("template", cls=Task)
@click.argument("file", metavar="FILE.xlsx", type=NEW_FILE)
@force
@pass_session
def write_set_template(session: Session, file: Path, force: bool) -> None:  # noqa: FBT001
    """Write an empty workbook to fill in: headings, an example of every kind of rule, and help, in vi or en."""
    _require_ending(file, ".xlsx")
    _require_free(file, force=force)
    write_template(file, LANGUAGES[session.lang])
    _print_written(session, file)


@click.command("convert", cls=Task)
@click.argument("source", metavar=METAVAR, type=ReferenceType())
@click.argument("file", metavar="OUT", type=NEW_FILE)
@click.option("--sheets", type=click.Choice(list(SHEETS)), default="one", help="One annex for all groups, or one each.")
@force
@pass_session
def convert_set(session: Session, source: SetReference, file: Path, sheets: str, force: bool) -> None:  # noqa: FBT001
    """Write a sound set as the file OUT, YAML or Excel as OUT ends; nothing of the set is lost.

    The set is a file, too, or PROVINCE/SET@VERSION as released or installed. Comments in a YAML file are no part of it.
    """
    write = _writer(session, file, sheets)
    _require_free(file, force=force)
    write(source.definition(session.platform_if_any), file)
    _print_written(session, file)


def _writer(session: Session, file: Path, sheets: str) -> Callable[[IndicatorSet, Path], None]:
    _require_ending(file, ".xlsx", ".yaml", ".yml")
    if file.suffix.casefold() != ".xlsx":
        return write_yaml
    language = LANGUAGES[session.lang]
    return lambda definition, path: write_workbook(definition, path, sheets=SHEETS[sheets], language=language)


def _require_ending(file: Path, *endings: str) -> None:
    if file.suffix.casefold() not in endings:
        msg = f"{file} must end in: {', '.join(endings)}"
        raise click.UsageError(msg)


def _require_free(file: Path, *, force: bool) -> None:
    if file.exists() and not force:
        raise FileThere(file=str(file))


def _print_written(session: Session, file: Path) -> None:
    if session.format == JSON:
        print_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        print_text([session.say("Đã ghi {}.", "Written: {}.").format(file)])
