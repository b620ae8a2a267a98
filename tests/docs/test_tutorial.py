"""The tutorial is true: its commands run, one after another, and print what it says they print."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.console import appears, steps, words

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs/tutorial.md"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, "BANGVANG_DATA": str(tmp_path_factory.mktemp("tutorial")), "LANG": "C.UTF-8", "COLUMNS": "240"}


def test_the_tutorial_says_what_happens(environment):
    for command, expected in steps(TUTORIAL):
        program, *arguments = shlex.split(command)
        run = [str(Path(sys.executable).with_name(program)), *arguments]
        done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        printed = words(done.stdout + done.stderr)
        assert "Traceback" not in printed, printed
        for line in expected:
            assert appears(line, printed), f"{command}\n  should print: {line}\n  printed: {printed}"


def test_the_tutorial_has_steps_to_run():
    commands = [command for command, _ in steps(TUTORIAL)]
    assert len(commands) > 15
    assert all(command.startswith("bangvang ") for command in commands)
