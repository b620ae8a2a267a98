"""What the composition starts works together: the same programs with the same settings, on this machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from application.settings import Kafka
from tests.api.test_metrics import samples
from tests.api.test_server import GUNICORN, PATIENCE, eventually
from tests.consumers.brokers import free_port
from tests.consumers.conftest import broker, database_url, kafka
from tests.deploy.test_composition import SERVICES

__all__ = ["broker", "database_url", "kafka"]

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif("THOROUGH" not in os.environ, reason="starts a broker and four programs; run by .ci/run"),
]

BANGVANG = [sys.executable, "-c", "from api.cli.main import main; main()"]
TOKEN = "token-of-the-administrator"


class Platform(NamedTuple):
    """Where the processes answer, what they are told, and what they have said."""

    address: str
    measured: Mapping[str, str]
    settings: Mapping[str, str]
    folder: Path


@contextmanager
def running(name: str, command: list[str], platform: Platform) -> Iterator[subprocess.Popen[bytes]]:
    """A program as the composition starts it; whatever becomes of the test, it does not outlive it."""
    environment = {**os.environ, **SERVICES[name]["environment"], **platform.settings}
    with (platform.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def processes(tmp_path: Path, database_url: str, kafka: Kafka) -> Iterator[Platform]:
    """Everything but the proxy and what only watches; they end in order when they are told to."""
    ports = {name: free_port() for name in ("api", "relay", "project")}
    settings = {
        "DATABASE_URL": database_url,
        "DATABASE_PASSWORD_FILE": "",
        "KAFKA_BOOTSTRAP_SERVERS": kafka.servers,
        "BANGVANG_KAFKA_GROUP": kafka.group,
        "BANGVANG_DATA": str(tmp_path),
        "BANGVANG_TOKEN_ADMINISTRATOR": TOKEN,
    }
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    platform = Platform(addresses["api"], addresses, settings, tmp_path)
    bind = f"--bind=127.0.0.1:{ports['api']}"
    server = [*GUNICORN, bind, "--logger-class=api.server_logs.ServerLogger", "api.wsgi:create_app()"]
    with ExitStack() as stack:
        started = [stack.enter_context(running("api", server, platform))]
        for name in ("relay", "project"):
            words = SERVICES[name]["command"][1:-1]
            started.append(stack.enter_context(running(name, [*BANGVANG, *words, str(ports[name])], platform)))
        yield platform
        for process in started:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(PATIENCE) for process in started] == [0, 0, 0]


def asked(address: str, body: Any = None, correlation_id: str = "") -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    headers |= {"X-Correlation-Id": correlation_id} if correlation_id else {}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, headers), timeout=PATIENCE) as answer:
        return answer.read().decode()


def holds(what: Any) -> bool:
    """Whether it is so by now; what does not answer yet may soon."""
    try:
        return bool(what())
    except OSError:
        return False


def test_what_is_sent_to_one_is_shown_by_all_and_told_by_each(processes: Platform):
    # Given processes of which each does its part,
    eventually(lambda: holds(lambda: asked(f"{processes.address}/readyz")))
    # When somebody changes something
    sent = str(uuid4())
    asked(f"{processes.address}/api/v1/provinces", {"province": "an-giang", "name": "An Giang"}, sent)
    # Then it is shown when it has come by way of the broker,
    eventually(lambda: "An Giang" in asked(f"{processes.address}/api/v1/provinces"))
    told = samples(asked(f"{processes.address}/metrics"))
    assert told[("bangvang_projection_fed_by_kafka", (("projection", "ranking"),))] == 1
    assert told[("bangvang_projection_fed_by_kafka", (("projection", "transparency"),))] == 0
    # those who carried it tell so themselves,
    assert samples(asked(f"{processes.measured['relay']}/metrics"))[("bangvang_relay_events_total", ())] >= 1
    fed = samples(asked(f"{processes.measured['project']}/metrics"))
    assert fed[("bangvang_projector_events_total", (("projection", "ranking"),))] >= 1
    # and so does the command line, with the request's id.
    command = [*BANGVANG, "status", "--format", "json", "--fail-when-late", "60"]
    environment = {**os.environ, **processes.settings}
    status = subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    provinces = {each["province"]: each for each in json.loads(status.stdout)["provinces"]}
    assert (provinces["an-giang"]["correlation_id"], provinces["an-giang"]["lag"]) == (sent, 0)


def test_all_of_them_tell_in_one_form(processes: Platform):
    eventually(lambda: holds(lambda: asked(f"{processes.address}/readyz")))
    for name in ("api", "relay", "project"):
        lines = [json.loads(line) for line in (processes.folder / f"{name}.log").read_text("utf-8").splitlines()]
        assert lines, name
        assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
