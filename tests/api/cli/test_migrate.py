"""``bangvang migrate``: what held on SQLite holds on PostgreSQL."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.api.cli.conftest import CommandLine
from tests.projections.conftest import new_database

pytestmark = pytest.mark.no_cover

RENAMING = ("province", "unit-rename", "vinh-long", "so-tttt", "--name", "Sở Khoa học", "--reason", "sáp nhập")
READS = (
    ("ranking", "vinh-long/2022"),
    ("history", "so-tai-chinh", "vinh-long/2022"),
    ("log", "tail", "--after", "0", "--limit", "999"),
    ("people", "list"),
    ("audit", "checkpoints"),
)


@pytest.fixture
def target(postgres_url: str) -> Iterator[dict[str, str | None]]:
    """The setting that names an empty database."""
    with new_database(postgres_url) as url:
        yield {"DATABASE_URL": url}


def test_what_was_proved_before_is_proved_afterwards(published: CommandLine, target):
    published("keys", "init", "--name", "thu")
    checkpoint = published("audit", "checkpoint").stdout
    kept = published.file("checkpoint.txt", checkpoint)
    receipt = published.file("receipt.json", published("audit", "receipt", "9").stdout)
    before = [published(*words, "--format", "json").stdout for words in READS]

    told = published("migrate", published.data, env=target).output
    assert "Both stores are equal, byte for byte" in told
    assert f"the folder in use: {published.data / 'keys'}" in told

    assert [published(*words, "--format", "json", env=target).stdout for words in READS] == before
    verified = published("audit", "verify", "--checkpoint", kept, env=target).output
    assert "✓ Every event up to position" in verified
    assert "still stands unchanged" in published("audit", "check", receipt, env=target).output
    published(*RENAMING, env=target)
    assert "held against" in published("audit", "verify", "--checkpoint", kept, env=target).output


def test_it_is_told_to_programs_and_in_vietnamese(published: CommandLine, target):
    def told(*words: str, code: int = 0):
        document = published("migrate", published.data, *words, "--format", "json", env=target, code=code).stdout
        return json.loads(document)

    before = told("--verify-only", code=1)
    assert (before["equal"], before["behind"]) == (False, before["tables"][0]["source_rows"])
    first, second = told(), told()
    assert (first["found"], second["copied"], first["equal"], second["equal"]) == (0, 0, True, True)
    assert first["copied"] == second["found"] == before["behind"]
    assert told("--verify-only") == {key: second[key] for key in ("tables", "behind", "equal")}
    assert "trùng nhau từng byte" in published("migrate", published.data, "--lang", "vi", env=target).output


def test_what_came_to_the_source_later_is_told_and_copied_by_the_next_run(published: CommandLine, target):
    published("migrate", published.data, env=target)
    published(*RENAMING)
    assert (
        "SQLite has 1 more events" in published("migrate", published.data, "--verify-only", env=target, code=1).output
    )
    assert "Copied 1 events" in published("migrate", published.data, env=target).output


def test_a_difference_ends_with_exit_code_one(published: CommandLine, target):
    published("migrate", published.data, env=target)
    with psycopg.connect(str(target["DATABASE_URL"]), autocommit=True) as connection:
        connection.execute("UPDATE stored_events SET state = state || ' ' WHERE notification_id = 5")
    told = published("migrate", published.data, "--verify-only", env=target, code=1).output
    assert "The stores DIFFER" in told
    refused = published("migrate", published.data, "--format", "json", env=target, code=6).stderr
    assert json.loads(refused)["code"] == "migration-target-has-another-log"


def test_keys_that_stay_behind_are_told(published: CommandLine, target):
    published("keys", "init", "--name", "thu")
    moved = published.folder / "moved"
    shutil.move(published.data, moved)
    # Long paths are broken wherever the line ends.
    told = "".join(published("migrate", moved, env=target).output.split())
    assert f"copy{moved / 'keys'}to{published.data / 'keys'}" in told


def test_it_is_refused_before_anything_is_done(published: CommandLine, target):
    assert published.refused("migrate", published.data, code=3)["code"] == "nowhere-to-migrate"
    missing = published("migrate", published.folder, "--format", "json", env=target, code=4).stderr
    assert json.loads(missing)["code"] == "nothing-to-migrate"
    auditor = published("--auditor", "thanh-tra", "migrate", published.data, env=target, code=5).stderr
    assert "Refused" in auditor


def test_an_event_that_nobody_of_ours_has_written_is_refused(published: CommandLine, target):
    with closing(sqlite3.connect(published.data / "events.db")) as connection, connection:
        connection.execute("UPDATE stored_events SET originator_id = upper(originator_id) WHERE notification_id = 3")
    refused = published("migrate", published.data, "--format", "json", env=target, code=6).stderr
    assert json.loads(refused)["data"]["row"] == 3
