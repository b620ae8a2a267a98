"""``bangvang dead-letters``: records that a read model could not read or fold, and putting them right."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text, text
from api.cli.projections import told
from api.cli.session import JSON, Group, Report, Session, pass_session
from projections.feeding.letters import DeadLetter

LETTERS = (
    Column("number", "Số", "Number", "right"),
    Column("projection", "Mô hình đọc", "Projection"),
    Column("topic", "Chủ đề", "Topic"),
    Column("partition", "Phân vùng", "Partition", "right"),
    Column("offset", "Thứ tự", "Offset", "right"),
    Column("province", "Tỉnh", "Province"),
    Column("position", "Vị trí", "Position", "right"),
    Column("event", "Sự kiện", "Event"),
    Column("problem", "Vì", "Because"),
    Column("at", "Lúc", "At"),
    Column("settled_at", "Đã xử lý lúc", "Settled at"),
)
NUMBER = click.IntRange(min=1)


@click.group(cls=Group)
def dead_letters() -> None:
    """Records that a read model could not read or fold."""


@dead_letters.command("list", cls=Report)
@click.option("--settled", is_flag=True, help="Also those that a rebuild has put right.")
@pass_session
def list_letters(session: Session, *, settled: bool) -> None:
    """List the records that wait to be put right, in the order in which they came."""
    with session.platform() as platform:
        print_rows(session, LETTERS, [_row(letter) for letter in platform.dead_letters.list(settled=settled)])


@dead_letters.command()
@click.argument("number", type=NUMBER)
@pass_session
def show(session: Session, number: int) -> None:
    """Show one of them with the record as it came: key, headers and value."""
    with session.platform() as platform:
        letter = platform.dead_letters.show(number)
        if session.format == JSON:
            print_json({**_row(letter), "record": _record(letter)})
        else:
            print_text(_lines(session, letter))


@dead_letters.command(cls=Report)
@click.argument("projection", required=False)
@pass_session
def retry(session: Session, projection: str | None) -> None:
    """Rebuild a read model from the log, or all that have records waiting, and settle what it could fold."""
    with session.platform_to_change() as platform:
        known = list(platform.projections)
        if projection is not None and projection not in known:
            msg = f"{projection!r} is none of: {', '.join(known)}"
            raise click.BadParameter(msg, param_hint="PROJECTION")
        with told():
            settled = platform.dead_letters.retry(projection)
    print_rows(session, LETTERS, [_row(letter) for letter in settled])


def _row(letter: DeadLetter) -> dict[str, Any]:
    row = msgspec.structs.asdict(letter)
    del row["record"]
    return row


def _record(letter: DeadLetter) -> Mapping[str, Any]:
    """The record with its bytes in base64, for they may be no text."""
    key, value, headers = letter.record.key, letter.record.value, letter.record.headers
    return {"key": _base64(key), "value": _base64(value), "headers": [[name, _base64(each)] for name, each in headers]}


def _base64(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _lines(session: Session, letter: DeadLetter) -> Sequence[str]:
    row = _row(letter)
    known = [f"{session.say(each.vi, each.en)}: {text(row[each.key])}" for each in LETTERS if row[each.key] is not None]
    headers = [f"  {name}: {_words(value)}" for name, value in letter.record.headers]
    key, value = _words(letter.record.key), _words(letter.record.value)
    return [
        *known,
        f"{session.say('Khóa', 'Key')}: {key}",
        f"{session.say('Tiêu đề', 'Headers')}:",
        *headers,
        f"{session.say('Nội dung', 'Value')}: {value}",
    ]


def _words(content: bytes | None) -> str:
    """Bytes as people read them; what is no text is written as such."""
    return "∅" if content is None else content.decode(errors="backslashreplace")
