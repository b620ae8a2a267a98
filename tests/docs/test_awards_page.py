"""The page about awards is true: its commands run, one after another, and print what it says they print."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.main import main
from tests.docs.console import appears, steps, words

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/awards.md"
STEPS = list(steps(PAGE))


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return {"BANGVANG_DATA": str(tmp_path / "data"), "DATABASE_URL": None, "LC_ALL": "C.UTF-8", "COLUMNS": "400"}


def test_the_page_says_what_happens(environment: dict[str, str | None]) -> None:
    runner = CliRunner()
    for command, expected in STEPS:
        _, *arguments = shlex.split(command)
        done = runner.invoke(main, arguments, env=environment)
        printed = words(done.output)
        assert done.exit_code in {0, 3, 4, 5, 6}, f"{command}\n{printed}"
        assert (done.exit_code > 0) == any("Bị từ chối" in line for line in expected), f"{command}\n{printed}"
        for line in expected:
            assert appears(line, printed), f"{command}\n  should print: {line}\n  printed: {printed}"


def test_the_page_goes_from_the_policy_to_the_roll_of_honour() -> None:
    given = {" ".join(shlex.split(command)[1:3]) for command, _ in STEPS}
    ways = "open nominate attest add-document submit return consolidate appraise object answer vote"
    endings = "grant decline publish revoke list show eligibility dossiers why honours papers"
    assert given >= {f"awards {each}" for each in f"{ways} {endings}".split()}
