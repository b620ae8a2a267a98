"""``bangvang projections``: rebuild read models, prove them equal to a rebuild, tell where they stand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
import msgspec
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from api.cli.exits import FAILED
from api.cli.output import Column, console, print_json, print_rows, text
from api.cli.place import CODE
from api.cli.session import JSON, Group, Report, Session, pass_session
from application.contexts import registry
from application.workspace import Workspace
from projections.platform import Platform
from projections.positions import Feed, ProjectionStopped
from projections.verification import Verification

STATUS = (
    Column("projection", "Mô hình đọc", "Projection"),
    Column("version", "Phiên bản", "Version", "right"),
    Column("position", "Vị trí", "Position", "right"),
    Column("lag", "Trễ", "Lag", "right"),
    Column("feed", "Nguồn", "Feed"),
    Column("stopped_at", "Dừng ở", "Stopped at", "right"),
    Column("problem", "Vì", "Because"),
)

Advance = Callable[[int, int], None]


class Speed(ProgressColumn):
    """Events per second."""

    def render(self, task: Task) -> Text:
        """The speed so far; nothing before there is one."""
        return Text(f"{task.speed:,.0f} events/s" if task.speed else "")


@contextmanager
def progress_bar(description: str) -> Iterator[Advance]:
    """A bar on standard error, shown only to people, which is told what is done and what there is to do."""
    done = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Speed())
    columns = (*done, TimeElapsedColumn(), TimeRemainingColumn())
    out = console(stderr=True)
    with Progress(*columns, console=out, disable=not out.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def told() -> Iterator[None]:
    """An event that can't be folded ends the command with its place in the log."""
    try:
        yield
    except ProjectionStopped as problem:
        raise click.ClickException(str(problem)) from problem


@click.group(cls=Group)
def projections() -> None:
    """Read models: rebuild, verify, status."""


@projections.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@pass_session
def rebuild(session: Session, names: Sequence[str]) -> None:
    """Build read models again from the log and swap them in; all of them unless named."""
    with session.platform() as platform:
        rebuilt = [_rebuild(session, platform, name) for name in _chosen(platform, names)]
    if session.format == JSON:
        print_json([{"projection": name, "position": position} for name, position in rebuilt])


def _rebuild(session: Session, platform: Platform, name: str) -> tuple[str, int]:
    with progress_bar(name) as advance, told():
        position = platform.projections.rebuild(name, advance)
    if session.format != JSON:
        done = session.say(f"đã dựng lại đến vị trí {position}", f"rebuilt up to position {position}")
        click.echo(f"{name}: {done}")
    return name, position


@projections.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--province", type=CODE, help="Fold and compare only what is of one province.")
@click.pass_context
def verify(context: click.Context, names: Sequence[str], province: str | None) -> None:
    """Rebuild read models beside the live ones and compare them row by row; exit code 1 if they differ."""
    session = context.ensure_object(Session)
    with session.platform() as platform:
        if province is not None:
            registry(Workspace(platform.application.load), province)
        found = [_verify(session, platform, name, province) for name in _chosen(platform, names)]
    if session.format == JSON:
        print_json([{**msgspec.structs.asdict(each), "equal": each.equal} for each in found])
    if not all(each.equal for each in found):
        context.exit(FAILED)


def _verify(session: Session, platform: Platform, name: str, province: str | None) -> Verification:
    with progress_bar(name) as advance, told():
        found = platform.projections.verify(name, advance, province)
    if session.format != JSON:
        _print_verification(session, found)
    return found


def _print_verification(session: Session, found: Verification) -> None:
    if found.equal:
        verdict = session.say("bản dựng lại trùng khớp bản đang dùng (rebuilt equals live)", "rebuilt equals live")
    else:
        count = len(found.differences)
        verdict = session.say(f"bản dựng lại KHÁC bản đang dùng ({count})", f"rebuilt DIFFERS from live ({count})")
    rows = session.say("dòng", "rows")
    click.echo(f"{found.projection}: {verdict} · @{found.position} · {found.rows} {rows} · sha256 {found.digest}")
    for difference in found.differences:
        click.echo(f"  {text(difference)}")


@projections.command(cls=Report)
@pass_session
def status(session: Session) -> None:
    """Say where each read model stands: version, position, and how far it is behind the log."""
    with session.platform() as platform:
        rows = [msgspec.structs.asdict(each) for each in platform.projections.status()]
    print_rows(session, STATUS, rows)


@projections.command()
@click.argument("words", nargs=-1, metavar="[NAME] log|kafka")
@click.option("--all", "everything", is_flag=True, help="All that projectors may feed.")
@pass_session
def feed(session: Session, words: Sequence[str], *, everything: bool) -> None:
    """Say who feeds a read model from now on: the log (embedded) or Kafka (projectors, by province).

    Back to the log it is rebuilt. `bangvang project` says kafka for all that it feeds when it starts.
    """
    *names, source = words or ("",)
    if len(names) != (0 if everything else 1) or source not in list(Feed):
        msg = "give either the name of a read model or --all, and who feeds it: log or kafka"
        raise click.UsageError(msg)
    with session.platform_to_change() as platform:
        fed = [each.name for each in platform.projections.fed_by_province]
        chosen = fed if everything else _chosen(platform, names)
        switched = [(each, _feed(session, platform, each, Feed(source))) for each in chosen]
    if session.format == JSON:
        print_json([{"projection": each, "feed": source, "position": position} for each, position in switched])


def _feed(session: Session, platform: Platform, name: str, source: Feed) -> int:
    with progress_bar(name) as advance, told():
        position = platform.projections.feed_by(name, source, advance)
    if session.format != JSON:
        done = session.say(f"từ vị trí {position} do {source} cấp", f"fed by {source} from position {position}")
        click.echo(f"{name}: {done}")
    return position


def _chosen(platform: Platform, names: Sequence[str]) -> Sequence[str]:
    known = list(platform.projections)
    for name in names:
        if name not in known:
            msg = f"{name!r} is none of: {', '.join(known)}"
            raise click.BadParameter(msg, param_hint="NAME")
    return names or known
