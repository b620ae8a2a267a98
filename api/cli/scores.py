"""``bangvang scores import``: the self-scores of many units from one table."""

from pathlib import Path
from typing import Any

import click

from api.cli.commands import print_outcome
from api.cli.envelope import envelope, envelope_options
from api.cli.place import Place
from api.cli.projections import progress_bar
from api.cli.session import Group, Session, Task
from application.imports import ImportScores, import_scores, read_rows
from application.score_table import COLUMNS
from domain.metadata import Role


@click.group(cls=Group)
def scores() -> None:
    """Self-scores of many units at once."""


@click.pass_context
def _import(context: click.Context, /, file: Path, **given: Any) -> None:
    session = context.ensure_object(Session)
    rows = read_rows(file)
    with session.platform_to_change() as platform, progress_bar(file.name) as progress:
        request = ImportScores(**envelope(given, Role.ADMINISTRATOR), province=given["province"], round=given["round"])
        outcome = import_scores(platform.application, rows, request, key=given["key"], progress=progress)
    print_outcome(session, outcome)


PLACE = Place(["place"], fields=["province", "round", "file"])
scores.add_command(
    Task(
        "import",
        callback=_import,
        params=[PLACE, *envelope_options(ImportScores, Role.ADMINISTRATOR)],
        help=f"""Import self-scores from a CSV (UTF-8) or Excel file into the scorecards that the units have open.

        The first line holds the headings, in English or Vietnamese: {", ".join(COLUMNS)}. Besides unit and indicator, a
        line has points, or the inputs of the indicator's rule: one column for each input, or a=3;b=4 in the column
        inputs. Every fault is named with its cell, and all of the table is written or nothing.
        """,
    )
)
