"""Releases of an indicator set: sound, numbered once, known by their hash."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash, rule_hash
from domain.indicator_set.definition import Index, Indicator, IndicatorSet
from domain.indicator_set.events import Released, Withdrawn
from domain.indicator_set.refusals import ReleaseUnknown, VersionTaken
from domain.indicator_set.state import INITIAL, evolve
from domain.metadata import SourceDocument, UnitKind
from domain.refusal import ReasonRequired
from domain.rules import Example
from tests.domain.builders import (
    DEFINITION,
    HASH,
    MANUAL,
    RATIO,
    UNIT,
    ask,
    definition,
    group,
    indicator,
    release,
    released,
    unit_registered,
)
from tests.domain.specification import fold, releases

RELEASED = releases().given(released())
WITHDRAWN = Withdrawn(version="1.0.0", content_hash=HASH)


# --- Releases ---------------------------------------------------------------------------------------------------------
def test_a_sound_definition_is_released_with_its_hash():
    releases().when(release()).then(released())


NUMBERED = definition(
    group("4", indicator("4.2", MANUAL, 3), indicator("4.22.11", MANUAL, 2), indicator("4.22.9", MANUAL, 1)),
    group("10", indicator("10.1", MANUAL, 5)),
    group("2", indicator("2.10", MANUAL, 1), indicator("2.9", MANUAL, 1)),
)


def test_codes_are_put_in_the_order_of_their_numbers():
    assert [group.code for group in NUMBERED.in_order().groups] == ["2", "4", "10"]
    assert [indicator.code for indicator in NUMBERED.in_order().indicators()] == [
        *("2.9", "2.10"),
        *("4.2", "4.22.9", "4.22.11"),
        "10.1",
    ]


def test_codes_that_are_no_numbers_stay_in_the_order_of_the_annex():
    roman = definition(
        group("V", indicator("b", MANUAL, 1), indicator("10", MANUAL, 1)), group("IX", indicator("1", MANUAL, 5))
    )
    assert roman.in_order() == roman


def test_a_set_is_released_in_the_order_of_its_numbers_however_it_was_written():
    in_order = NUMBERED.in_order()
    events = Released(definition=in_order, content_hash=content_hash(in_order))
    releases().when(ask(ReleaseIndicatorSet, definition=NUMBERED)).then(events)


def test_the_next_version_is_released_beside_the_first():
    RELEASED.when(release(version="1.1.0")).then(released(version="1.1.0"))


def test_a_released_version_has_one_content():
    RELEASED.when(release(name="Tên khác")).then_rejected(VersionTaken, version="1.0.0")


def test_the_same_content_written_otherwise_is_the_same_release():
    decomposed = unicodedata.normalize("NFD", "Bộ chỉ số sở, ban, ngành")
    RELEASED.when(release(name=decomposed)).then_nothing()


def test_a_release_is_withdrawn():
    RELEASED.when(ask(WithdrawIndicatorSet)).then(WITHDRAWN)


def test_a_withdrawal_needs_a_reason():
    RELEASED.when(ask(WithdrawIndicatorSet, reason=None)).then_rejected(ReasonRequired)


def test_what_was_not_released_is_not_withdrawn():
    RELEASED.when(ask(WithdrawIndicatorSet, version="2.0.0")).then_rejected(ReleaseUnknown, version="2.0.0")


def test_a_release_is_found_by_its_hash_even_when_withdrawn():
    state = fold(evolve, INITIAL, [released(), released(version="1.1.0"), WITHDRAWN, unit_registered(UNIT)])
    found = state.by_hash(HASH)
    assert found is not None
    assert (found.definition.version, found.withdrawn) == ("1.0.0", True)
    assert state.by_hash("0" * 64) is None


# --- Applicability, index and bands -----------------------------------------------------------------------------------
def test_a_kind_is_scored_on_the_indicators_for_it():
    assert [each.code for each in DEFINITION.applicable(UnitKind.DEPARTMENT)][-1] == "2.4"
    assert [each.code for each in DEFINITION.applicable(UnitKind.DISTRICT)][-1] == "2.5"


@pytest.mark.parametrize(
    ("points", "code"),
    [("90", "xuat-sac"), ("89.99", "tot"), ("80", "tot"), ("65", "kha"), ("64.99", None), ("0", None)],
)
def test_a_band_begins_exactly_at_its_threshold(points, code):
    found = DEFINITION.band_for(Decimal(points), Decimal(100))
    assert (found and found.code) == code


def test_where_nothing_is_applicable_there_is_no_band():
    assert DEFINITION.band_for(Decimal(0), Decimal(0)) is None


def test_a_total_is_published_as_an_index_where_the_set_says_so():
    published = definition(group("1", indicator("1.1", MANUAL, 10)), index=Index(scale=Decimal(1), places=4))
    assert published.index_of(Decimal("409.65"), Decimal(1000)) == Decimal("0.4097")
    assert published.index_of(Decimal(0), Decimal(0)) is None
    assert DEFINITION.index_of(Decimal(1), Decimal(10)) is None


# --- Hashes -----------------------------------------------------------------------------------------------------------
TEXT = st.text(alphabet="aàạăâđeéêộợữẫ ABC", min_size=1, max_size=20).filter(str.strip)


@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    return indicator(code, RATIO, str(draw(st.integers(1, 50))), name=draw(TEXT), evidence=draw(TEXT))


@st.composite
def definitions(draw: st.DrawFn) -> IndicatorSet:
    found = [draw(indicators(f"1.{number}")) for number in range(1, draw(st.integers(2, 4)))]
    document = SourceDocument(number=draw(TEXT), date=date(2022, 5, 27), issuer=draw(TEXT))
    return definition(group("1", *found, name=draw(TEXT)), name=draw(TEXT), legal_basis=(document,))


def rewritten(value: Any, form: Any) -> Any:
    """The JSON value with its keys turned round and its text in another Unicode form."""
    match value:
        case str():
            return unicodedata.normalize(form, value)
        case list():
            return [rewritten(item, form) for item in value]
        case dict():
            return {key: rewritten(value[key], form) for key in reversed(value)}
        case _:
            return value


@given(definitions(), st.sampled_from(["NFC", "NFD"]), st.sampled_from([0, 1, 4]))
def test_the_hash_is_the_same_after_storing_and_in_any_unicode_form_order_and_white_space(definition_, form, indent):
    stored = msgspec.json.encode(definition_)
    assert content_hash(msgspec.json.decode(stored, type=IndicatorSet)) == content_hash(definition_)
    otherwise = msgspec.json.format(msgspec.json.encode(rewritten(msgspec.json.decode(stored), form)), indent=indent)
    assert content_hash(msgspec.json.decode(otherwise, type=IndicatorSet)) == content_hash(definition_)


@given(definitions(), st.integers(0, 3))
def test_the_hash_does_not_see_trailing_zeros(definition_, zeros):
    padded = tuple(
        msgspec.structs.replace(each, max_points=Decimal(f"{each.max_points}.{'0' * zeros}"))
        for each in definition_.groups[0].indicators
    )
    same = msgspec.structs.replace(
        definition_, groups=(msgspec.structs.replace(definition_.groups[0], indicators=padded),)
    )
    assert content_hash(same) == content_hash(definition_)


@given(definitions(), TEXT)
def test_other_words_give_another_hash(definition_, words):
    same = unicodedata.normalize("NFC", words) == unicodedata.normalize("NFC", definition_.name)
    assert (content_hash(msgspec.structs.replace(definition_, name=words)) == content_hash(definition_)) is same


def test_an_indicator_with_worked_examples_has_the_rule_hash_of_one_without():
    example = Example(inputs={"a": "1", "b": "4"}, points=Decimal("2.5"))
    worked = indicator("1.1", RATIO, 10, examples=(example,))
    assert rule_hash(worked, 2) == rule_hash(indicator("1.1", RATIO, 10), 2)


def test_a_rules_hash_depends_on_rule_maximum_and_rounding_alone():
    one = indicator("1.1", MANUAL, 10)
    assert rule_hash(one, 2) == rule_hash(indicator("9.9", MANUAL, "10.0", name="Khác"), 2)
    others = [rule_hash(one, 3), rule_hash(indicator("1.1", MANUAL, 11), 2), rule_hash(indicator("1.1", RATIO, 10), 2)]
    assert len({rule_hash(one, 2), *others}) == 4
