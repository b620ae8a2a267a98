"""What happens to a province and its units. These names and fields are a storage format. Add, never change."""

from uuid import UUID

from domain.event import Event
from domain.metadata import Code, Name, UnitKind, stream


def stream_id(province: Code) -> UUID:
    """One stream for a province and all its units."""
    return stream("province", province)


class ProvinceRegistered(Event, name="province.registered.v1", frozen=True, kw_only=True):
    """A province came onto the platform."""

    province: Code
    name: Name
    name_en: str = ""


class UnitRegistered(Event, name="unit.registered.v1", frozen=True, kw_only=True):
    """A unit entered the registry, under a parent where it has one."""

    unit: Code
    kind: UnitKind
    name: Name
    name_en: str = ""
    parent: Code | None = None


class UnitRenamed(Event, name="unit.renamed.v1", frozen=True, kw_only=True):
    """A unit has a new name; its code and its results stay."""

    unit: Code
    name: Name
    name_en: str = ""


class UnitMerged(Event, name="unit.merged.v1", frozen=True, kw_only=True):
    """A unit went into another; its old results stay with it."""

    unit: Code
    into: Code


class UnitDissolved(Event, name="unit.dissolved.v1", frozen=True, kw_only=True):
    """A unit ended without a successor; its old results stay with it."""

    unit: Code
