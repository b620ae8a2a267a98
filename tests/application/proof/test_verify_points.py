"""The verifier's own rules, hashes and signatures come to what the platform's and other libraries come to."""

import hashlib
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from application.proof import verify
from application.sets.files import shipped_sets
from domain.indicator_set.content import content_hash, rule_hash
from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.points import plain, round_half_up
from domain.rules.base import InvalidInput
from domain.rules.ratio import NothingToCount
from tests.application.proof.bundles import Tree
from tests.domain.builders import indicator
from tests.golden import examples
from tests.golden.examples import INPUTS, RULES

PLACES = 4
NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "7.5",
    "0.40965",
    "-1.5",
    " 30 ",
    "1_0",
    "12",
    "120",
    "1E+2",
    "1E+40",
    "NaN",
    "x",
    "",
)
"""What people and programs write, sound and not."""
WORDS = ("deputy", "head", "yes", "KHÔNG", "co\u0301", "maybe")


def both(rule: Any, **changes: Any) -> tuple[Indicator, verify.Indicator]:
    """An indicator as the platform has it and as the verifier reads it."""
    platform = indicator("1.1", rule, 10 if rule.counts_in_maximum else 0, **changes)
    return platform, verify.Indicator(msgspec.json.decode(msgspec.json.encode(platform)), PLACES)


def outcome(score: Any, *arguments: Any) -> Fraction | None:
    """The points; none where the inputs are refused."""
    with suppress(InvalidInput, verify.Wrong, AttributeError):
        return Fraction(score(*arguments))
    return None


@pytest.mark.parametrize(("rule", "worked"), list(zip(RULES, INPUTS, strict=True)))
def test_worked_examples_earn_what_they_must(rule: Any, worked: tuple[dict[str, str], str]) -> None:
    _, mine = both(rule)
    assert mine.score(worked[0]) == Fraction(worked[1])


@given(st.data())
def test_every_rule_earns_what_it_does_on_the_platform(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(RULES))
    platform, mine = both(rule)
    names = [*rule.fields(), "other"] if data.draw(st.integers(0, 9)) == 0 else rule.fields()
    values = st.sampled_from(NUMBERS if data.draw(st.booleans()) else (*NUMBERS, *WORDS))
    inputs = data.draw(st.dictionaries(st.sampled_from(names), values))
    best = data.draw(st.sampled_from([None, "0", "7.5", "200"])) if rule.compares else None
    theirs = outcome(platform.score, inputs, PLACES, None if best is None else Decimal(best))
    assert outcome(mine.score, inputs, None if best is None else Fraction(best)) == theirs


@pytest.mark.parametrize("if_b_is_zero", ["full", "zero", "not-applicable"])
def test_a_ratio_of_nothing_is_what_its_rule_says(if_b_is_zero: Any) -> None:
    platform, mine = both(msgspec.structs.replace(RULES[3], if_b_is_zero=NothingToCount(if_b_is_zero)))
    inputs = {"a": "0", "b": "0"}
    assert outcome(mine.score, inputs) == outcome(platform.score, inputs, PLACES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_hash(rule: Any) -> None:
    platform, mine = both(rule)
    assert mine.rule_hash == rule_hash(platform, PLACES)


@pytest.mark.parametrize("rule", RULES)
def test_points_that_people_enter_have_the_rule_s_bounds(rule: Any) -> None:
    platform, mine = both(rule)
    assert verify.bounds(mine.rule, mine.maximum) == tuple(map(Fraction, rule.bounds(platform.max_points)))


@given(st.fractions(-(10**6), 10**6), st.integers(0, 4))
@example(Fraction(81930, 200000), 4)
@example(Fraction(-5, 2), 0)
def test_halves_are_rounded_away_from_zero(value: Fraction, places: int) -> None:
    assert verify.round_half_up(value, places) == Fraction(round_half_up(value, places))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
@example(Decimal("10.00"))
@example(Decimal("1E+2"))
@example(Decimal("1E-8"))
@example(Decimal("-0"))
def test_numbers_are_written_as_the_platform_writes_them(value: Decimal) -> None:
    with suppress(verify.Wrong):
        assert verify.plain(str(value)) == str(plain(value))


@pytest.mark.parametrize("definition", shipped_sets(), ids=lambda each: each.code)
def test_every_set_has_its_hash(definition: IndicatorSet) -> None:
    described = msgspec.json.decode(msgspec.json.encode(definition))
    assert verify.content_hash(described) == content_hash(definition)
    assert set(verify.Definition(described).indicators) == {each.code for each in definition.indicators()}


@pytest.mark.parametrize("name", ["Điểm", "\u0110i\u00ea\u0309m", 'a"b\\c\n\u0001\u007f', "\U0001f600\ufb33"])
def test_text_is_hashed_in_one_form(name: str) -> None:
    definition = msgspec.structs.replace(examples.DEFINITION, name=name, notes=name)
    described = msgspec.json.decode(msgspec.json.encode(definition))
    assert verify.content_hash(described) == content_hash(definition)


def test_names_are_sorted_by_their_utf_16_as_rfc_8785_says() -> None:
    in_order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\uff21"]
    assert list(verify.normalised(dict.fromkeys(sorted(in_order)))) == in_order


# --- Proofs -----------------------------------------------------------------------------------------------------------
def test_proofs_of_trees_of_every_size_are_read() -> None:
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(34)]
    tree = Tree(leaves)
    for size in range(1, len(leaves) + 1):
        root = tree.root(0, size)
        for index in range(size):
            path = tree.inclusion(index, 0, size)
            assert verify.root_above(leaves[index], index, size, path) == root
            for other in {0, index + 1, size - 1} - {index}:
                assert verify.root_above(leaves[index], other, size, path) != root
        for first in range(1, size):
            path = tree.consistency(first, 0, size)
            assert verify.is_beginning(first, tree.root(0, first), size, root, path)
            assert not verify.is_beginning(first, tree.root(0, first), size, root, path[:-1])
            assert not verify.is_beginning(first, tree.root(0, first), size, root, [*path, root])
            assert not verify.is_beginning(first, leaves[-1], size, root, path)


def test_no_leaf_stands_behind_the_last() -> None:
    assert verify.root_above(b"", 1, 1, ()) is None


# --- Signatures -------------------------------------------------------------------------------------------------------
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_are_right(public: str, message: str, signature: str) -> None:
    assert verify.ed25519_verifies(*map(bytes.fromhex, (public, signature, message)))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
def test_signatures_are_right_until_a_bit_of_them_is_turned(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify.ed25519_verifies(public, signature, message)
    turned = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not verify.ed25519_verifies(public, turned, message)
    assert not verify.ed25519_verifies(public, signature, message + b"\0")
    assert not verify.ed25519_verifies(public, signature[:-1], message)


P = 2**255 - 19
NO_POINTS = {
    "y is too large": P + 1,
    "x is not on the curve": 2,
    "x is zero and yet odd": 1 | 1 << 255,
}


@pytest.mark.parametrize("what", NO_POINTS)
def test_what_is_no_point_is_no_key(what: str) -> None:
    encoded = NO_POINTS[what].to_bytes(32, "little")
    assert verify.point_decoded(encoded) is None
    assert not verify.ed25519_verifies(encoded, bytes(64), b"")


def test_a_signature_s_number_has_to_be_below_the_order() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = private.sign(b"")
    again = int.from_bytes(signature[32:], "little") + verify.ORDER
    forged = signature[:32] + again.to_bytes(32, "little")
    assert not verify.ed25519_verifies(private.public_key().public_bytes_raw(), forged, b"")
