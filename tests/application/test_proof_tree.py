"""The tree's hashes and proofs, held against RFC 9162's own definitions and against pymerkle."""

from functools import cache, reduce
from hashlib import sha256

from hypothesis import assume, given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency  # type: ignore[import-untyped]  # It has no types.
from pymerkle.proof import ConsistencyProof  # type: ignore[import-untyped]  # As above.

from application.proof import tree

LEAVES = [tree.leaf_hash((at, b"%032x" % (at % 7), b"1", b"round.opened.v1", b"{}")) for at in range(1, 301)]
SIZES = st.integers(1, len(LEAVES))


@cache
def by_definition(begin: int, end: int) -> bytes:
    """MTH(D[begin:end]) as section 2.1.1 has it."""
    if end - begin <= 1:
        return LEAVES[begin] if end > begin else tree.EMPTY
    half = 1
    while half * 2 < end - begin:
        half *= 2
    return tree.node_hash(by_definition(begin, begin + half), by_definition(begin + half, end))


def nodes(level: int, index: int) -> bytes:
    return by_definition(index << level, (index + 1) << level)


def test_an_entry_is_bound_to_its_position_stream_version_name_and_bytes():
    entry = (7, b"0" * 32, b"2", b"scorecard.adjusted.v1", b'{"a":1}')
    others = [
        (8, *entry[1:]),
        (7, b"1" * 32, *entry[2:]),
        (7, b"0" * 32, b"3", *entry[3:]),
        (*entry[:3], b"scorecard.adjusted.v2", entry[4]),
        (*entry[:4], b'{"a":2}'),
        (*entry[:3], b"scorecard.adjusted.v1\n{", b'"a":1}'),
    ]
    assert len({tree.leaf_hash(each) for each in (entry, *others)}) == 7


def test_an_entry_is_hashed_as_the_documents_say():
    entry = (1, b"a" * 32, b"3", b"round.published.v1", b"{}")
    line = b"1 " + b"a" * 32 + b" 3 2 round.published.v1\n{}"
    assert tree.leaf_hash(entry) == sha256(b"\x00" + line).digest()


@given(SIZES)
def test_a_growing_tree_has_the_root_of_the_definition(size):
    growing = tree.Growing()
    for leaf in LEAVES[:size]:
        growing.append(leaf)
    assert growing.root() == by_definition(0, size) == tree.root(nodes, size)


def test_no_leaves_have_the_root_of_nothing():
    assert tree.Growing().root() == tree.root(nodes, 0) == tree.EMPTY


def test_the_root_over_a_complete_tile_is_that_of_the_definition():
    assert tree.root_of(LEAVES[:256]) == by_definition(0, 256)


@given(SIZES, st.data())
def test_an_inclusion_proof_leads_to_the_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(nodes, index, size)
    assert tree.root_by_inclusion(LEAVES[index], index, size, path) == by_definition(0, size)


@given(SIZES, st.data())
def test_an_inclusion_proof_of_another_leaf_or_place_leads_elsewhere(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(nodes, index, size)
    root = by_definition(0, size)
    other = data.draw(st.integers(0, len(LEAVES) - 1).filter(lambda each: each != index))
    assert tree.root_by_inclusion(LEAVES[other], index, size, path) != root
    assert tree.root_by_inclusion(LEAVES[index], other, size, path) != root
    assert tree.root_by_inclusion(LEAVES[index], index, size, [*path, root]) is None


@given(st.integers(0, len(LEAVES)), SIZES)
def test_a_consistency_proof_holds_for_two_sizes_of_one_tree(old, new):
    old, new = sorted((old, new))
    path = tree.consistency(nodes, old, new) if old else []
    assert tree.is_consistent((old, by_definition(0, old)), (new, by_definition(0, new)), path)


@given(SIZES, SIZES, st.data())
def test_a_consistency_proof_holds_for_no_other_tree(old, new, data):
    old, new = sorted((old, new))
    path = tree.consistency(nodes, old, new)
    roots = by_definition(0, old), by_definition(0, new)
    assert not tree.is_consistent((old, LEAVES[0][::-1]), (new, roots[1]), path)
    assert not tree.is_consistent((old, roots[0]), (new, LEAVES[0][::-1]), path)
    assert not tree.is_consistent((new + 1, roots[1]), (new, roots[1]), path)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:at], LEAVES[0][::-1], *path[at + 1 :]]
        assert not tree.is_consistent((old, roots[0]), (new, roots[1]), changed)
        assert not tree.is_consistent((old, roots[0]), (new, roots[1]), path[:-1])
        assert not tree.is_consistent((old, roots[0]), (new, roots[1]), [*path, path[-1]])


def test_no_proof_at_all_shows_nothing():
    assert not tree.is_consistent((3, by_definition(0, 3)), (5, by_definition(0, 5)), [])


# --- Against pymerkle -------------------------------------------------------------------------------------------------


@cache
def oracle() -> InmemoryTree:
    """Pymerkle's tree over as many entries as there are leaves here."""
    found = InmemoryTree(algorithm="sha256")
    found.append_entries([b"%d" % at for at in range(len(LEAVES))])
    return found


@cache
def over_the_same(level: int, index: int) -> bytes:
    """A node of our tree over the same entries, by the definition of an entry's hash and of a pair's."""
    if level:
        return tree.node_hash(over_the_same(level - 1, 2 * index), over_the_same(level - 1, 2 * index + 1))
    return sha256(b"\0%d" % index).digest()


@given(SIZES)
def test_pymerkle_comes_to_the_same_root(size):
    assert tree.root(over_the_same, size) == oracle().get_root(size)


@given(SIZES, st.data())
def test_pymerkle_makes_the_same_inclusion_proofs_behind_the_leaf(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = [over_the_same(0, index), *tree.inclusion(over_the_same, index, size)]
    assert path == oracle().prove_inclusion(index + 1, size).path


def as_rfc_9162_has_it(proof: ConsistencyProof) -> list[bytes]:
    """Pymerkle's proof for two different sizes in the form of the RFC.

    Pymerkle's is the inclusion proof, leaf first, of the entry that follows the old tree: what stands left of that
    makes up the old tree, whatever size it has. The RFC's says no more than both roots need: the subtree that begins
    with that entry is one hash, and that of an old tree which is complete is left out, for whoever verifies has it.
    """
    of_old = proof.subset.index(1)
    following = reduce(tree.node_hash, proof.path[:of_old])
    is_complete = proof.prior_size.bit_count() == 1
    return [*([] if is_complete else [proof.path[of_old]]), following, *proof.path[of_old + 1 :]]


@given(SIZES, SIZES)
def test_pymerkle_makes_the_same_consistency_proofs(one, other):
    old, new = sorted((one, other))
    proof = oracle().prove_consistency(old, new)
    if old == new:
        # Both roots are one, so that the RFC has nothing to prove; pymerkle names the root.
        assert proof.path == [tree.root(over_the_same, old)]
        assert tree.consistency(over_the_same, old, new) == []
    else:
        assert as_rfc_9162_has_it(proof) == tree.consistency(over_the_same, old, new)


@given(SIZES, SIZES, st.data())
def test_pymerkle_verifies_what_we_do(one, other, data):
    """An RFC proof can't be turned into pymerkle's, for a hash can't be unfolded; a proof of ours in its form can."""
    old, new = sorted((one, other))
    assume(old < new)
    roots = [tree.root(over_the_same, old), tree.root(over_the_same, new)]
    theirs = oracle().prove_consistency(old, new)
    theirs.path = [over_the_same(0, old), *tree.inclusion(over_the_same, old, new)]
    changed = data.draw(st.sampled_from(["nothing", "old root", "new root", "proof"]))
    if changed == "proof":
        at = data.draw(st.integers(0, len(theirs.path) - 1))
        theirs.path[at] = theirs.path[at][::-1]
    elif changed != "nothing":
        at = ["old root", "new root"].index(changed)
        roots[at] = roots[at][::-1]
    assert does_pymerkle_accept(theirs, *roots) == (changed == "nothing")
    if changed != "proof":
        ours = tree.consistency(over_the_same, old, new)
        assert tree.is_consistent((old, roots[0]), (new, roots[1]), ours) == (changed == "nothing")


def does_pymerkle_accept(proof: ConsistencyProof, old_root: bytes, new_root: bytes) -> bool:
    try:
        verify_consistency(old_root, new_root, proof)
    except InvalidProof:
        return False
    return True
