"""``bangvang serve``: the pages and the REST interface, with projections that follow the log."""

import click

from api.cli.session import Session, Task, pass_session
from projections.platform import Platform


@click.command(cls=Task)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@pass_session
def serve(session: Session, host: str, port: int) -> None:
    """Serve the pages and the REST interface until interrupted; port 0 takes a free one."""
    with session.platform_to_change() as platform:
        serve_platform(session, platform, host, port)


def serve_platform(session: Session, platform: Platform, host: str, port: int) -> None:
    """Serves a platform, whose projections follow the log meanwhile; returns when it is interrupted."""
    # The web framework takes its time to load and no other command needs it.
    from api import server  # noqa: PLC0415

    serving = session.say("Đang phục vụ tại", "Serving at")
    stop = session.say("Ctrl-C để dừng", "Ctrl-C stops it")
    server.serve(platform, host, port, ready=lambda address: click.echo(f"{serving} {address} ({stop})", err=True))
