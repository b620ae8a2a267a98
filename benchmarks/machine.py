"""What was measured on: the machine, and the versions of what took part."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import psycopg

from benchmarks.servers import postgres_server

PACKAGES = ("eventsourcing", "msgspec", "numpy", "SQLAlchemy", "psycopg", "python-calamine")
GIBIBYTE = 1024**3


def facts() -> Iterator[tuple[str, str]]:
    """Each with its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    yield "processor", f"{processor()}, {os.cpu_count()} cores"
    yield "memory", f"{memory:.0f} GiB"
    yield "system", system()
    yield "Python", platform.python_version()
    yield "SQLite", sqlite3.sqlite_version
    yield from postgres()
    yield from ((name, version(name)) for name in PACKAGES)


def processor() -> str:
    """Its model."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def system() -> str:
    """Its name and its kernel."""
    with suppress(OSError):
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    return platform.platform()


def postgres() -> Iterator[tuple[str, str]]:
    """The server's version, and whether its commits wait for the disk."""
    with postgres_server() as url, psycopg.connect(url) as connection:
        settings = [
            f"`{name} = {value}`"
            for name in ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
            for (value,) in connection.execute("SELECT current_setting(%s)", (name,))
        ]
        yield "PostgreSQL", f"{connection.info.parameter_status('server_version')}; {', '.join(settings)}"
