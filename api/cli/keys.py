"""``bangvang keys``: the keys that sign what the log says of itself."""

from collections.abc import Sequence

import click

from api.cli.output import Column, print_rows
from api.cli.session import Group, Report, Session, pass_session
from application.proof import keys as folders
from application.proof.keys import LogKey
from application.settings import from_environment

COLUMNS = (
    Column("key", "Khóa công khai", "Public key"),
    Column("until", "Có giá trị đến", "Counts up to", justify="right"),
)


@click.group(cls=Group)
def keys() -> None:
    """The keys that sign the log's checkpoints."""


@keys.command(cls=Report)
@click.option(
    "--name",
    default="bang-vang",
    show_default=True,
    help="The log's name, such as vinhlong.example/bang-vang; without a slash, bangvang/ comes before it.",
)
@pass_session
def init(session: Session, name: str) -> None:
    """Make the log's first key, in the folder of BANGVANG_KEYS [default: keys in the data folder]."""
    made = folders.init(from_environment(session.data).keys, name if "/" in name else f"bangvang/{name}")
    _print(session, [made])


@keys.command(cls=Report)
@pass_session
def rotate(session: Session) -> None:
    """Put a new key in the place of the one in use, which then counts for the log as it stands now and before."""
    folder = from_environment(session.data).keys
    # Without a key there is nothing to do, and looking is no reason to start a log.
    folders.signer(folder)
    with session.platform_to_change() as platform, folders.lock(folder):
        folders.rotate(folder, platform.log.head())
    _print(session, folders.verifiers(folder))


@keys.command(cls=Report)
@pass_session
def show(session: Session) -> None:
    """Print the public keys, the one in use last: what others need to verify the log's checkpoints."""
    _print(session, folders.verifiers(from_environment(session.data).keys))


@keys.command(cls=Report)
@pass_session
def witnesses(session: Session) -> None:
    """Print the public keys of those who may cosign checkpoints: the lines of witnesses.txt in the key folder."""
    found = folders.witnesses(from_environment(session.data).keys)
    print_rows(session, COLUMNS[:1], [{"key": str(verifier)} for verifier in found])


def _print(session: Session, shown: Sequence[LogKey]) -> None:
    print_rows(session, COLUMNS, [{"key": str(key.verifier), "until": key.until} for key in shown])
