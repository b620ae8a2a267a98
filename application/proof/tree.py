"""A Merkle tree over the log, hashed as RFC 9162 says (section 2.1): roots, inclusion and consistency proofs.

Leaf ``position - 1`` stands for the entry at that position. A node of level ``k`` and index ``i`` stands for the leaves
from ``i << k`` on, ``1 << k`` of them; all others are made of such nodes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

from application.recording import StoredEntry

Hash = bytes
"""Of 32 bytes."""
Nodes = Callable[[int, int], Hash]
"""Answers with the hash of a node, by its level and its index."""

EMPTY: Hash = sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: StoredEntry) -> Hash:
    """The hash of an entry: of its stored bytes behind a line that binds them to position, stream, version and name.

    The line is ``position stream version length name``; the stream is in 32 hexadecimal digits, the length is that of
    the stored bytes. Since it stands before the name, no byte can pass from the name to what follows, or back.
    """
    position, stream, version, name, state = entry
    return sha256(b"\0%d %b %b %d %b\n%b" % (position, stream, version, len(state), name, state)).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of a node that has two others below it."""
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[Hash]) -> Hash:
    """The root over as many leaves or nodes as a power of two."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


class Growing:
    """A tree that only grows at its right edge, of which only the roots of complete subtrees are kept."""

    def __init__(self) -> None:
        """Begins empty."""
        self.size = 0
        self._roots: list[Hash] = []

    def append(self, leaf: Hash) -> None:
        """Adds a leaf at the right."""
        carried = self.size
        self.size += 1
        while carried & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            carried >>= 1
        self._roots.append(leaf)

    def root(self) -> Hash:
        """The root over all leaves."""
        return _folded(reversed(self._roots))


def _folded(from_right: Iterable[Hash]) -> Hash:
    roots = iter(from_right)
    found = next(roots, EMPTY)
    for left in roots:
        found = node_hash(left, found)
    return found


def root(nodes: Nodes, size: int) -> Hash:
    """The root over the first leaves."""
    return _folded(nodes(level, index) for level, index in reversed([*_complete(0, size)]))


def _complete(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The largest complete nodes that make up a range of leaves, from the left; it begins where the largest can."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def _over(nodes: Nodes, begin: int, end: int) -> Hash:
    """The root over a range of leaves that stands as a subtree in the tree."""
    return _folded(nodes(level, index) for level, index in reversed([*_complete(begin, end)]))


def inclusion(nodes: Nodes, index: int, size: int) -> list[Hash]:
    """The proof that a leaf is in the tree over the first ``size`` leaves (RFC 9162, 2.1.3.1), from below."""
    path: list[Hash] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _left(end - begin)
        if index < middle:
            path.append(_over(nodes, middle, end))
            end = middle
        else:
            path.append(_over(nodes, begin, middle))
            begin = middle
    return path[::-1]


def _left(size: int) -> int:
    """How many leaves the left half of a tree has: the largest power of two below their number."""
    return 1 << (size - 1).bit_length() - 1


def consistency(nodes: Nodes, old: int, new: int) -> list[Hash]:
    """The proof that the tree over ``old`` leaves is the beginning of that over ``new`` (RFC 9162, 2.1.4.1)."""
    path: list[Hash] = []
    begin, end = 0, new
    whole = True
    while old != end:
        middle = begin + _left(end - begin)
        if old <= middle:
            path.append(_over(nodes, middle, end))
            end = middle
        else:
            path.append(_over(nodes, begin, middle))
            begin, whole = middle, False
    return path[::-1] if whole else [_over(nodes, begin, end), *path[::-1]]


def root_by_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash]) -> Hash | None:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); ``None`` where it has not the right length."""
    if not 0 <= index < size or len(path) != _length(index, size):
        return None
    at, last, found = index, size - 1, leaf
    for other in path:
        if at & 1 or at == last:
            found = node_hash(other, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    return found


def _length(index: int, size: int) -> int:
    """How many hashes an inclusion proof has: one a level below where the paths to leaf and right edge part, ..."""
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def is_consistent(old: tuple[int, Hash], new: tuple[int, Hash], path: Sequence[Hash]) -> bool:
    """Whether a proof shows that one tree, of a size and a root, is the beginning of another (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size < new_size:
        return not path and (old_root == new_root if old_size == new_size else old == (0, EMPTY))
    hashes = [old_root, *path] if old_size.bit_count() == 1 else [*path]
    if not hashes:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_old, of_new = node_hash(other, of_old), node_hash(other, of_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            of_new = node_hash(of_new, other)
        at, last = at >> 1, last >> 1
    return last == 0 and (of_old, of_new) == (old_root, new_root)
