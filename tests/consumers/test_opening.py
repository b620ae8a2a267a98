"""A program that starts while the database is away begins when it is back."""

import gc
from threading import Timer

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from application.settings import Settings
from consumers import opening
from projections.failures import INFRASTRUCTURE

pytestmark = pytest.mark.no_cover


def admit(postgres_url: str, database_url: str, *, connections: bool) -> None:
    """Whether the database lets anybody in."""
    name = Identifier(str(make_url(database_url).database))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, SQL(str(connections))))


def test_a_database_that_is_away_is_waited_for(postgres_url, database_url, tmp_path):
    admit(postgres_url, database_url, connections=False)
    back = Timer(0.5, admit, (postgres_url, database_url), {"connections": True})
    back.start()
    with opening.opened(Settings(data=tmp_path, database_url=database_url)) as platform:
        assert platform.log.head() == 0
    back.join()


def test_one_that_never_comes_is_not_waited_for_longer(postgres_url, database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    admit(postgres_url, database_url, connections=False)
    with pytest.raises(INFRASTRUCTURE):
        opening.opened(Settings(data=tmp_path, database_url=database_url))


def test_a_folder_that_nobody_can_use_is_no_reason_to_wait(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(OSError, match="data"):
        opening.opened(Settings(data=tmp_path / "data"))


def test_garbage_is_looked_for_as_before_when_a_program_ends():
    usual = gc.get_threshold()
    with opening.collecting_seldom():
        assert gc.get_threshold()[0] > usual[0]
    assert gc.get_threshold() == usual
