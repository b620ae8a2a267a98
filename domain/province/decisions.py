"""What becomes of a request to a province's registry."""

from domain.event import Event
from domain.metadata import Code
from domain.province.commands import (
    DissolveUnit,
    MergeUnit,
    ProvinceCommand,
    RegisterProvince,
    RegisterUnit,
    RenameUnit,
)
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.province.refusals import (
    MergedIntoItself,
    ProvinceTaken,
    ProvinceUnknown,
    UnitNotActive,
    UnitTaken,
    UnitUnknown,
)
from domain.province.state import Life, Province, Registered, Unit, Unregistered


def register_province(province: Province, command: RegisterProvince) -> list[Event]:
    """Registers a province once; the same again changes nothing."""
    match province:
        case Registered() if (province.name, province.name_en) == (command.name, command.name_en):
            return []
        case Registered():
            raise ProvinceTaken(province=command.province, name=province.name)
        case _:
            return [ProvinceRegistered(province=command.province, name=command.name, name_en=command.name_en)]


def register_unit(province: Province, command: RegisterUnit) -> list[Event]:
    """Registers a unit once; its parent, where it has one, must exist."""
    registry = registered(province, command)
    event = UnitRegistered(
        unit=command.unit, kind=command.kind, name=command.name, name_en=command.name_en, parent=command.parent
    )
    existing = registry.units.get(command.unit)
    if existing and _is_the_same(existing, event):
        return []
    if existing:
        raise UnitTaken(unit=command.unit, name=existing.name)
    if command.parent is not None:
        active_unit(registry, command.parent)
    return [event]


def rename_unit(province: Province, command: RenameUnit) -> list[Event]:
    """Gives an existing unit a new name."""
    unit = active_unit(registered(province, command), command.unit)
    if (unit.name, unit.name_en) == (command.name, command.name_en):
        return []
    return [UnitRenamed(unit=command.unit, name=command.name, name_en=command.name_en)]


def merge_unit(province: Province, command: MergeUnit) -> list[Event]:
    """Ends a unit that went into another existing one."""
    registry = registered(province, command)
    if command.unit == command.into:
        raise MergedIntoItself(unit=command.unit)
    unit = known_unit(registry, command.unit)
    if unit.life is Life.MERGED and unit.successor == command.into:
        return []
    active_unit(registry, command.unit)
    active_unit(registry, command.into)
    return [UnitMerged(unit=command.unit, into=command.into)]


def dissolve_unit(province: Province, command: DissolveUnit) -> list[Event]:
    """Ends a unit without a successor."""
    registry = registered(province, command)
    if known_unit(registry, command.unit).life is Life.DISSOLVED:
        return []
    active_unit(registry, command.unit)
    return [UnitDissolved(unit=command.unit)]


def registered(province: Province, command: ProvinceCommand) -> Registered:
    """The registered province; refuses one that the platform does not know."""
    if isinstance(province, Unregistered):
        raise ProvinceUnknown(province=command.province)
    return province


def known_unit(province: Registered, unit: Code) -> Unit:
    """The unit of that code, existing or ended; refuses an unknown one."""
    if unit not in province.units:
        raise UnitUnknown(province=province.province, unit=unit)
    return province.units[unit]


def active_unit(province: Registered, unit: Code) -> Unit:
    """The existing unit of that code; refuses an unknown or ended one."""
    found = known_unit(province, unit)
    if found.life is not Life.ACTIVE:
        raise UnitNotActive(unit=unit, life=found.life)
    return found


def _is_the_same(unit: Unit, event: UnitRegistered) -> bool:
    return (unit.kind, unit.name, unit.name_en, unit.parent) == (event.kind, event.name, event.name_en, event.parent)
