"""A small round's log, told once, and bundles made of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from application.proof import verify
from application.recording import LogEntry
from tests.application.proof.bundles import Files, bundle, unpack
from tests.application.proof.scene import log_of, ranking, row, story
from tests.domain.builders import PROVINCE, ROUND

STATED = (
    row("so-noi-vu", 2, "73.4965", "71.9965", "72.9965", "120", "60.83"),
    row("so-tai-chinh", 1, "75.7187", "75.8298", "75.8298", "120", "63.19"),
    row("so-y-te", 3, "66.8298", "66.8298", "66.8298", "110", "60.75"),
    row("so-tttt", None, exempt=False, reason="Cơ quan thẩm định"),
    row("cong-an-tinh", None, exempt=True, reason="Chức năng đặc thù"),
)
"""What follows from the story, added up by hand."""


class Told(NamedTuple):
    """How a run of the verifier ended, and what it said in English."""

    code: int
    wrong: Sequence[str]
    text: str


Verify = Callable[..., Told]


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Sequence[LogEntry]:
    return log_of(story(), tmp_path_factory.mktemp("proof"))


@pytest.fixture
def files(log: Sequence[LogEntry]) -> Files:
    """The bundle of the whole round, with two earlier checkpoints."""
    return bundle(log, ranking(len(log), *STATED), PROVINCE, ROUND, earlier=[0, 13, 64])


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Verify:
    """Runs the verifier in this process."""

    def run(*arguments: Any) -> Told:
        code = verify.main([str(argument) for argument in arguments])
        text = capsys.readouterr().out
        lines = text.splitlines()
        return Told(code, [lines[n + 1].strip() for n, line in enumerate(lines) if line.startswith("✗")], text)

    return run


@pytest.fixture
def check(run: Verify, tmp_path: Path) -> Verify:
    """Runs the verifier on files."""

    def check(files: Files, *arguments: Any) -> Told:
        return run(unpack(files, tmp_path / "bundle"), *arguments)

    return check
