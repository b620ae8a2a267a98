"""The examples live from the topic alone: what they show is what the platform says, as it changes."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from consumers.standings.worker import StandingsWorker
from projections.platform import Platform
from tests.consumers.brokers import Broker, wait_until
from tests.consumers.ranked import NOTICE, RANKING, begin, lower
from tests.node import install

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def scored(platform: Platform) -> Iterator[Platform]:
    """A province with ranks, whose standings are published as they change."""
    begin(platform)
    worker = StandingsWorker(platform)
    thread = Thread(target=worker.run)
    thread.start()
    yield platform
    worker.stop()
    thread.join()


def told(platform: Platform) -> Mapping[str, str]:
    return {**os.environ, "KAFKA_BOOTSTRAP_SERVERS": platform.settings.kafka.servers}


@contextmanager
def shown(platform: Platform, folder: Path) -> Iterator[list[str]]:
    """What the dashboard prints, line by line, for as long as the block lasts; told to end, it has to end well."""
    lines: list[str] = []
    node = shutil.which("node")
    assert node is not None
    command = [node, "dashboard.js", RANKING]
    with subprocess.Popen(command, cwd=folder, env=told(platform), stdout=subprocess.PIPE, text=True) as dashboard:
        assert dashboard.stdout is not None
        reader = Thread(target=lambda: lines.extend(dashboard.stdout or ()))
        reader.start()
        try:
            yield lines
        finally:
            dashboard.terminate()
            assert dashboard.wait(30) == 0
            reader.join()


def has(lines: list[str], *wanted: str) -> bool:
    """Whether lines with these words come one after the other, somewhere."""
    found = [" ".join(line.split()) for line in lines]
    return any(list(wanted) == found[at : at + len(wanted)] for at in range(len(found)))


def test_the_dashboard_shows_a_ranking_and_its_changes(scored: Platform, tmp_path: Path):
    shutil.copytree(EXAMPLES / "dashboard", tmp_path, dirs_exist_ok=True)
    install(tmp_path)
    with shown(scored, tmp_path) as lines:
        ranked = "1 Sở so-1 19 / 20 95.00 %", "2 Sở so-2 14 / 20 70.00 %", "2 Sở so-3 14 / 20 70.00 %"
        wait_until(lambda: has(lines, *ranked), "the ranking is shown")
        assert has(lines, "TẠM THỜI / PROVISIONAL", f"DỮ LIỆU MINH HỌA / ILLUSTRATIVE DATA · {NOTICE}", ranked[0])
        assert has(lines, "– Sở so-4: chưa nộp / not-submitted")
        lower(scored)
        scored.projections.advance()
        moved = "1 Sở so-2 14 / 20 70.00 %", "1 Sở so-3 14 / 20 70.00 %", "3 Sở so-1 13.5 / 20 67.50 %"
        wait_until(lambda: has(lines, *moved), "the ranking that has changed is shown")


def test_one_line_is_enough(scored: Platform, broker: Broker):
    """As the page of the examples has it. The broker of the wheel and kcat do not understand each other."""
    if not broker.durable or shutil.which("kcat") is None:
        pytest.skip("needs kcat and Apache Kafka")
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    [line] = [line for line in page.splitlines() if line.startswith("kcat ")]
    line = line.replace("127.0.0.1:9092", scored.settings.kafka.servers)

    def printed() -> str:
        return subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True, timeout=60).stdout

    wait_until(lambda: f"{RANKING}/so-1\t" in printed(), "standings are printed")
    assert '"name":"Sở so-1"' in printed()
