"""The demonstration on PostgreSQL and Kafka, with a relay and two projectors, shows what it shows on one machine."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from api.cli import demo
from api.cli.demo import PROVINCES, YEAR
from api.cli.main import main
from api.cli.session import Session
from api.demo.national import NATIONAL, load_national
from application.settings import Settings
from projections.platform import Platform
from projections.positions import Feed
from projections.ranking.scopes import Stage
from tests.consumers.brokers import wait_until
from tests.consumers.embedded import assert_as_on_one_machine
from tests.consumers.programs import bangvang, environment, running
from tests.consumers.standing import is_through, letters
from tests.consumers.topic import assert_tells_the_log

pytestmark = pytest.mark.no_cover


def test_who_shows_what_no_projector_feeds_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(demo, "PATIENCE", 0.1)
    with Platform(Settings(data=tmp_path)) as platform:
        platform.projections.feed_by("ranking", Feed.KAFKA)
        demo.await_projectors(Session(), platform)
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        with pytest.raises(click.ClickException, match="ranking"):
            demo.await_projectors(Session(), platform)


@pytest.mark.lengthy
def test_the_demonstration_prints_the_same_byte_for_byte(settings: Settings, platform: Platform, tmp_path: Path):
    embedded = Settings(data=tmp_path / "embedded")
    bangvang(embedded, "demo", "--no-serve")
    with running(settings, ["relay", "project", "project"]):
        bangvang(settings, "demo", "--no-serve")
        wait_until(lambda: is_through(platform), "everything has come through")
    assert letters(platform) == []
    for show in shows():
        assert printed(settings, *show) == printed(embedded, *show)
    assert_tells_the_log(platform)
    assert_as_on_one_machine(platform, tmp_path / "copied")


def printed(settings: Settings, *arguments: str) -> bytes:
    """What the command line prints, without the seconds that starting it so often would take."""
    done = CliRunner().invoke(main, arguments, env=environment(settings))
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def shows() -> Iterator[Sequence[str]]:
    """Everything that prints rankings, in every form: positions, lags and versions stand there, too."""
    for form in ("table", "json"):
        yield "--format", form, "demo", "--no-serve"
    for province in (*PROVINCES, NATIONAL):
        for form in ("table", "csv", "json"):
            for stage in Stage:
                yield "--format", form, "ranking", f"{province}/{YEAR}", "--stage", stage.value
