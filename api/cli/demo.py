"""``bangvang demo``: three provinces scored, published and ranked, the national index of 2022, and awards on it all."""

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import click

from api.cli.demo_awards import show_awards
from api.cli.output import text
from api.cli.projections import progress_bar
from api.cli.ranking import show_ranking
from api.cli.serve import serve_platform
from api.cli.session import Session, Task, pass_session
from api.demo import awards
from api.demo.national import NATIONAL, load_national
from api.demo.provinces import load_province
from api.demo.script import Script
from api.demo.story import TOLD_KINDS, Told
from application.contexts import AWARD_CAMPAIGN, ROUND
from application.proof import keys
from application.sets.files import shipped_registries
from domain.award_campaign import events as award_events
from domain.award_campaign import state as award_state
from domain.metadata import Code
from domain.round.events import stream_id
from domain.round.state import NotOpened
from projections.platform import Platform

DATA = Path("var/demo")
"""Kept apart from real data unless somebody names a folder or a database."""
PROVINCES = ("vinh-long", "binh-phuoc", "dong-thap")
YEAR = "2022"
PATIENCE, GLANCE = 60.0, 0.1
"""Seconds that are waited for read models fed by projectors, and between two looks at them."""

LOG = "bangvang/trinh-dien"
"""The log's name in its checkpoints: nobody shall take it for a province's."""


@click.command(cls=Task)
@click.option("--no-serve", is_flag=True, help="Load and print the rankings, then stop.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@pass_session
def demo(session: Session, no_serve: bool, host: str, port: int) -> None:  # noqa: FBT001  # A flag of the command line.
    """Load the demonstration, print its rankings and its roll of honour, and serve them.

    Sets and units are real where published; scores and awards of the three provinces are synthetic and say so. Data
    go to var/demo unless --data, BANGVANG_DATA or DATABASE_URL say otherwise. What is loaded already stays as it is.
    The log is signed with a key made for it, unless there is one.
    """
    if session.data is None and "BANGVANG_DATA" not in os.environ:
        session.data = DATA
    with session.platform_to_change() as platform:
        for province in (*PROVINCES, NATIONAL):
            load(session, platform, province)
        load_campaign(session, platform)
        if not platform.checkpoints.can_sign:
            keys.init(platform.settings.keys, LOG)
        platform.projections.advance()
        await_projectors(session, platform)
        show(session, platform)
        if not no_serve:
            serve_platform(session, platform, host, port)


def load(session: Session, platform: Platform, province: Code) -> None:
    """Tells one province's story, unless the log has it already; each is recorded whole or not at all."""
    if isinstance(platform.application.load(ROUND, stream_id(province, YEAR)).state, NotOpened):
        units = next(len(registry.units) for registry in shipped_registries() if registry.province == province)
        _load(session, province, units, lambda told: _tell(platform, province, told))
    else:
        _leave(session, province)


def load_campaign(session: Session, platform: Platform) -> None:
    """Tells of the awards after everything else, unless the log has them already."""
    title, stream = f"{awards.PROVINCE}/{awards.CAMPAIGN}", award_events.stream_id(awards.PROVINCE, awards.CAMPAIGN)
    if isinstance(platform.application.load(AWARD_CAMPAIGN, stream).state, award_state.NotOpened):
        _load(session, title, awards.units_told(), lambda told: awards.load_awards(platform.application, told))
    else:
        _leave(session, title)


def _load(session: Session, title: str, steps: int, tell: Callable[[Told], Script]) -> None:
    """Tells a story under a progress bar, and says how many events it has and what was refused in it."""
    with progress_bar(title) as advance:
        told = iter(range(1, steps + 1))
        script = tell(lambda: advance(next(told), steps))
    recorded = session.say("sự kiện đã ghi", "events recorded")
    click.echo(f"{title}: {len(script.workspace.events)} {recorded}", err=True)
    for refusal in script.refused:
        refused = session.say("bị từ chối, nhật ký giữ nguyên", "refused, the log stays as it was")
        click.echo(f"  {refused}: {text(refusal.sentence(session.lang))}", err=True)


def _leave(session: Session, title: str) -> None:
    click.echo(f"{title}: {session.say('đã có trong nhật ký', 'already in the log')}", err=True)


def _tell(platform: Platform, province: Code, told: Told) -> Script:
    if province == NATIONAL:
        return load_national(platform.application, told)
    return load_province(platform.application, province, told)


def await_projectors(session: Session, platform: Platform) -> None:
    """Waits for read models that come by way of the broker, for nobody else may bring them on."""
    until = monotonic() + PATIENCE
    while behind := [status.projection for status in platform.projections.status() if status.lag]:
        if monotonic() > until:
            names = ", ".join(behind)
            vi = f"Các mô hình đọc còn trễ: {names}. `bangvang relay` và `bangvang project` có đang chạy không?"
            en = f"Read models are still behind: {names}. Do `bangvang relay` and `bangvang project` run?"
            raise click.ClickException(session.say(vi, en))
        sleep(GLANCE)


def show(session: Session, platform: Platform) -> None:
    """Prints the rankings of each kind of unit in each province, the national one, and the awards."""
    for province in PROVINCES:
        for kind in TOLD_KINDS:
            show_ranking(session, platform, platform.rankings.ranking(province, YEAR, kind))
    show_ranking(session, platform, platform.rankings.ranking(NATIONAL, YEAR))
    show_awards(session, platform, awards.PROVINCE, awards.CAMPAIGN)
