"""``bangvang audit``: prove that nobody has rewritten the log, to us and to whoever doubts us."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from api.cli.exits import FAILED
from api.cli.output import Column, print_json, print_rows, print_text, text
from api.cli.place import place
from api.cli.session import JSON, Group, Report, Session, Task, pass_session
from api.cli.values import LARGEST, MOST, POSITION
from api.receipt_code import receipt_code
from application.proof.refusals import NoteMalformed
from projections.platform import Platform
from projections.transparency import Audit, ConsistencyProof, InclusionProof, Receipt, ReceiptWrong, audit_store
from projections.transparency.bundle import Parts, Wanted, export

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
CHECKPOINTS = (Column("size", "Kích thước", "Size", "right"), Column("note", "Điểm kiểm", "Checkpoint"))


@click.group(cls=Group)
def audit() -> None:
    """Proofs that nobody has rewritten the log."""


@audit.command()
@click.option(
    "--checkpoint", "files", type=FILE, multiple=True, help="Also against a checkpoint kept elsewhere; may be repeated."
)
@click.pass_context
def verify(context: click.Context, files: Sequence[Path]) -> None:
    """Hold every stored event against the hash tree and all signed checkpoints; exit code 0 only when all holds."""
    session = context.ensure_object(Session)
    elsewhere = [_text(file) for file in files]
    with session.current_platform() as platform:
        found = audit_store(
            platform.log,
            platform.transparency,
            platform.checkpoints,
            elsewhere,
            sealed=platform.application.mapper.is_sealed,
        )
    if session.format == JSON:
        print_json(
            {**msgspec.structs.asdict(found), "root": b64encode(found.root).decode(), "holds": found.holds},
        )
    else:
        _print(session, found)
    if not found.holds:
        context.exit(FAILED)


def _print(session: Session, found: Audit) -> None:
    root = b64encode(found.root).decode()
    print_text(
        [
            session.say(
                f"{found.entries} sự kiện, mã gốc {root}; đã đối chiếu {len(found.checkpoints)} điểm kiểm đã ký",
                f"{found.entries} events, root {root}; held against {len(found.checkpoints)} signed checkpoints",
            ),
            *(text(f"✗ {finding.sentence(session.lang)}") for finding in found.findings),
        ]
    )
    if found.omitted:
        print_text([session.say(f"… và {found.omitted} điều nữa", f"… and {found.omitted} more")])
    if found.holds:
        print_text([f"✓ {_verdict(session, found)}"])
    else:
        print_text(
            [
                session.say(
                    "✗ KHÔNG toàn vẹn: giữ nguyên kho dữ liệu này làm chứng cứ",
                    "✗ NOT intact: keep this store as evidence",
                )
            ]
        )


def _verdict(session: Session, found: Audit) -> str:
    beyond = found.entries - found.covered
    signed = session.say(
        f"Mọi sự kiện đến vị trí {found.covered} đúng như khi được ký",
        f"Every event up to position {found.covered} is as it was signed",
    )
    if not beyond:
        return f"{signed}."
    rest = session.say(
        f"{beyond} sự kiện sau đó khớp cây băm nhưng chưa có điểm kiểm nào ký",
        f"{beyond} later ones agree with the hash tree, which no checkpoint has signed yet",
    )
    return f"{signed}; {rest}."


@audit.command()
@pass_session
def checkpoint(session: Session) -> None:
    """Sign the log as it is now, and print the checkpoint; keep it where nobody of this machine can change it."""
    with session.current_platform() as platform:
        signed = platform.checkpoints.make()
    if session.format == JSON:
        print_json({"size": signed.checkpoint.size, "note": signed.note})
    else:
        click.echo(signed.note, nl=False)


@audit.command(cls=Report)
@click.option("--after", type=click.IntRange(-1, LARGEST), default=-1, help="Only those of larger sizes.")
@click.option("--limit", type=MOST, help="So many at most.")
@pass_session
def checkpoints(session: Session, after: int, limit: int | None) -> None:
    """List the checkpoints that were made."""
    with session.platform() as platform:
        rows = [{"size": size, "note": note} for size, note in platform.checkpoints.notes(after, limit)]
    print_rows(session, CHECKPOINTS, rows)


@audit.command()
@click.argument("position", type=POSITION)
@click.option("--size", type=POSITION, help="In the tree of so many events [default: the last checkpoint's].")
@pass_session
def inclusion(session: Session, position: int, size: int | None) -> None:
    """Prove that the event at a position is in the log."""
    with session.current_platform() as platform:
        wanted = size or _signed_size(platform)
        found = InclusionProof.made(platform.transparency, position, wanted)
    _print_proof(session, found)


@audit.command()
@click.argument("old", type=POSITION)
@click.argument("new", type=POSITION, required=False)
@pass_session
def consistency(session: Session, old: int, new: int | None) -> None:
    """Prove that the log of OLD events is the beginning of that of NEW [default: the last checkpoint's]."""
    with session.current_platform() as platform:
        wanted = new or _signed_size(platform)
        found = ConsistencyProof.made(platform.transparency, old, wanted)
    _print_proof(session, found)


def _signed_size(platform: Platform) -> int:
    last = platform.checkpoints.last()
    return last.checkpoint.size if last else platform.transparency.size()


def _print_proof(session: Session, found: InclusionProof | ConsistencyProof) -> None:
    if session.format == JSON:
        print_json(found)
    else:
        for name, value in msgspec.to_builtins(found).items():
            for each in value if isinstance(value, list | tuple) else [value]:
                click.echo(f"{name}\t{each}")


@audit.command()
@click.argument("position", type=POSITION)
@click.option("--output", type=NEW_FILE, help="Write it into this file.")
@click.option("--qr", type=NEW_FILE, help="Also write it as a QR code into this SVG file.")
@pass_session
def receipt(session: Session, position: int, output: Path | None, qr: Path | None) -> None:
    """Print the receipt of the event at a position: proof that it stands in the log, to keep and check later."""
    with session.current_platform() as platform:
        made = platform.receipts.receipt(position)
    if qr:
        _write_code(session, made, qr)
    if output:
        output.write_bytes(msgspec.json.encode(made) + b"\n")
    else:
        click.echo(msgspec.json.encode(made))


def _write_code(session: Session, made: Receipt, path: Path) -> None:
    code = receipt_code(made)
    if code is None:
        session.warn("biên nhận quá dài cho một mã QR", "the receipt is too long for a QR code")
    else:
        path.write_bytes(code)


@audit.command()
@click.argument("file", type=FILE)
@pass_session
def check(session: Session, file: Path) -> None:
    """Check a receipt: its signature, its proof, and that the log still holds what it stands for."""
    made = _receipt(_text(file))
    with session.current_platform() as platform:
        checkpoint = platform.receipts.require_kept(made)
    if session.format == JSON:
        print_json({"position": made.position, "event": made.event, "size": checkpoint.size, "holds": True})
    else:
        print_text(
            [
                session.say(
                    f"✓ {made.event} ở vị trí {made.position} có trong nhật ký {checkpoint.origin} đã ký ở kích thước "
                    f"{checkpoint.size}, và vẫn còn nguyên.",
                    f"✓ {made.event} at position {made.position} is in the log {checkpoint.origin} signed at size "
                    f"{checkpoint.size}, and still stands unchanged.",
                )
            ]
        )


def _receipt(content: str) -> Receipt:
    try:
        return msgspec.json.decode(content, type=Receipt, strict=True)
    except msgspec.MsgspecError as error:
        raise ReceiptWrong(problem_vi=f"không đọc được ({error})", problem_en=f"it can't be read ({error})") from None


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise NoteMalformed(problem_vi="không phải văn bản UTF-8", problem_en="it is no text in UTF-8") from None


@audit.command("export", cls=Task)
@place("province", "round_code", optional=("unit",))
@click.option("--output", type=NEW_FILE, required=True, help="The zip file to make.")
@pass_session
def export_command(session: Session, /, province: str, round_code: str, unit: str | None, output: Path) -> None:
    """Write a proof bundle: `audit export vinh-long/2022 --output vinh-long.zip`.

    Anybody can verify it with `python3 verify.py`, which is in it, without Bảng Vàng and without a network.
    """
    with session.current_platform() as platform:
        parts = Parts(platform.log, platform.codec, platform.rankings, platform.transparency, platform.checkpoints)
        signed = export(parts, Wanted(province=province, round=round_code, unit=unit), output)
    if session.format == JSON:
        print_json({"output": str(output), "size": signed.checkpoint.size})
    else:
        print_text(
            [
                session.say(
                    f"{output}: đến vị trí {signed.checkpoint.size} của nhật ký {signed.checkpoint.origin}",
                    f"{output}: up to position {signed.checkpoint.size} of the log {signed.checkpoint.origin}",
                ),
                session.say(
                    "Kiểm tra: giải nén rồi chạy python3 verify.py", "Verify: unzip it and run python3 verify.py"
                ),
            ]
        )
