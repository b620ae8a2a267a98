"""``bangvang`` as it is installed, in processes of its own."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_cover

COMMAND = str(Path(sys.executable).with_name("bangvang"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "SYSTEMROOT"}}
    return {**kept, "BANGVANG_DATA": str(tmp_path / "data"), "LANG": "C", "PYTHONWARNINGS": "error"}


def run(environment: dict[str, str], *words: str, code: int = 0) -> subprocess.CompletedProcess[bytes]:
    result = subprocess.run([COMMAND, *words], env=environment, capture_output=True, check=False, timeout=60)
    assert result.returncode == code, result.stderr.decode()
    return result


def test_commands_queries_and_refusals(environment):
    written = run(environment, "province", "register", "vinh-long", "--name", "Vĩnh Long", "--format", "json")
    assert json.loads(written.stdout)["version"] == 1
    listed = run(environment, "province", "list", "--format", "csv")
    assert listed.stdout == "province,name,name_en,units,version\r\nvinh-long,Vĩnh Long,,0,1\r\n".encode()
    refused = run(environment, "ranking", "vinh-long", "2022", code=4)
    assert refused.stdout == b""
    assert "Tỉnh «vinh-long» không có đợt đánh giá «2022»." in refused.stderr.decode()
    assert b"Traceback" not in refused.stderr


def test_the_command_without_words_and_with_wrong_ones(environment):
    assert b"Usage: bangvang" in run(environment, code=2).stderr
    assert b"No such command" in run(environment, "rankings", code=2).stderr
    assert run(environment, "--version").stdout.startswith(b"bangvang, version ")


def test_a_reader_that_leaves_early_is_no_error(environment):
    follower = subprocess.Popen(
        [COMMAND, "events", "catalogue"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert follower.stdout is not None
    follower.stdout.close()
    _, told = follower.communicate(timeout=60)
    assert b"Traceback" not in told
    assert b"Broken pipe" not in told


def test_an_interrupted_follower_ends_quietly(environment):
    run(environment, "province", "register", "vinh-long", "--name", "Vĩnh Long")
    words = [COMMAND, "log", "tail", "--follow"]
    follower = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert follower.stdout is not None
    assert b"province.registered.v1" in follower.stdout.readline()
    run(environment, "province", "register", "dong-thap", "--name", "Đồng Tháp")
    assert b"dong-thap" in follower.stdout.readline()
    follower.send_signal(signal.SIGINT)
    rest, told = follower.communicate(timeout=60)
    assert (follower.returncode, rest, told) == (0, b"", b"")


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    words = [COMMAND, "serve", "--port", "0", "--lang", "en"]
    process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_serving_answers_and_ends_with_an_interrupt(server):
    assert server.stderr is not None
    address = server.stderr.readline().removeprefix("Serving at ").split()[0]
    with urllib.request.urlopen(f"{address}healthz", timeout=30) as answer:
        assert answer.status == 200
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=30)
    assert server.returncode == 0
