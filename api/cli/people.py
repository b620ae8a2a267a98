"""``bangvang people list`` and ``show``: the people whom events name by reference."""

from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows
from api.cli.place import place
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from api.people import erased_person, with_names
from application.known_people import KnownPerson, known_people, known_person
from domain.command import VIETNAM

COLUMNS = (
    Column("reference", "Tham chiếu", "Reference"),
    Column("name", "Tên", "Name"),
    Column("handle", "Tài khoản", "Account"),
    Column("recorded_at", "Lưu từ", "Kept since"),
)
ONE = (
    *COLUMNS,
    Column("salt", "Muối", "Salt"),
    Column("erased_at", "Xóa lúc", "Erased at"),
    Column("erased_by", "Người xóa", "Erased by"),
    Column("reason", "Lý do", "Reason"),
)


@click.command("list", cls=Report)
@pass_session
def list_people(session: Session) -> None:
    """List the people whose names are kept."""
    with session.platform() as platform:
        found = known_people(platform.application)
    print_rows(session, COLUMNS, [_row(session, person) for person in found])


@click.command("show", cls=Report)
@place("reference")
@pass_session
def show_person(session: Session, reference: str) -> None:
    """Show a person's name and the salt that proves it, or who erased the name, when and why."""
    with session.platform() as platform:
        found = known_person(platform.application, reference)
        names = platform.application.people.names([found.erased_by or ""])
    if session.format == JSON:
        print_json({**msgspec.structs.asdict(found), "names": names})
        return
    row = _row(session, found)
    if session.format == TABLE:
        row["erased_by"] = with_names(session.lang, found.erased_by or "", names)
        row["name"] = found.name or erased_person(session.lang, reference)
    print_rows(session, ONE, [row])


def _row(session: Session, person: KnownPerson) -> dict[str, Any]:
    """The row, for people with its times in Viet Nam."""
    row = msgspec.structs.asdict(person)
    if session.format == TABLE:
        times = {name: row[name] for name in ("recorded_at", "erased_at") if row[name]}
        row |= {name: f"{time.astimezone(VIETNAM):%Y-%m-%d %H:%M}" for name, time in times.items()}
    return row
