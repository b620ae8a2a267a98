"""The page on analysis is true: its command and its queries run, and answer what it says they answer."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.main import main
from api.demo.awards import load_awards
from api.demo.provinces import load_province
from application.export.rows import SCHEMA, WORD
from application.settings import Settings
from projections.platform import Platform

PAGE = (Path(__file__).parents[2] / "docs/analysis.md").read_text(encoding="utf-8")
(COMMAND,) = re.findall(r"^\$ bangvang (.*)$", PAGE, re.MULTILINE)
QUERY = re.compile(r"^```sql\n(.*?)^```\n(?:\n((?:^\|[^\n]*\n)+))?", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r"^\| `(\w+)` \| (.+?) \|", re.MULTILINE)

PROGRAM = """
import json, sys, duckdb

with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as database:
    answers = []
    for query in json.load(sys.stdin):
        answer = database.execute(query)
        headings = [column[0] for column in answer.description or ()]
        answers.append([headings, *([str(cell) for cell in row] for row in answer.fetchall())])
print(json.dumps(answers))
"""
"""Asks a database that may fetch nothing from the network.

It is a process of its own, for DuckDB 2.0 complains when a process ends in which Hypothesis has run.
"""


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the page's command was given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with Platform(Settings(data=Path("var/demo"))) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        load_awards(platform.application, lambda: None)
    result = CliRunner().invoke(main, COMMAND.split())
    assert result.exit_code == 0, result.output
    return tmp_path


def answers_of(queries: list[str], folder: Path) -> list[list[list[str]]]:
    """The headings and the rows that each query answers, one after another in the same database."""
    program = [sys.executable, "-X", "utf8", "-c", PROGRAM]
    done = subprocess.run(program, input=json.dumps(queries), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[list[list[str]]] = json.loads(done.stdout)
    return answers


def table_of(headings: list[str], *rows: Iterable[str]) -> str:
    """The answer as the page shows it."""
    head, *body = (f"| {' | '.join(cells)} |\n" for cells in (headings, *rows))
    return f"{head}{'|---' * len(headings)}|\n{''.join(body)}"


def test_every_query_answers_what_the_page_says(exported):
    shown = QUERY.findall(PAGE)
    assert sum(bool(table) for _, table in shown) == 6
    answers = answers_of([query for query, _ in shown], exported)
    for (query, table), answer in zip(shown, answers, strict=True):
        if table:
            assert table_of(*answer) == table, query


def test_every_column_is_told_with_its_type():
    told = dict(COLUMN.findall(PAGE))
    assert (told.pop("province"), told.pop("year")) == ("folder", "folder")
    assert told == {field.name: "dictionary" if field.type == WORD else str(field.type) for field in SCHEMA}
