"""``bangvang awards papers``: proposal list, minutes, annex of the decision and certificates as PDF or workbook."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from api.cli.audit import NEW_FILE
from api.cli.output import print_json, print_text
from api.cli.place import place
from api.cli.session import JSON, Session, Task, pass_session
from api.cli.set_files import FileThere, force
from api.cli.values import POSITION
from api.papers import Paper, PaperKind, as_pdf, as_workbook, make_paper

FORMATS: Mapping[str, Callable[[Paper], bytes]] = {".pdf": as_pdf, ".xlsx": as_workbook}
"""What a file's name ends in, and how the paper becomes such a file."""


@click.command("papers", cls=Task)
@place("province", "campaign", "paper")
@click.option("--output", type=NEW_FILE, required=True, help="The file to make; its name ends in .pdf or .xlsx.")
@click.option("--as-of", type=POSITION, help="As it was known when the log ended at this position.")
@force
@pass_session
def papers(session: Session, /, province: str, campaign: str, paper: PaperKind, **asked: Any) -> None:
    """Write a paper of a campaign: its list of proposals, minutes, annex of the decision, or certificates' data.

    Papers are in Vietnamese and name persons; the same campaign as of the same position gives the same file.
    """
    output: Path = asked["output"]
    write = _format(output)
    if output.exists() and not asked["force"]:
        raise FileThere(file=str(output))
    with session.current_platform() as platform:
        made = make_paper(platform, province, campaign, paper, asked["as_of"])
    content = write(made)
    output.write_bytes(content)
    _print(session, output, made, len(content))


def _format(file: Path) -> Callable[[Paper], bytes]:
    if file.suffix.casefold() not in FORMATS:
        msg = f"{file} must end in: {', '.join(FORMATS)}"
        raise click.UsageError(msg)
    return FORMATS[file.suffix.casefold()]


def _print(session: Session, output: Path, made: Paper, size: int) -> None:
    if session.format == JSON:
        print_json({"file": str(output), "bytes": size, "position": made.seal.position, "checkpoint": made.seal.size})
        return
    position = made.seal.position
    print_text(
        [
            session.say(f"Đã ghi {output}: đến vị trí {position}.", f"Written: {output}, up to position {position}."),
            *(f"⚠ {notice}" for notice in made.notices),
        ]
    )
