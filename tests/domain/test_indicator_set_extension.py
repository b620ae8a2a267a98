"""A set that extends another one's release keeps what that release locks."""

from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
import pytest

from domain.event import Event
from domain.indicator_set import decisions
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Base, IndicatorSet
from domain.indicator_set.events import Released
from domain.indicator_set.extension import extended
from domain.indicator_set.refusals import BaseUnknown, BaseWithdrawn, ExtensionInvalid
from domain.indicator_set.state import INITIAL, Release, Releases, evolve
from domain.metadata import UnitKind
from domain.refusal import Refusal
from domain.rules.bonus import Bonus
from tests.domain.builders import DEFINITION, LEVELS, MANUAL, ask, group, indicator
from tests.domain.editions import Edit, add_after, both, drop, edit, edit_group, resummed, set_fields, summed
from tests.domain.specification import Specification

NATIONAL = both(
    set_fields(province="quoc-gia", code="dti", version="2.1.0"),
    edit("1.1", locked=True),
    edit("2.1", locked=True),
    edit_group(0, locked=True),
)(DEFINITION)
BASE = Base(province="quoc-gia", indicator_set="dti", version="2.1.0", content_hash=content_hash(NATIONAL))
RELEASE = Release(definition=NATIONAL, content_hash=content_hash(NATIONAL))
OWN = set_fields(province="vinh-long", code="so-nganh", version="1.0.0", extends=BASE)(NATIONAL)


def with_base(base: Release | None) -> Specification:
    """Releases where this is the release that the definition names as its base."""

    def decide(releases: Releases, command: Any) -> list[Event]:
        return decisions.release(releases, command, base)

    return Specification(INITIAL, evolve, decide)


def ask_for(definition: IndicatorSet) -> ReleaseIndicatorSet:
    return ask(ReleaseIndicatorSet, definition=definition)


def told(*edits: Edit) -> list[str]:
    found = extended(NATIONAL, both(*edits)(OWN))
    assert all(fault.sentence("vi") != fault.sentence() for fault in found)
    return [fault.sentence() for fault in found]


def add_group(definition: IndicatorSet) -> IndicatorSet:
    return resummed(definition, *definition.groups, group("3", indicator("3.1", MANUAL, 5)))


def into_the_second_group(definition: IndicatorSet) -> IndicatorSet:
    """Moves the locked 1.1 and puts another indicator of the same weight in its place."""
    first, second = definition.groups
    moved, *others = first.indicators
    instead = indicator("1.9", MANUAL, 10)
    return resummed(
        definition,
        summed(first, indicators=(instead, *others)),
        summed(second, indicators=(*second.indicators, moved)),
    )


def below_a_new_group(definition: IndicatorSet) -> IndicatorSet:
    return resummed(definition, summed(group("0"), groups=definition.groups))


# --- Releases ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("own", [OWN, add_group(OWN), edit("2.2", max_points=9)(OWN)])
def test_a_set_that_keeps_what_is_locked_is_released(own):
    with_base(RELEASE).when(ask_for(own)).then(Released(definition=own, content_hash=content_hash(own)))


def test_a_base_that_was_never_released_is_refused():
    with_base(None).when(ask_for(OWN)).then_rejected(BaseUnknown, base="dti@2.1.0", province="quoc-gia")


def test_a_base_that_was_withdrawn_is_refused():
    withdrawn = msgspec.structs.replace(RELEASE, withdrawn=True)
    with_base(withdrawn).when(ask_for(OWN)).then_rejected(BaseWithdrawn, base="dti@2.1.0", province="quoc-gia")


def test_altered_locks_are_refused_all_at_once():
    altered = both(edit("1.1", rule=MANUAL), edit("2.1", name="Khác", evidence="Khác"))(OWN)
    with_base(RELEASE).when(ask_for(altered)).then_rejected(ExtensionInvalid, base="dti@2.1.0", count=3)


def test_a_set_that_extends_nothing_needs_no_base():
    alone = set_fields(extends=None)(OWN)
    with_base(None).when(ask_for(alone)).then(Released(definition=alone, content_hash=content_hash(alone)))
    assert extended(NATIONAL, alone) == ()


# --- Faults -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (edit("1.1", rule=MANUAL), ["1.1: it is locked, so 'rule' must be as in the base"]),
        (edit("1.1", locked=False), ["1.1: it is locked, so 'locked' must be as in the base"]),
        (
            edit("1.1", max_points=11),
            [
                "1: it is locked, so 'max_points' must be as in the base",
                "1.1: it is locked, so 'max_points' must be as in the base",
            ],
        ),
        (edit_group(0, name="Khác"), ["1: it is locked, so 'name' must be as in the base"]),
        (edit_group(1, name="Khác"), []),
        (drop("2.1"), ["2.1: it is locked, but this set does not have it"]),
        (
            both(drop("2.1"), add_after("2.2", indicator("2.9", LEVELS, 10))),
            ["2.1: it is locked, but this set does not have it"],
        ),
        (drop("2.2"), []),
        (
            into_the_second_group,
            ["1.1: it is locked in the group 1", "1.9: it is added to 1, which is locked"],
        ),
        (
            below_a_new_group,
            [
                "1: it is locked in the group —",
                *(f"1.{number}: it is locked in the group 1" for number in range(1, 4)),
                "2.1: it is locked in the group 2",
            ],
        ),
        (edit("1.2", name="Khác"), ["1.2: it is locked, so 'name' must be as in the base"]),
        (set_fields(places=4), ["places: what is locked is rounded to 2 places"]),
        (
            set_fields(unit_kinds=(UnitKind.DEPARTMENT, UnitKind.ENTERPRISE)),
            ["unit_kinds: the base is not for: enterprise"],
        ),
    ],
)
def test_each_alteration_of_what_is_locked_is_a_fault(change, faults):
    assert told(change) == faults


def test_what_the_base_has_elsewhere_can_t_be_moved_into_a_locked_group():
    bonus = indicator("2.8", Bonus(guide="Thưởng", at_least=Decimal(-1), at_most=Decimal(1)), 0)
    base = add_after("2.2", bonus)(NATIONAL)
    named = msgspec.structs.replace(BASE, content_hash=content_hash(base))
    own = both(set_fields(province="vinh-long", code="so-nganh", version="1.0.0", extends=named))(base)
    moved = both(drop("2.8"), add_after("1.3", bonus))(own)
    assert extended(base, own) == ()
    assert [fault.sentence() for fault in extended(base, moved)] == ["2.8: it is added to 1, which is locked"]


def test_a_group_is_no_stand_in_for_a_locked_indicator():
    first, second = OWN.groups
    others = tuple(each for each in second.indicators if each.code != "2.1")
    instead = summed(second, indicators=others, groups=(group("2.1", indicator("2.1.1", MANUAL, 10)),))
    found = extended(NATIONAL, resummed(OWN, first, instead))
    assert [fault.sentence() for fault in found] == ["2.1: it is locked, but this set does not have it"]


def test_the_base_is_known_by_its_name_and_its_hash():
    renamed = extended(set_fields(version="2.2.0")(NATIONAL), OWN)
    assert [fault.place for fault in renamed] == ["extends", "extends.content_hash"]
    assert renamed[0].en == "the base is dti@2.2.0 of 'quoc-gia'"
    forged = msgspec.structs.replace(BASE, content_hash="0" * 64)
    assert told(set_fields(extends=forged)) == [f"extends.content_hash: the base's hash is {content_hash(NATIONAL)}"]


def test_where_nothing_is_locked_everything_may_change():
    open_base = DEFINITION
    base = Base(
        province=open_base.province, indicator_set=open_base.code, version="1.0.0", content_hash=content_hash(open_base)
    )
    own = both(set_fields(extends=base, places=4), drop("1.1"))(open_base)
    assert extended(open_base, own) == ()


def test_a_refusal_names_the_base_in_both_languages():
    with pytest.raises(Refusal) as refused:
        partial(decisions.release, INITIAL, ask_for(OWN))()
    assert "dti@2.1.0" in refused.value.sentence("vi")
    assert "dti@2.1.0" in refused.value.sentence()
