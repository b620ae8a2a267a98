"""A real platform behind the application, for the tests of REST and of the pages."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from application.settings import Settings
from projections.platform import Platform
from tests.api import scenario
from tests.projections.conftest import database_url

__all__ = ["database_url"]


@pytest.fixture
def clock() -> scenario.Clock:
    return scenario.Clock()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty platform whose read models have their tables, which takes longer to make than to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    with Platform(Settings(data=folder)) as platform:
        platform.projections.advance()
    return folder


@pytest.fixture
def platform(prepared: Path, tmp_path: Path) -> Iterator[Platform]:
    copytree(prepared, tmp_path, dirs_exist_ok=True)
    with Platform(Settings(data=tmp_path, tokens=scenario.TOKENS)) as opened:
        yield opened


@pytest.fixture
def app(platform: Platform, clock: scenario.Clock) -> Flask:
    return scenario.application(platform, clock=clock)


@pytest.fixture
def client(app: Flask) -> scenario.Client:
    return scenario.client_of(app)


@pytest.fixture
def registered(client: scenario.Client) -> scenario.Client:
    """A client of a platform that knows a province and its departments."""
    scenario.register(client)
    return client


@pytest.fixture
def opened(registered: scenario.Client) -> scenario.Client:
    """A client of a platform with a round that has just been opened."""
    scenario.open_round(registered)
    return registered


@pytest.fixture
def submitted(opened: scenario.Client) -> scenario.Client:
    """A client of a platform on which every unit has handed in."""
    scenario.self_score(opened)
    return opened


@pytest.fixture(params=["sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path, clock: scenario.Clock) -> Iterator[scenario.Client]:
    """A client of a platform on either store that knows a province and its departments."""
    url = request.getfixturevalue("database_url") if request.param == "postgres" else None
    with Platform(Settings(data=tmp_path, database_url=url, tokens=scenario.TOKENS)) as platform:
        client = scenario.client_of(scenario.application(platform, clock=clock))
        scenario.register(client)
        yield client


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[scenario.Client]:
    """A client of a platform with a published round. Tests only read it."""
    clock = scenario.Clock()
    with Platform(Settings(data=tmp_path_factory.mktemp("shown"), tokens=scenario.TOKENS)) as platform:
        client = scenario.client_of(scenario.application(platform, clock=clock))
        scenario.register(client)
        scenario.open_round(client)
        scenario.self_score(client)
        scenario.leave_out(client)
        scenario.review(client, clock)
        scenario.publish(client, clock)
        yield client
