"""The way from a disputed rank to its proof is as the page tells it: its commands run and print what stands there."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from api.demo.provinces import load_province
from application.proof import keys
from application.settings import Settings
from projections.platform import Platform
from tests.docs.console import appears, steps, words

pytestmark = pytest.mark.no_cover

PAGE = Path(__file__).parents[2] / "docs/auditing.md"
"""Sections 5 and 6 of which leave files behind, in the order in which they stand."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vĩnh Long's part of the demonstration, which comes first in its log, signed as there."""
    folder = tmp_path_factory.mktemp("auditing")
    settings = Settings(data=folder / "data")
    keys.init(settings.keys, "bangvang/trinh-dien")
    with Platform(settings) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        platform.projections.advance()
    return folder


def test_a_disputed_rank_is_followed_to_its_proof(folder: Path):
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**inherited, "BANGVANG_DATA": str(folder / "data"), "LANG": "C.UTF-8", "COLUMNS": "240"}
    environment["PYTHONIOENCODING"] = "utf-8"
    for command, expected in steps(PAGE):
        program, *arguments = shlex.split(command)
        run = [*programs()[program], *arguments]
        done = subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        printed = words(done.stdout + done.stderr)
        assert "Traceback" not in printed, printed
        for line in expected:
            assert appears(line, printed), f"{command}\n  should print: {line}\n  printed: {printed}"


def programs() -> dict[str, list[str]]:
    """How the page's programs are started here: Python without anything that is installed."""
    return {
        "bangvang": [str(Path(sys.executable).with_name("bangvang"))],
        "python3": [sys.executable, "-I", "-S"],
        "sed": ["sed"],
    }
