"""Nobody changes the log unnoticed: any byte, any entry, its place or its end, by whoever can write to the store."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL

from api.demo.national import load_national
from application import recording
from application.proof import keys
from application.proof.checkpoints import Checkpoint
from application.settings import Settings
from domain.metadata import Actor, Role
from domain.person.commands import EraseName
from domain.province.commands import RegisterProvince
from projections.platform import Platform
from projections.transparency import Audit, LogRewritten, audit, audit_store
from tests.domain.builders import ask

pytestmark = pytest.mark.no_cover

CASES = 12_000 if os.environ.get("THOROUGH") else 1_200
ADMINISTRATOR_BY_NAME = Actor(id="Nguyễn Văn A", role=Role.ADMINISTRATOR)
COLUMNS = "notification_id, originator_id, originator_version, topic, state"
Row = tuple[Any, ...]
Tampering = Callable[[random.Random, list[Row]], list[Row]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, sqlite3.Connection, Sequence[Row]]]:
    """A log with two checkpoints, the way into its file past the program, and its rows."""
    folder = tmp_path_factory.mktemp("store")
    settings = Settings(data=folder)
    keys.init(settings.keys, "bangvang/thu")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        platform.checkpoints.make(40)
        platform.checkpoints.make()
        connection = sqlite3.connect(folder / "events.db")
        connection.execute("PRAGMA synchronous = OFF")
        rows = connection.execute(f"SELECT {COLUMNS} FROM stored_events ORDER BY notification_id").fetchall()
        yield platform, connection, rows
        connection.close()


def examined(platform: Platform, held: Sequence[Checkpoint] | None = None) -> Audit:
    own = [platform.checkpoints.verified(note) for _, note in platform.checkpoints.notes()]
    return audit(platform.log, platform.transparency, own if held is None else held)


def put(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    with connection:
        connection.execute("DELETE FROM stored_events")
        connection.executemany(f"INSERT INTO stored_events ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)


def flipped(chance: random.Random, text: bytes) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + bytes([text[at] ^ (1 << chance.randrange(8))]) + text[at + 1 :]


def flip_a_byte(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    rows[at] = (*rows[at][:4], flipped(chance, rows[at][4]))
    return rows


def rename(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    position, stream, version, name, state = rows[at]
    rows[at] = position, stream, version, chance.choice([f"{name} ", name[:-1] + "9", "x", ""]), state
    return rows


def move_to_another_stream(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    position, _, version, name, state = rows[at]
    rows[at] = position, f"{chance.getrandbits(128):032x}", version, name, state
    return rows


def count_otherwise(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    position, stream, version, name, state = rows[at]
    rows[at] = position, stream, chance.choice([version + 1000, version + 0.5, f"v{version}"]), name, state
    return rows


def delete(chance: random.Random, rows: list[Row]) -> list[Row]:
    del rows[chance.randrange(len(rows))]
    return rows


def delete_and_close_the_gap(chance: random.Random, rows: list[Row]) -> list[Row]:
    del rows[chance.randrange(len(rows))]
    return numbered(rows)


def cut_off(chance: random.Random, rows: list[Row]) -> list[Row]:
    return rows[: chance.randrange(len(rows))]


def swap(chance: random.Random, rows: list[Row]) -> list[Row]:
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = (rows[one][0], *rows[other][1:]), (rows[other][0], *rows[one][1:])
    return rows


def insert(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    forged = (0, f"{chance.getrandbits(128):032x}", 1, *rows[at][3:])
    return numbered([*rows[:at], forged, *rows[at:]])


def insert_before_the_first(chance: random.Random, rows: list[Row]) -> list[Row]:
    stream, version = rows[-1][1], 1000
    return [(-chance.randrange(5), stream, version, *rows[-1][3:]), *rows]


def move_far_away(chance: random.Random, rows: list[Row]) -> list[Row]:
    at = chance.randrange(len(rows))
    rows.append((chance.choice([2**63 - 1, 10**12, len(rows) + 2]), *rows.pop(at)[1:]))
    return rows


def swap_the_bytes(chance: random.Random, rows: list[Row]) -> list[Row]:
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = (*rows[one][:4], rows[other][4]), (*rows[other][:4], rows[one][4])
    return rows


def numbered(rows: Sequence[Row]) -> list[Row]:
    return [(position, *row[1:]) for position, row in enumerate(rows, start=1)]


TAMPERINGS: Sequence[Tampering] = (
    *(flip_a_byte, rename, move_to_another_stream, count_otherwise, delete, delete_and_close_the_gap),
    *(cut_off, swap, insert, insert_before_the_first, swap_the_bytes),
    move_far_away,
)


def test_an_untouched_store_holds(store):
    platform, _, rows = store
    found = examined(platform)
    assert found.holds
    assert (found.entries, found.covered, found.checkpoints) == (len(rows), len(rows), (40, len(rows)))


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: each.__name__)
def test_what_was_done_to_the_store_is_found(store, tampering: Tampering):
    platform, connection, rows = store
    chance = random.Random(tampering.__name__)
    try:
        for _ in range(-(-CASES // len(TAMPERINGS))):
            changed = tampering(chance, [*rows])
            put(connection, changed)
            found = examined(platform)
            assert not found.holds
            first = next(
                (at for at, (is_, was) in enumerate(zip(changed, rows, strict=False), start=1) if is_ != was),
                min(len(changed), len(rows)) + 1,
            )
            assert any(each.begin <= first <= each.end or each.end < 1 for each in found.findings), first
    finally:
        put(connection, rows)
    assert examined(platform).holds


def test_a_rewritten_log_whose_tree_was_rebuilt_is_not_the_one_that_was_signed(store):
    platform, connection, rows = store
    held = [platform.checkpoints.verified(note) for _, note in platform.checkpoints.notes()]
    forged = rows[55][4].replace(b'"actor"', b'"actor" ')
    put(connection, [*rows[:55], (*rows[55][:4], forged), *rows[56:]])
    try:
        platform.projections.rebuild("transparency")
        found = examined(platform, held)
        assert [(each.code, each.begin, each.end) for each in found.findings] == [
            ("not-as-signed", 41, len(rows)),
            ("tree-differs", 1, len(rows)),
        ]
        with pytest.raises(LogRewritten):
            platform.checkpoints.make()
    finally:
        put(connection, rows)
        platform.projections.rebuild("transparency")
    assert examined(platform).holds


def test_a_tree_that_has_lost_hashes_differs_from_what_was_signed(store):
    platform, _, rows = store
    read = platform.database.raw_connection()
    read.execute("UPDATE transparency_edge SET hashes = substr(hashes, 1, 320)")
    read.commit()
    try:
        assert {each.code for each in examined(platform).findings} == {"tree-differs"}
    finally:
        read.close()
        platform.projections.rebuild("transparency")
    assert examined(platform).entries == len(rows)
    assert examined(platform).holds


def test_what_comes_after_the_last_checkpoint_is_held_against_the_tree(tmp_path: Path):
    settings = Settings(data=tmp_path / "data")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        connection = sqlite3.connect(tmp_path / "data/events.db")
        assert examined(platform).holds
        assert examined(platform).covered == 0
        with connection:
            connection.execute("UPDATE stored_events SET state = state || ' ' WHERE notification_id = 20")
        assert [(each.code, each.begin) for each in examined(platform).findings] == [("altered", 20)]
        with connection:
            connection.execute("UPDATE stored_events SET state = trim(state) WHERE notification_id = 20")
        connection.close()
        assert examined(platform).holds


def test_the_log_in_postgresql_is_examined_alike(database_url: str, tmp_path: Path):
    settings = Settings(data=tmp_path, database_url=database_url)
    keys.init(settings.keys, "bangvang/thu")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        size = platform.checkpoints.make().checkpoint.size
        assert examined(platform).holds
        for statement, code, begin in (
            ("UPDATE {} SET state = set_byte(state, 5, 7) WHERE notification_id = 33", "altered", 33),
            ("DELETE FROM {} WHERE notification_id = 12", "missing", 12),
            ("DELETE FROM {} WHERE notification_id > 60", "truncated", 61),
        ):
            with psycopg.connect(database_url) as connection:
                connection.execute(SQL(statement).format(SQL("stored_events")))
            found = {(each.code, each.begin, each.end) for each in examined(platform).findings}
            assert (code, begin, size if code == "truncated" else begin) in found


@pytest.mark.parametrize("page", [1, 20, 4_000])
def test_two_entries_at_one_position_are_found(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int
):
    monkeypatch.setattr(recording, "PAGE", page)
    with Platform(Settings(data=tmp_path, database_url=database_url)) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        assert examined(platform).holds
        with psycopg.connect(database_url) as connection:
            connection.execute("ALTER TABLE stored_events DROP CONSTRAINT stored_events_notification_id_key")
            connection.execute(
                "INSERT INTO stored_events (originator_id, originator_version, topic, state, notification_id)"
                " SELECT originator_id, 1000, topic, state, 20 FROM stored_events WHERE notification_id = 20"
            )
        assert ("misnumbered", 20) in {(each.code, each.begin) for each in examined(platform).findings}


def test_a_copy_of_the_store_holds_as_well(store, tmp_path: Path):
    platform, _, rows = store
    shutil.copytree(platform.settings.data, tmp_path / "copy")
    with Platform(Settings(data=tmp_path / "copy")) as copied:
        found = examined(copied)
    assert (found.holds, found.entries) == (True, len(rows))


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ("originator_id, originator_version + 5, topic, state", "out-of-order"),
        ("originator_id, originator_version + 1, topic, state", "misplaced"),
        ("originator_id, originator_version + 1, topic, CAST('{' AS BLOB)", "unreadable"),
    ],
)
def test_what_somebody_has_added_at_the_end_has_to_fit_there(tmp_path: Path, forged: str, code: str):
    with Platform(Settings(data=tmp_path / "data")) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        head = platform.log.head()
        connection = sqlite3.connect(tmp_path / "data/events.db")
        with connection:
            connection.execute(
                f"INSERT INTO stored_events (originator_id, originator_version, topic, state) SELECT {forged} "
                f"FROM stored_events WHERE notification_id = {head}"
            )
        connection.close()
        assert [(each.code, each.begin) for each in examined(platform).findings] == [(code, head + 1)]


def test_a_larger_checkpoint_does_not_hide_that_a_smaller_one_was_due(tmp_path: Path):
    settings = Settings(data=tmp_path / "data")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        keys.init(settings.keys, "bangvang/thu")
        platform.application.execute(ask(RegisterProvince, province="tinh-sau", name="Tỉnh sau"))
        platform.projections.whenever_advanced = lambda: None
        platform.projections.advance()
        published = platform.transparency.occasions(0)
        last = platform.receipts.receipt(platform.log.head())
        assert [size for size, _ in platform.checkpoints.notes()] == [*published, platform.log.head()]
        assert last.position == platform.log.head()
        assert platform.checkpoints.make_due() == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE checkpoints SET size = size + 7", "checkpoint-refused"),
        ("UPDATE checkpoints SET note = x'ff'", "checkpoint-refused"),
    ],
)
def test_a_checkpoint_that_was_altered_is_refused(tmp_path: Path, statement: str, code: str):
    settings = Settings(data=tmp_path / "data")
    keys.init(settings.keys, "bangvang/thu")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        platform.checkpoints.make()
        with sqlite3.connect(settings.data / "events.db") as connection:
            connection.execute(statement)
        connection.close()
        found = audit_store(platform.log, platform.transparency, platform.checkpoints)
        assert code in {each.code for each in found.findings}


@pytest.mark.parametrize("statement", ["UPDATE transparency_edge SET hashes = 'x'", "DELETE FROM transparency_edge"])
def test_a_garbled_tree_is_a_finding(tmp_path: Path, statement: str):
    settings = Settings(data=tmp_path / "data")
    keys.init(settings.keys, "bangvang/thu")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        platform.checkpoints.make()
        with sqlite3.connect(settings.data / "read.db") as connection:
            connection.execute(statement)
        connection.close()
        found = audit_store(platform.log, platform.transparency, platform.checkpoints)
        assert {each.code for each in found.findings} <= {"tree-damaged", "tree-differs"}
        assert not found.holds


def test_an_erased_name_leaves_every_proof_as_it_was(national: Platform):
    keys.init(national.settings.keys, "bangvang/thu")
    application = national.application
    application.execute(ask(RegisterProvince, province="tinh-sau", name="Tỉnh sau", actor=ADMINISTRATOR_BY_NAME))
    national.projections.advance()
    receipt = national.receipts.receipt(national.log.head())
    root = national.transparency.root(receipt.position)
    [person] = application.people.names([application.people.called(ADMINISTRATOR_BY_NAME.id)])
    application.execute(ask(EraseName, reference=person))
    national.projections.advance()
    assert application.people.names([person]) == {person: None}
    assert national.transparency.root(receipt.position) == root
    assert national.receipts.require_kept(receipt).root == root
    national.checkpoints.make()
    found = audit_store(national.log, national.transparency, national.checkpoints)
    assert (found.holds, found.covered) == (True, national.log.head())
