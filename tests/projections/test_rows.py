"""Rows of a table that is being built: in memory, then written in one piece, then kept up to date."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from projections.platform import Platform
from projections.rows import ONLY_ADDED_TO, FreshRows, Rows

METADATA = sa.MetaData()
STATE = sa.Table(
    "state_of_tests",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("flag", sa.Boolean, nullable=False),
)
OPTIONAL = sa.Table(
    "optional_of_tests",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text),
)
ADDED = sa.Table(
    "lines_of_tests",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text),
    info={ONLY_ADDED_TO: True},
)


@pytest.fixture
def connection(platform: Platform) -> Iterator[sa.Connection]:
    with platform.database.connect().execution_options(writes=True) as connection, connection.begin() as transaction:
        METADATA.create_all(connection)
        yield connection
        transaction.rollback()


PAIRED = sa.Table(
    "pairs_of_tests",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("text", sa.Text, primary_key=True),
    sa.Column("flag", sa.Boolean, nullable=False),
)


def fresh(table: sa.Table, connection: sa.Connection) -> FreshRows:
    rows = FreshRows(table)
    rows.connection = connection
    return rows


def written(table: sa.Table, connection: sa.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]


def test_rows_are_written_in_one_piece_and_then_as_they_change(connection: sa.Connection):
    rows = fresh(STATE, connection)
    rows.put({"key": "b", "flag": False})
    rows.put({"key": "a", "flag": True})
    rows.change("b", flag=True)
    rows.flush()
    assert written(STATE, connection) == []
    assert rows.get("c") is None
    assert rows.where(flag=True) == [{"key": "a", "flag": True}, {"key": "b", "flag": True}]
    rows.complete()
    rows.flush()
    assert written(STATE, connection) == [("a", True), ("b", True)]
    rows.change("a", flag=False)
    rows.put({"key": "c", "flag": True})
    rows.flush()
    assert written(STATE, connection) == [("a", False), ("b", True), ("c", True)]


def test_what_is_only_added_to_is_written_as_it_comes_and_not_kept(connection: sa.Connection):
    rows = fresh(ADDED, connection)
    rows.put({"number": 2, "text": None})
    rows.put({"number": 1, "text": "tab\there, line\nthere, \\N"})
    rows.flush()
    lines = [(1, "tab\there, line\nthere, \\N"), (2, None)]
    assert written(ADDED, connection) == lines
    with pytest.raises(LookupError, match="is only added to"):
        rows.get(1)
    rows.complete()
    rows.put({"number": 3, "text": "sau cùng"})
    rows.flush()
    assert written(ADDED, connection) == [*lines, (3, "sau cùng")]


@pytest.mark.parametrize("kind", [Rows, FreshRows])
def test_rows_are_found_by_values_and_by_having_none(connection: sa.Connection, kind: type[Rows]):
    rows = kind(OPTIONAL)
    rows.connection = connection
    for number, text in enumerate(["a", None, "b", None]):
        rows.put({"number": number, "text": text})
    if kind is Rows:
        rows.flush()
        rows.put({"number": 0, "text": None})
        rows.put({"number": 0, "text": "a"})
    assert [row["number"] for row in rows.where(text=None)] == [1, 3]
    assert [row["number"] for row in rows.where(text="b", number=2)] == [2]
    assert [row["number"] for row in rows.among("number", [3, 0, 9])] == [0, 3]
    assert rows.among("number", []) == []


def test_rows_are_brought_by_all_of_their_keys_at_once(connection: sa.Connection):
    keys = [(2**40, 'ô, "x"'), (-1, "[1]"), (0, ""), (0, "\n\\"), (7, "{}")]
    rows = Rows(PAIRED)
    rows.connection = connection
    for number, text in keys[:-1]:
        rows.put({"number": number, "text": text, "flag": True})
    rows.flush()
    later = Rows(PAIRED)
    later.connection = connection
    later.bring([*keys, (0, "[1]")])
    connection.execute(sa.delete(PAIRED))
    found = [later.get(*key) for key in keys]
    assert found == [{"number": number, "text": text, "flag": True} for number, text in keys[:-1]] + [None]
    assert later.get(0, "[1]") is None


def test_rows_that_a_rebuild_does_not_keep_can_not_be_looked_for(connection: sa.Connection):
    rows = fresh(ADDED, connection)
    with pytest.raises(LookupError, match="only added to"):
        rows.where(number=1)
    with pytest.raises(LookupError, match="only added to"):
        rows.among("number", [1])
