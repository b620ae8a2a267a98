"""``bangvang`` as people and scripts run it, on a platform of its own."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from domain.indicator_set.definition import IndicatorSet
from tests.domain.builders import CALENDAR, DEFINITION

UNITS = {"so-noi-vu": "Sở Nội vụ", "so-tai-chinh": "Sở Tài chính", "so-tttt": "Sở Thông tin và Truyền thông"}
SCORES = {"1.1": "10", "1.2": "5", "1.3": "15", "2.1": "7.5", "2.2": "3", "2.3": "8", "2.4": "12"}
DOCUMENT = ("--document-number", "99/QĐ-UBND", "--document-date", "2022-12-20", "--document-issuer", "UBND tỉnh")


class CommandLine:
    """Runs ``bangvang`` with words, in a data folder and in English unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._runner = CliRunner()

    def __call__(self, *words: str | Path, code: int = 0, env: Mapping[str, str | None] | None = None) -> Result:
        settings = {"BANGVANG_DATA": str(self.data), "DATABASE_URL": None, "LC_ALL": "en_GB.UTF-8", "COLUMNS": "200"}
        result = self._runner.invoke(main, [str(word) for word in words], env={**settings, **(env or {})})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def json(self, *words: str | Path) -> Any:
        """What a program reads."""
        return json.loads(self(*words, "--format", "json").stdout)

    def refused(self, *words: str | Path, code: int) -> Any:
        """The refusal that a program reads."""
        result = self(*words, "--format", "json", code=code)
        assert result.stdout == ""
        return json.loads(result.stderr)

    def file(self, name: str, content: Any) -> Path:
        """A file of that content; what is not text is written as JSON, which is YAML too."""
        path = self.folder / name
        text = content if isinstance(content, str) else msgspec.json.encode(content).decode()
        path.write_text(text, encoding="utf-8")
        return path


def plan(definition: IndicatorSet = DEFINITION, **changes: Any) -> dict[str, Any]:
    """The plan of Vĩnh Long's round of 2022."""
    pinned = {"indicator_set": definition.code, "version": definition.version}
    return {
        "province": "vinh-long",
        "round": "2022",
        "name": "Đợt đánh giá năm 2022",
        "sets": {"department": pinned},
        "calendar": CALENDAR,
        "scopes": [{"code": "department", "name": "Sở, ban, ngành", "kinds": ["department"]}],
        "reviewers": ["so-tttt"],
        "data_provenance": "illustrative",
        "notice": "Dữ liệu trình diễn tổng hợp",
        **changes,
    }


def register(cli: CommandLine) -> None:
    """A province with its units and a released set."""
    cli("province", "register", "vinh-long", "--name", "Vĩnh Long", "--name-en", "Vinh Long")
    for unit, name in UNITS.items():
        cli("province", "unit-register", "vinh-long", unit, "--kind", "department", "--name", name)
    cli("sets", "release", cli.file("set.yaml", DEFINITION))


def open_round(cli: CommandLine) -> None:
    """A round in which every unit has a scorecard."""
    cli("round", "open", cli.file("round.yaml", plan()))
    cli("scorecard", "open", "vinh-long/2022", "--all", "--at", "2022-10-20T08:00")


def submit(cli: CommandLine) -> None:
    """Two units hand in."""
    for unit in ("so-noi-vu", "so-tai-chinh"):
        lines = [f"{unit},{code},{points},đang chờ ký" for code, points in SCORES.items()]
        table = cli.file("scores.csv", "\n".join(["unit,indicator,points,explanation", *lines]))
        cli("scores", "import", "vinh-long/2022", table, "--at", "2022-11-01")
        approval = ("--approved-by", "Giám đốc", "--approved-on", "2022-11-01", "--at", "2022-11-01T09:00")
        cli("scorecard", "submit", "vinh-long/2022", unit, *approval)


def publish(cli: CommandLine) -> None:
    """The round is published; one unit is not ranked."""
    rounds = ("vinh-long/2022", "--at", "2022-12-20")
    cli("round", "not-rank", "vinh-long/2022", "so-tttt", "--reason", "cơ quan chủ trì")
    cli("round", "close-self-scoring", *rounds)
    lower = ("scorecard", "adjust", "vinh-long/2022", "so-tai-chinh", "2.4", "--points", "2", "--reason", "thiếu")
    cli(*lower, "--actor-unit", "so-tttt", "--at", "2022-11-20")
    cli("round", "close-review", *rounds)
    cli("scorecard", "finalise", *rounds, "--all")
    cli("round", "finalise", *rounds)
    cli("round", "publish", *rounds, *DOCUMENT)


STEPS = (register, open_round, submit, publish)


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The data folder after each step of a round: told once, copied for each test."""
    cli = CommandLine(tmp_path_factory.mktemp("stages"))
    folders: dict[str, Path] = {}
    for step in STEPS:
        step(cli)
        folders[step.__name__] = Path(shutil.copytree(cli.data, cli.folder / step.__name__))
    return folders


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def registered(cli: CommandLine, stages: Mapping[str, Path]) -> CommandLine:
    return copied(cli, stages[register.__name__])


@pytest.fixture
def opened(cli: CommandLine, stages: Mapping[str, Path]) -> CommandLine:
    return copied(cli, stages[open_round.__name__])


@pytest.fixture
def submitted(cli: CommandLine, stages: Mapping[str, Path]) -> CommandLine:
    return copied(cli, stages[submit.__name__])


@pytest.fixture
def published(cli: CommandLine, stages: Mapping[str, Path]) -> CommandLine:
    return copied(cli, stages[publish.__name__])


def copied(cli: CommandLine, stage: Path) -> CommandLine:
    shutil.copytree(stage, cli.data)
    return cli
