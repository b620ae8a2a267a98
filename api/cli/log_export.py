"""``bangvang log export``: the log as Parquet files for analysts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from api.cli.output import print_json, print_text
from api.cli.projections import progress_bar
from api.cli.rounds import notices
from api.cli.session import JSON, Session, Task, pass_session
from api.cli.values import POSITION
from application.contexts import registry
from application.workspace import Workspace
from projections.platform import Platform

if TYPE_CHECKING:
    from application.export.folder import Manifest


@click.command("export", cls=Task)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--province", "provinces", multiple=True, help="Only this province's events; may be given again.")
@click.option("--until", type=POSITION, help="Export up to this position of the log [default: all].")
@pass_session
def export_command(session: Session, folder: Path, provinces: Sequence[str], until: int | None) -> None:
    """Write the log as Parquet files into FOLDER, by province and year, for DuckDB and its like.

    The export is a copy that can be thrown away; one that is in FOLDER already is replaced.
    """
    with session.platform() as platform:
        _require_known(platform, provinces)
        manifest = _export(platform, folder, provinces, until)
    if session.format == JSON:
        print_json({"folder": str(folder), **msgspec.to_builtins(manifest)})
    else:
        _print(session, folder, manifest)


def _require_known(platform: Platform, provinces: Sequence[str]) -> None:
    """Refuses a province that nobody has registered, for its export would be empty."""
    workspace = Workspace(platform.application.load)
    for province in provinces:
        registry(workspace, province)


def _export(platform: Platform, folder: Path, provinces: Sequence[str], until: int | None) -> "Manifest":
    # Arrow takes as long to load as many a command takes to run.
    from application.export.log_export import export_log  # noqa: PLC0415

    with progress_bar("log export") as advance:
        return export_log(platform.log, platform.codec, folder, provinces=provinces, until=until, advance=advance)


def _print(session: Session, folder: Path, manifest: "Manifest") -> None:
    """How much was written, and what readers of it must be told."""
    done = session.say(
        f"{folder}: {manifest.events} sự kiện đến vị trí {manifest.position}, {manifest.files} tệp",
        f"{folder}: {manifest.events} events up to position {manifest.position}, {manifest.files} files",
    )
    print_text([done, session.say(manifest.notice_vi, manifest.notice_en)])
    for each in manifest.rounds:
        told = notices(session, each.data_provenance, each.notice)
        print_text(f"{each.province}/{each.round}: {line}" for line in told)
