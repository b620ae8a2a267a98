"""The log's tree as a projection: its roots are those of the log, live and rebuilt, and its proofs hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from application.proof import tree
from application.settings import Settings
from projections.platform import Platform
from projections.projection import Fact
from projections.rows import FreshRows, Rows
from projections.transparency import LogHasGap, SizeUnknown, TransparencyProjection, TransparencyQuery

pytestmark = pytest.mark.no_cover

THREE_LEVELS = 256 * 256 + 300
"""Entries of a tree that has three levels of tiles."""


def entry(position: int) -> tuple[int, bytes, bytes, bytes, bytes]:
    name = b"round.published.v1" if position % 100 == 0 else b"scorecard.self_scored.v1"
    return position, b"%032x" % (position % 9), b"1", name, b'{"a":%d}' % position


def grown(size: int) -> tree.Growing:
    growing = tree.Growing()
    for position in range(1, size + 1):
        growing.append(tree.leaf_hash(entry(position)))
    return growing


def read_database(kind: type[Rows], batches: list[range]) -> sa.Engine:
    database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    projection, metadata = TransparencyProjection(), sa.MetaData()
    tables = projection.tables(metadata, "")
    fresh = {table.name: kind(table) for table in tables}
    with database.begin() as connection:
        metadata.create_all(connection)
        for batch in batches:
            rows = fresh if kind is FreshRows else {table.name: kind(table) for table in tables}
            for each in rows.values():
                each.connection = connection
            projection.fold(rows, [Fact(position, entry(position)) for position in batch])
            for each in rows.values():
                if isinstance(each, FreshRows) and batch is batches[-1]:
                    each.complete()
                each.flush()
    return database


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 1200), st.lists(st.integers(1, 400), max_size=4))
def test_in_any_batches_it_has_the_roots_and_the_proofs_of_the_log(size, sizes):
    ends = [0]
    for each in sizes:
        ends.append(min(size, ends[-1] + each))
    batches = [range(begin + 1, end + 1) for begin, end in zip(ends, [*ends[1:], size], strict=True)]
    for kind in (Rows, FreshRows):
        query = TransparencyQuery(read_database(kind, batches))
        assert query.size() == size
        assert query.root(size) == grown(size).root()
        assert query.occasions(0) == [*range(100, size + 1, 100)]
        for earlier in {1, size // 2 or 1, size}:
            root = grown(earlier).root()
            assert query.root(earlier) == root
            path = query.inclusion(earlier, size)
            assert tree.root_by_inclusion(query.leaf(earlier), earlier - 1, size, path) == query.root(size)
            assert tree.is_consistent((earlier, root), (size, query.root(size)), query.consistency(earlier, size))


@pytest.fixture(scope="module")
def three_levels() -> sa.Engine:
    """The read database of a tree that has three levels of tiles."""
    return read_database(FreshRows, [range(1, THREE_LEVELS + 1)])


def test_a_tree_of_three_levels_of_tiles_has_the_root_of_the_log(three_levels: sa.Engine):
    size, query = THREE_LEVELS, TransparencyQuery(three_levels)
    assert query.root(size) == grown(size).root()
    assert len(query.tile(1, 0)) == 256 * 32
    assert len(query.tile(2, 0)) == 32
    assert query.tile(3, 0) == b""
    assert query.tile(0, 257) == b"".join(tree.leaf_hash(entry(at)) for at in range(257 * 256 + 1, size + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, THREE_LEVELS), st.integers(1, THREE_LEVELS))
def test_a_proof_asks_for_tiles_once(three_levels: sa.Engine, one: int, other: int):
    query, (earlier, later) = TransparencyQuery(three_levels), sorted((one, other))
    roots = tree.root(complete, earlier), tree.root(complete, later)
    with asked_for_tiles(three_levels) as asked:
        path = query.inclusion(earlier, later)
        assert len(asked) <= 1
    assert tree.root_by_inclusion(query.leaf(earlier), earlier - 1, later, path) == roots[1]
    with asked_for_tiles(three_levels) as asked:
        path = query.consistency(earlier, later)
        assert len(asked) <= 1
    assert tree.is_consistent((earlier, roots[0]), (later, roots[1]), path)
    with asked_for_tiles(three_levels) as asked:
        assert query.root(earlier) == roots[0]
        assert len(asked) <= 1


@cache
def complete(level: int, index: int) -> bytes:
    """A node of that tree."""
    if level:
        return tree.node_hash(complete(level - 1, 2 * index), complete(level - 1, 2 * index + 1))
    return tree.leaf_hash(entry(index + 1))


@contextmanager
def asked_for_tiles(database: sa.Engine) -> Iterator[list[str]]:
    """The statements that ask for tiles meanwhile."""
    found: list[str] = []

    def notice(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "transparency_tile" in statement:
            found.append(statement)

    sa.event.listen(database, "before_cursor_execute", notice)
    yield found
    sa.event.remove(database, "before_cursor_execute", notice)


def test_a_log_with_a_gap_is_refused():
    with pytest.raises(LogHasGap, match="position 7 stands where position 6 should"):
        read_database(Rows, [range(1, 6), range(7, 8)])


@pytest.mark.parametrize(("position", "size"), [(0, 10), (11, 10), (1, 11), (-1, 10)])
def test_what_is_not_in_the_tree_has_no_proof(position, size):
    query = TransparencyQuery(read_database(Rows, [range(1, 11)]))
    with pytest.raises(SizeUnknown):
        query.inclusion(position, size)


@pytest.mark.parametrize(("old", "new"), [(5, 4), (1, 11), (-1, 10)])
def test_what_is_no_size_of_the_tree_has_no_proof(old, new):
    query = TransparencyQuery(read_database(Rows, [range(1, 11)]))
    with pytest.raises(SizeUnknown):
        query.consistency(old, new)


def test_on_both_stores_it_stands_for_the_stored_bytes(national: Platform, settings: Settings):
    national.projections.advance()
    head = national.log.head()
    live = national.transparency.root(head)
    with national.log.entries(0, head) as entries:
        growing = tree.Growing()
        for each in entries:
            growing.append(tree.leaf_hash(each))
    assert (growing.size, growing.root()) == (head, live)
    national.projections.rebuild("transparency")
    assert national.transparency.root(head) == live
    assert national.projections.verify("transparency").equal
    with Platform(settings) as other:
        assert other.transparency.root(head) == live


def test_of_one_province_there_is_nothing_to_verify(national: Platform):
    assert national.projections.verify("transparency", province="quoc-gia").rows == 0
