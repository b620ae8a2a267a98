"""``bangvang province list`` and ``show``: provinces and their units as they stand."""

from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows
from api.cli.place import place
from api.cli.reading import events_of
from api.cli.session import JSON, Report, Session, pass_session
from application.contexts import PROVINCE, registry
from application.workspace import Workspace
from domain.metadata import Code
from domain.province.events import ProvinceRegistered, stream_id
from projections.platform import Platform

PROVINCES = (
    Column("province", "Mã", "Code"),
    Column("name", "Tên", "Name"),
    Column("name_en", "Tên tiếng Anh", "English name"),
    Column("units", "Số đơn vị", "Units", "right"),
    Column("version", "Phiên bản", "Version", "right"),
)
UNITS = (
    Column("code", "Mã", "Code"),
    Column("kind", "Loại", "Kind"),
    Column("name", "Tên", "Name"),
    Column("parent", "Trực thuộc", "Parent"),
    Column("life", "Tình trạng", "Life"),
    Column("successor", "Kế thừa", "Successor"),
)


@click.command("list", cls=Report)
@pass_session
def list_provinces(session: Session) -> None:
    """List the provinces on the platform."""
    with session.platform() as platform:
        rows = [_summary(platform, event.province) for event in events_of(platform, ProvinceRegistered)]
    print_rows(session, PROVINCES, sorted(rows, key=lambda row: row["province"]))


@click.command("show", cls=Report)
@place("province")
@pass_session
def show_province(session: Session, province: str) -> None:
    """Show a province's units and its version; as CSV, the units alone."""
    with session.platform() as platform:
        summary = _summary(platform, province)
        units = registry(Workspace(platform.application.load), province).units.values()
    rows = [msgspec.structs.asdict(unit) for unit in units]
    if session.format == JSON:
        print_json({**summary, "units": rows})
    else:
        version = session.say("phiên bản", "version")
        print_rows(session, UNITS, rows, f"{summary['name']} · {version} {summary['version']}")


def _summary(platform: Platform, province: Code) -> dict[str, Any]:
    workspace = Workspace(platform.application.load)
    state = registry(workspace, province)
    return {
        "province": state.province,
        "name": state.name,
        "name_en": state.name_en,
        "units": len(state.units),
        "version": workspace.version(PROVINCE, stream_id(province)).number,
    }
