"""What one may ask of a province."""

from typing import ClassVar

from domain.command import Command
from domain.metadata import Code, Name, Role, UnitKind


class ProvinceCommand(Command, frozen=True, kw_only=True):
    """A request to one province; administrators keep the registry."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})

    province: Code


class RegisterProvince(ProvinceCommand, frozen=True, kw_only=True):
    """Bring a province onto the platform."""

    name: Name
    name_en: str = ""


class RegisterUnit(ProvinceCommand, frozen=True, kw_only=True):
    """Enter a unit into the registry, under a parent where it has one."""

    unit: Code
    kind: UnitKind
    name: Name
    name_en: str = ""
    parent: Code | None = None


class RenameUnit(ProvinceCommand, frozen=True, kw_only=True):
    """Give a unit a new name, with a reason; its code and its results stay."""

    needs_reason: ClassVar[bool] = True

    unit: Code
    name: Name
    name_en: str = ""


class MergeUnit(ProvinceCommand, frozen=True, kw_only=True):
    """Record that a unit went into another, with a reason."""

    needs_reason: ClassVar[bool] = True

    unit: Code
    into: Code


class DissolveUnit(ProvinceCommand, frozen=True, kw_only=True):
    """Record that a unit ended without a successor, with a reason."""

    needs_reason: ClassVar[bool] = True

    unit: Code
