"""Whoever keeps the platform running sees how late it is, and what was put aside."""

import base64
import json
from typing import Any

import pytest
import sqlalchemy as sa

from application.settings import Settings
from projections.database import writing
from projections.feeding.notes import headers_text
from projections.feeding.tables import DEAD_LETTERS, PROVINCES, RELAY, RELAYED
from projections.platform import Platform
from tests.api.cli.conftest import CommandLine

pytestmark = pytest.mark.no_cover

HEADERS = [("ce_type", b"unit.registered.v1"), ("ce_position", b"\xff")]


def put(cli: CommandLine, table: sa.Table, **row: Any) -> None:
    with Platform(Settings(data=cli.data)) as platform, writing(platform.database) as connection:
        connection.execute(sa.insert(table), row)


@pytest.fixture
def poisoned(registered: CommandLine) -> CommandLine:
    """A command line on data of which a record was put aside."""
    registered("projections", "rebuild")
    record = {"record_key": b"vinh-long", "record_value": b"\xff{", "record_headers": headers_text(HEADERS)}
    place = {"projection": "ranking", "topic": "bangvang.events.v1", "partition": 3, "offset": 17}
    about = {"province": None, "position": None, "event": None, "problem": "KeyError: 'ce_id'", "at": "2026-06-01"}
    put(registered, DEAD_LETTERS, **place, **about, **record, settled_at=None)
    return registered


def test_it_says_where_everything_stands(registered: CommandLine):
    registered("projections", "rebuild")
    shown = registered("status").stdout
    told = registered.json("status")
    assert f"The log ends at position {told['head']}" in shown
    assert {each["projection"] for each in told["projections"]} >= {"ranking", "transparency"}
    assert {each["lag"] for each in told["projections"]} == {0}
    assert (told["relays"], told["provinces"], told["late"]) == ([], [], 0)
    assert "Sự kiện cuối của nhật ký" in registered("status", "--lang", "vi").stdout


def test_relay_and_provinces_are_shown_where_there_are_any(registered: CommandLine):
    registered("projections", "rebuild")
    registered("projections", "feed", "ranking", "kafka")
    version = next(each for each in registered.json("status")["projections"] if each["projection"] == "ranking")
    where = {"projection": "ranking", "version": version["version"], "province": "vinh-long"}
    put(registered, RELAY, name="events", position=99, epoch=4, holder="may-chu-1")
    put(registered, RELAYED, province="vinh-long", position=90, sequence=12, recorded_at="")
    put(registered, RELAYED, province="ca-mau", position=99, sequence=3, recorded_at="")
    put(registered, PROVINCES, **where, position=80, sequence=10, recorded_at="", correlation_id="ma-lien-ket")
    lines = registered("status").stdout.splitlines()
    [vinh_long] = [line.split() for line in lines if "vinh-long" in line]
    [ca_mau] = [line.split() for line in lines if "ca-mau" in line]
    assert vinh_long == ["ranking", "vinh-long", "80", "10", "2", "0.0", "ma-lien-ket"]
    assert ca_mau[3:] == ["?", "0.0"]
    assert any("may-chu-1" in line for line in lines)


def test_a_script_can_act_on_it(poisoned: CommandLine):
    assert poisoned("status", "--fail-when-late", "60", code=1).stdout
    assert poisoned("status").stdout


def test_lateness_fails_only_above_the_limit(registered: CommandLine):
    registered("status", "--fail-when-late", "1000000000")
    registered("status", "--fail-when-late", "0", code=1)
    registered("projections", "rebuild")
    registered("status", "--fail-when-late", "0")


def test_records_put_aside_are_listed(poisoned: CommandLine):
    [letter] = poisoned.json("dead-letters", "list")
    assert (letter["number"], letter["projection"], letter["partition"], letter["offset"]) == (1, "ranking", 3, 17)
    assert "KeyError" in poisoned("dead-letters", "list").stdout


def test_one_is_shown_with_its_record_byte_for_byte(poisoned: CommandLine):
    shown = poisoned("dead-letters", "show", "1").stdout
    assert "  ce_position: \\xff\n" in shown
    assert "Value: \\xff{\n" in shown
    record = poisoned.json("dead-letters", "show", "1")["record"]
    assert base64.b64decode(record["value"]) == b"\xff{"
    assert [(name, base64.b64decode(value)) for name, value in record["headers"]] == HEADERS
    assert poisoned.refused("dead-letters", "show", "2", code=4)["code"] == "dead-letter-unknown"


def test_a_retry_settles_what_the_rebuild_could_fold(poisoned: CommandLine):
    [settled] = json.loads(poisoned("dead-letters", "retry", "ranking", "--format", "json").stdout)
    assert settled["settled_at"]
    assert poisoned.json("dead-letters", "list") == []
    assert len(poisoned.json("dead-letters", "list", "--settled")) == 1
    assert poisoned.json("dead-letters", "retry") == []
    poisoned("status", "--fail-when-late", "60")


def test_a_retry_of_a_read_model_that_there_is_not_is_a_mistake(poisoned: CommandLine):
    assert "is none of" in poisoned("dead-letters", "retry", "rankings", code=2).stderr


def test_who_feeds_read_models_can_be_said_of_one_or_of_all(registered: CommandLine):
    registered("projections", "feed", "--all", "kafka")
    feeds = {each["projection"]: each["feed"] for each in registered.json("projections", "status")}
    assert feeds["ranking"] == feeds["progress"] == "kafka"
    assert feeds["transparency"] == "log"
    registered("projections", "feed", "ranking", "log")
    assert registered.json("projections", "status")[0]["feed"] == "log"
    for words in (("--all", "ranking", "kafka"), ("kafka",), ("ranking",), ("--all",), ("ranking", "paper")):
        assert "log or kafka" in registered("projections", "feed", *words, code=2).stderr
