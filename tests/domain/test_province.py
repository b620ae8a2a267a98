"""A province's registry: units come, change their names and end; their codes stay for ever."""

from typing import Any

import pytest

from domain.metadata import UnitKind
from domain.province.commands import DissolveUnit, MergeUnit, RegisterProvince, RegisterUnit, RenameUnit
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.province.refusals import (
    MergedIntoItself,
    ProvinceTaken,
    ProvinceUnknown,
    UnitNotActive,
    UnitTaken,
    UnitUnknown,
)
from domain.province.state import INITIAL, Life, Registered, evolve
from domain.refusal import ReasonRequired, RoleNotAllowed
from tests.domain.builders import COUNCIL, OTHER_UNIT, PROVINCE, UNIT, ask, province_registered, unit_registered
from tests.domain.specification import fold, province

OTHER = unit_registered(OTHER_UNIT, name="Sở Tài chính")
REGISTERED = province().given(province_registered())
WITH_UNITS = REGISTERED.given(unit_registered(), OTHER)
MERGED = UnitMerged(unit=UNIT, into=OTHER_UNIT)
DISSOLVED = UnitDissolved(unit=UNIT)


def register_unit(**changes: Any) -> RegisterUnit:
    return ask(RegisterUnit, **{"kind": UnitKind.DEPARTMENT, "name": "Sở Nội vụ", **changes})


def test_a_province_is_registered():
    command = ask(RegisterProvince, name="Vĩnh Long", name_en="Vinh Long")
    event = ProvinceRegistered(province=PROVINCE, name="Vĩnh Long", name_en="Vinh Long")
    province().when(command).then(event)


def test_a_province_code_is_taken_once_it_has_a_name():
    REGISTERED.when(ask(RegisterProvince, name="Trà Vinh")).then_rejected(ProvinceTaken, name="Vĩnh Long")


def test_only_an_administrator_keeps_the_registry():
    command = ask(RegisterProvince, name="Vĩnh Long", actor=COUNCIL)
    province().when(command).then_rejected(RoleNotAllowed, role="council", allowed="administrator")


def test_a_unit_is_registered():
    event = UnitRegistered(unit=UNIT, kind=UnitKind.DEPARTMENT, name="Sở Nội vụ")
    REGISTERED.when(register_unit()).then(event)


def test_a_unit_is_registered_under_its_parent():
    parent = unit_registered("long-ho", kind=UnitKind.DISTRICT)
    command = register_unit(unit="xa-an-binh", kind=UnitKind.COMMUNE, name="Xã An Bình", parent="long-ho")
    event = UnitRegistered(unit="xa-an-binh", kind=UnitKind.COMMUNE, name="Xã An Bình", parent="long-ho")
    REGISTERED.given(parent).when(command).then(event)


def test_a_unit_needs_a_parent_that_exists():
    REGISTERED.when(register_unit(parent="long-ho")).then_rejected(UnitUnknown, unit="long-ho")
    REGISTERED.when(register_unit(parent=UNIT)).then_rejected(UnitUnknown, unit=UNIT)
    ended = WITH_UNITS.given(UnitDissolved(unit=OTHER_UNIT))
    ended.when(register_unit(unit="moi", parent=OTHER_UNIT)).then_rejected(UnitNotActive, life="dissolved")


@pytest.mark.parametrize(
    "change",
    [{"name": "Sở Ngoại vụ"}, {"name_en": "Home Affairs"}, {"kind": UnitKind.DISTRICT}, {"parent": OTHER_UNIT}],
)
def test_a_unit_code_is_taken_by_other_particulars(change):
    WITH_UNITS.when(register_unit(**change)).then_rejected(UnitTaken, unit=UNIT, name="Sở Nội vụ")


def test_a_unit_is_renamed():
    command = ask(RenameUnit, name="Sở Nội vụ và Lao động", name_en="Home Affairs")
    WITH_UNITS.when(command).then(UnitRenamed(unit=UNIT, name="Sở Nội vụ và Lao động", name_en="Home Affairs"))


def test_a_new_name_needs_a_reason():
    WITH_UNITS.when(ask(RenameUnit, name="Sở", reason=None)).then_rejected(ReasonRequired)


def test_a_unit_is_merged_into_another():
    WITH_UNITS.when(ask(MergeUnit, into=OTHER_UNIT)).then(MERGED)


def test_a_unit_is_not_merged_into_itself():
    WITH_UNITS.when(ask(MergeUnit, into=UNIT)).then_rejected(MergedIntoItself, unit=UNIT)


def test_a_merged_unit_is_not_merged_into_a_third():
    third = WITH_UNITS.given(unit_registered("so-y-te"), MERGED)
    third.when(ask(MergeUnit, into="so-y-te")).then_rejected(UnitNotActive, unit=UNIT, life="merged")


def test_a_unit_is_merged_only_into_one_that_exists():
    WITH_UNITS.when(ask(MergeUnit, into="so-y-te")).then_rejected(UnitUnknown, unit="so-y-te")
    WITH_UNITS.given(DISSOLVED).when(ask(MergeUnit, unit=OTHER_UNIT, into=UNIT)).then_rejected(UnitNotActive)


def test_a_unit_is_dissolved():
    WITH_UNITS.when(ask(DissolveUnit)).then(DISSOLVED)


def test_a_merged_unit_is_not_dissolved():
    WITH_UNITS.given(MERGED).when(ask(DissolveUnit)).then_rejected(UnitNotActive, life="merged")


def test_an_ended_unit_is_not_renamed():
    WITH_UNITS.given(DISSOLVED).when(ask(RenameUnit, name="Sở")).then_rejected(UnitNotActive, life="dissolved")


COMMANDS = [
    register_unit(),
    ask(RenameUnit, name="Sở"),
    ask(MergeUnit, into=OTHER_UNIT),
    ask(DissolveUnit),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_an_unregistered_province_has_no_units(command):
    province().when(command).then_rejected(ProvinceUnknown, province=PROVINCE)


@pytest.mark.parametrize("command", COMMANDS[1:], ids=lambda command: type(command).__name__)
def test_an_unknown_unit_does_not_change(command):
    REGISTERED.when(command).then_rejected(UnitUnknown, unit=UNIT)


def test_the_registry_tells_which_units_exist():
    commune = unit_registered("xa-an-binh", kind=UnitKind.COMMUNE)
    registry = fold(evolve, INITIAL, [province_registered(), unit_registered(), OTHER, commune, MERGED])
    assert [unit.code for unit in registry.active()] == [OTHER_UNIT, "xa-an-binh"]
    assert [unit.code for unit in registry.active(UnitKind.COMMUNE)] == ["xa-an-binh"]
    assert (registry.units[UNIT].life, registry.units[UNIT].successor) == (Life.MERGED, OTHER_UNIT)


def test_events_that_do_not_concern_the_registry_leave_it_as_it_is():
    registry = fold(evolve, INITIAL, [province_registered()])
    assert isinstance(registry, Registered)
    assert evolve(registry, province_registered(name="Khác")) is registry
    assert evolve(INITIAL, unit_registered()) is INITIAL
