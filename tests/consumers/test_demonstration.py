"""The demonstration on PostgreSQL and Kafka, with a relay and two projectors, shows what it shows on one machine."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from api.cli.demo import PROVINCES, YEAR
from api.demo.national import NATIONAL
from application.settings import Settings
from projections.platform import Platform
from projections.ranking.scopes import Stage
from tests.consumers.brokers import wait_until
from tests.consumers.embedded import assert_as_on_one_machine
from tests.consumers.programs import bangvang, running
from tests.consumers.standing import is_through, letters
from tests.consumers.topic import assert_tells_the_log

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]


def test_the_demonstration_prints_the_same_byte_for_byte(settings: Settings, platform: Platform, tmp_path: Path):
    embedded = Settings(data=tmp_path / "embedded")
    bangvang(embedded, "demo", "--no-serve")
    with running(settings, ["relay", "project", "project"]):
        bangvang(settings, "demo", "--no-serve")
        wait_until(lambda: is_through(platform), "everything has come through")
    assert letters(platform) == []
    for shown in shows():
        assert bangvang(settings, *shown) == bangvang(embedded, *shown)
    assert_tells_the_log(platform)
    assert_as_on_one_machine(platform, tmp_path / "copied")


def shows() -> Iterator[Sequence[str]]:
    """Everything that prints rankings, in every form: positions, lags and versions stand there, too."""
    for form in ("table", "json"):
        yield "--format", form, "demo", "--no-serve"
    for province in (*PROVINCES, NATIONAL):
        for form in ("table", "csv", "json"):
            for stage in Stage:
                yield "--format", form, "ranking", f"{province}/{YEAR}", "--stage", stage.value
