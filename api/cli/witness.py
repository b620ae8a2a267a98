"""``bangvang witness``: sign what others' logs say of themselves, as long as they only ever grow."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.output import print_json, print_text
from api.cli.session import JSON, Group, Session, pass_session
from api.log_client import RemoteLog
from application.proof import checkpoints, cosigning, notes
from application.proof import witness as own
from application.proof.checkpoints import Checkpoint
from application.proof.cosigning import Seen
from application.proof.keys import LogKey
from application.proof.refusals import CheckpointsInconsistent
from application.proof.signing import Signer
from application.proof.witness import Memory

FILE = click.Path(dir_okay=False, path_type=Path)
PRESENT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=Group)
def witness() -> None:
    """Be a witness: watch a log elsewhere, and sign that it only ever grew."""


@witness.command()
@click.option("--key", type=FILE, required=True, help="The new file for the private key.")
@click.option("--name", default="nhan-chung", show_default=True, help="The witness's name, without spaces.")
@pass_session
def init(session: Session, key: Path, name: str) -> None:
    """Make a witness's key, and print the public part: the log's keeper enters it in witnesses.txt."""
    made = str(own.init(key, name))
    if session.format == JSON:
        print_json({"key": made})
    else:
        click.echo(made)


@witness.command()
@click.argument("url")
@click.option("--key", type=PRESENT_FILE, required=True, help="The witness's private key.")
@click.option(
    "--log-key",
    "log_keys",
    multiple=True,
    required=True,
    help="A public key of the log, learnt elsewhere than from its server; repeated for retired ones.",
)
@click.option("--state", type=FILE, required=True, help="Where to remember the last checkpoint seen of this log.")
@pass_session
def cosign(session: Session, url: str, key: Path, log_keys: Sequence[str], state: Path) -> None:
    """Sign the last checkpoint of the log at URL, if it goes on from the one seen before, and hand the signature in."""
    known = [LogKey.parse("\t".join(line.split())) for line in log_keys]
    watch = _Watch(session, RemoteLog(url), known, own.signer(key), Memory(state))
    checkpoint, before, line = watch.cosigned()
    note = watch.handed_in(checkpoint, line)
    if session.format == JSON:
        print_json({"size": checkpoint.size, "previous": before and before.size, "line": line, "note": note})
    else:
        _print(session, checkpoint, before)


def _print(session: Session, checkpoint: Checkpoint, before: Checkpoint | None) -> None:
    signed = session.say(
        f"✓ Đã ký nhật ký {checkpoint.origin} ở kích thước {checkpoint.size}",
        f"✓ Cosigned the log {checkpoint.origin} at size {checkpoint.size}",
    )
    if before is None:
        since = session.say(
            "lần đầu thấy nhật ký này, mọi lần sau sẽ đối chiếu với lần này",
            "it is seen for the first time, and held to this from now on",
        )
    else:
        since = session.say(
            f"nối tiếp đúng kích thước {before.size} đã thấy",
            f"it goes on from size {before.size} that was seen before",
        )
    print_text([f"{signed}; {since}."])


class _Watch:
    """One look at a log."""

    def __init__(
        self, session: Session, log: RemoteLog, keys: Sequence[LogKey], signer: Signer, memory: Memory
    ) -> None:
        self._session, self._log, self._keys, self._signer, self._memory = session, log, keys, signer, memory

    def cosigned(self) -> tuple[Checkpoint, Checkpoint | None, str]:
        """The log's checkpoint, the one seen before, and the signature line, remembered before it leaves here."""
        with self._memory.lock():
            note = self._log.checkpoint()
            checkpoint = checkpoints.verified(note, self._keys)
            before = self._memory.seen()
            seen = None if before is None else Seen(before, self._path(before, checkpoint))
            try:
                line = cosigning.cosign(note, self._keys, self._signer, datetime.now(UTC), seen)
            except CheckpointsInconsistent as refusal:
                refusal.data["evidence"] = self._accuse(note)
                raise
            self._memory.remember(note)
        return checkpoint, before, line

    def _path(self, before: Checkpoint, after: Checkpoint) -> Sequence[bytes]:
        has_grown = before.origin == after.origin and 0 < before.size < after.size
        return self._log.consistency(before.size, after.size) if has_grown else ()

    def _accuse(self, note: str) -> list[str]:
        """Keeps both notes, and answers with where they are; programs read that in the refusal's data."""
        kept = [*map(str, self._memory.keep_evidence(note))]
        if self._session.format != JSON:
            self._session.warn(
                f"NHẬT KÝ ĐÃ BỊ THAY ĐỔI HOẶC RẼ NHÁNH; bằng chứng được giữ ở: {', '.join(kept)}",
                f"THE LOG WAS REWRITTEN OR HAS FORKED; the evidence is kept in: {', '.join(kept)}",
            )
        return kept

    def handed_in(self, checkpoint: Checkpoint, line: str) -> str:
        """The note as the log has it now, which has to have the signature. Raises like ``notes.verified``."""
        note = self._log.add_cosignature(checkpoint.size, line)
        notes.verified(note, [self._signer.verifier])
        return note
