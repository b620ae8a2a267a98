"""Platforms on stores of either kind, and a province's whole story to fold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from api.demo.national import load_national
from api.demo.provinces import load_province
from application.settings import Settings
from projections.platform import Platform


@contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database on that server, dropped afterwards."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """A database of its own, since a platform uses two schemas."""
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("database_url") if request.param == "postgres" else None
    return Settings(data=tmp_path, database_url=url)


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    """An empty platform on either store."""
    with Platform(settings) as platform:
        yield platform


@pytest.fixture
def national(platform: Platform) -> Platform:
    """A platform with the small national round in the log, not folded yet."""
    load_national(platform.application, lambda: None)
    return platform


@pytest.fixture(scope="session")
def vinh_long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform with a province's whole story, folded. Tests only read it."""
    with Platform(Settings(data=tmp_path_factory.mktemp("vinh-long"))) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        platform.projections.advance()
        yield platform
