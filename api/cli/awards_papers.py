"""``bangvang awards papers``: proposal list, minutes, annex of the decision and certificates as PDF or workbook."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from api.award_moments import MOMENT_HELP, position_of_moment
from api.cli.audit import NEW_FILE
from api.cli.output import print_json, print_text
from api.cli.place import CODE, place
from api.cli.session import JSON, Session, Task, pass_session
from api.cli.set_files import FileThere, force
from api.cli.values import Value
from api.papers import Asked, Paper, PaperKind, as_pdf, as_workbook, make_paper
from domain.award_campaign.policy import Year
from domain.metadata import Name

FORMATS: Mapping[str, Callable[[Paper], bytes]] = {".pdf": as_pdf, ".xlsx": as_workbook}
"""What a file's name ends in, and how the paper becomes such a file."""


@click.command("papers", cls=Task)
@place("province", "campaign", "paper")
@click.option("--output", type=NEW_FILE, required=True, help="The file to make; its name ends in .pdf or .xlsx.")
@click.option("--award", type=CODE, help="Of this award alone.")
@click.option("--year", type=Value(Year), help="Of a yearly award, of this year alone.")
@click.option("--decision", type=Value(Name), help="Of this decision alone, by its number, or `NUMBER, ISSUER`.")
@click.option("--as-of", "moment", metavar="MOMENT", help=MOMENT_HELP)
@force
@pass_session
def papers(session: Session, /, province: str, campaign: str, paper: PaperKind, **asked: Any) -> None:
    """Write a paper of a campaign: its list of proposals, minutes, annex of the decision, or certificates' data.

    Papers are in Vietnamese and name persons; the same campaign as of the same position gives the same file. Each
    is dated by what it is about and tells what was known then: the list of the last dossier's coming into it, the
    minutes of the council's session, the annex of the decision. Where there are several sessions, or none, and on the
    certificates' data the day is left to be written by hand.
    """
    output: Path = asked["output"]
    write = _format(output)
    if output.exists() and not asked["force"]:
        raise FileThere(file=str(output))
    part, moment = Asked(asked["award"], asked["year"], asked["decision"]), asked["moment"]
    with session.current_platform() as platform:
        as_of = None if moment is None else position_of_moment(platform, province, campaign, moment)
        made = make_paper(platform, province, campaign, paper, as_of, part)
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
