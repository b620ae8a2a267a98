"""What the events of a province add up to."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from domain.event import Event
from domain.metadata import Code, Name, UnitKind
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed


class Life(StrEnum):
    """Whether a unit still exists."""

    ACTIVE = "active"
    MERGED = "merged"
    DISSOLVED = "dissolved"


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit as it stands."""

    code: Code
    kind: UnitKind
    name: Name
    name_en: str = ""
    parent: Code | None = None
    life: Life = Life.ACTIVE
    successor: Code | None = None


class Unregistered(msgspec.Struct, frozen=True):
    """The platform does not know the province yet."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A province with its units, in the order they were registered."""

    province: Code
    name: Name
    name_en: str = ""
    units: Mapping[Code, Unit]

    def active(self, kind: UnitKind | None = None) -> tuple[Unit, ...]:
        """The units that exist, of one kind or of all."""
        return tuple(u for u in self.units.values() if u.life is Life.ACTIVE and kind in {None, u.kind})

    def with_unit(self, unit: Unit) -> "Registered":
        """The province with this unit as it now stands."""
        return msgspec.structs.replace(self, units={**self.units, unit.code: unit})


Province = Unregistered | Registered
INITIAL = Unregistered()


def evolve(province: Province, event: Event) -> Province:
    """The province after one more event."""
    match province, event:
        case Unregistered(), ProvinceRegistered():
            return Registered(province=event.province, name=event.name, name_en=event.name_en, units={})
        case Registered(), UnitRegistered():
            unit = Unit(code=event.unit, kind=event.kind, name=event.name, name_en=event.name_en, parent=event.parent)
            return province.with_unit(unit)
        case Registered(), UnitRenamed():
            renamed = msgspec.structs.replace(province.units[event.unit], name=event.name, name_en=event.name_en)
            return province.with_unit(renamed)
        case Registered(), UnitMerged():
            merged = msgspec.structs.replace(province.units[event.unit], life=Life.MERGED, successor=event.into)
            return province.with_unit(merged)
        case Registered(), UnitDissolved():
            return province.with_unit(msgspec.structs.replace(province.units[event.unit], life=Life.DISSOLVED))
        case _:
            return province
