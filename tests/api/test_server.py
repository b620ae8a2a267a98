"""The platform is served by processes of its own, which follow the log and stop when told to."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import IO
from urllib.request import urlopen

import pytest

from api.server import following
from application.settings import Settings
from domain.metadata import Role
from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import Client

pytestmark = pytest.mark.no_cover

PATIENCE = 20
SERVED = [sys.executable, "-m", "tests.api.serving"]
GUNICORN = [sys.executable, "-m", "gunicorn", "--bind=127.0.0.1:0", "--threads=4", "--no-control-socket"]


@contextmanager
def program(command: list[str], environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """A program that is running; whatever becomes of the test, it does not outlive it."""
    whole = {**os.environ, **(environment or {})}
    with subprocess.Popen(
        command, env=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def address_in(output: IO[str] | None) -> str:
    """The address that the program says it answers at."""
    assert output
    for line in output:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    pytest.fail("it did not say where it answers")


def read(address: str) -> str:
    with urlopen(address, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def eventually(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline, "it took too long"
        sleep(0.05)


def register_province(folder: Path) -> None:
    """Another process of the platform writes, and does not keep the read models."""
    with Platform(Settings(data=folder, tokens=scenario.TOKENS)) as platform:
        client = scenario.client_of(scenario.application(platform, embedded=False))
        scenario.Caller(client, Role.ADMINISTRATOR).do("/provinces", {"province": "an-giang", "name": "An Giang"})


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, stop: signal.Signals) -> None:
    with program([*SERVED, str(tmp_path)]) as process:
        address = address_in(process.stdout)
        assert '"ok"' in read(f"{address}/readyz")
        assert "Bảng Vàng" in read(address)
        process.send_signal(stop)
        assert process.wait(PATIENCE) == 0


def test_it_shows_what_other_processes_write(tmp_path: Path) -> None:
    with program([*SERVED, str(tmp_path)]) as process:
        address = address_in(process.stdout)
        register_province(tmp_path)
        eventually(lambda: "An Giang" in read(f"{address}/api/v1/provinces"))


def test_so_does_gunicorn(tmp_path: Path) -> None:
    with program([*GUNICORN, "api.wsgi:create_app()"], {"BANGVANG_DATA": str(tmp_path)}) as process:
        address = address_in(process.stdout)
        eventually(lambda: '"ok"' in read(f"{address}/readyz"))
        register_province(tmp_path)
        eventually(lambda: "An Giang" in read(f"{address}/api/v1/provinces"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_a_follower_tries_again_after_an_error(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    follow, failed = platform.projections.follow, Event()

    def broken_once(stopped: Callable[[], bool]) -> None:
        if not failed.is_set():
            failed.set()
            msg = "the read database is away"
            raise OSError(msg)
        follow(stopped, wait=0.05)

    monkeypatch.setattr("api.server.RETRY", 0.01)
    monkeypatch.setattr(platform.projections, "follow", broken_once)
    client.application.extensions["bangvang"] = client.application.extensions["bangvang"]._replace(embedded=False)
    with following(platform):
        scenario.Caller(client).do("/provinces", {"province": "an-giang", "name": "An Giang"})
        eventually(lambda: "An Giang" in client.get("/api/v1/provinces").text)
    assert "could not be brought up to date" in caplog.text
