"""Indicator sets, registries of units, round plans, award policies: read from YAML files, and those shipped."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from application.exact_yaml import FileUnreadable, load_yaml
from domain.award_campaign.policy import AwardPolicy
from domain.indicator_set.definition import IndicatorSet, Scope, Version
from domain.metadata import Code, Name, Provenance, UnitKind
from domain.part import Part
from domain.round.calendar import Calendar

__all__ = [
    "FileUnreadable",
    "PlannedSet",
    "Registry",
    "RoundPlan",
    "UnitEntry",
    "load_definition",
    "load_yaml",
    "shipped",
    "shipped_policies",
    "shipped_provinces",
    "shipped_registries",
    "shipped_rounds",
    "shipped_sets",
]

T = TypeVar("T")


class UnitEntry(Part, frozen=True, kw_only=True):
    """One unit of a registry; ``parent`` is the code of a unit that stands before it."""

    code: Code
    kind: UnitKind
    name: Name
    name_en: str = ""
    parent: Code | None = None


class Registry(Part, frozen=True, kw_only=True):
    """A province and its units, parents first."""

    province: Code
    name: Name
    name_en: str = ""
    units: tuple[UnitEntry, ...]


class PlannedSet(Part, frozen=True, kw_only=True):
    """The release that a kind of unit is to be scored by; its hash is known once it is released."""

    indicator_set: Code
    version: Version


class RoundPlan(Part, frozen=True, kw_only=True):
    """All that opening a round needs, with sets named by version instead of by hash."""

    province: Code
    round: Code
    name: Name
    name_en: str = ""
    sets: Mapping[UnitKind, PlannedSet]
    calendar: Calendar
    scopes: tuple[Scope, ...]
    reviewers: tuple[Code, ...] = ()
    data_provenance: Provenance
    notice: str = ""


def load_definition(path: Traversable) -> IndicatorSet:
    """The indicator set in the file; refuses an unreadable file with ``FileUnreadable``."""
    return load_yaml(path, IndicatorSet)


def shipped(province: Code) -> Traversable:
    """The folder of a province that comes with the platform."""
    return files("indicator_sets") / province


def shipped_provinces() -> tuple[Code, ...]:
    """The provinces that come with the platform."""
    return tuple(sorted(entry.name for entry in files("indicator_sets").iterdir() if (entry / "units.yaml").is_file()))


def shipped_sets() -> tuple[IndicatorSet, ...]:
    """Every indicator set that comes with the platform."""
    return _shipped(r"(?!units\.|round-|award-policy-).+\.yaml", IndicatorSet)


def shipped_registries() -> tuple[Registry, ...]:
    """The units of every province that comes with the platform."""
    return _shipped(r"units\.yaml", Registry)


def shipped_rounds() -> tuple[RoundPlan, ...]:
    """Every round plan that comes with the platform."""
    return _shipped(r"round-.+\.yaml", RoundPlan)


def shipped_policies() -> tuple[AwardPolicy, ...]:
    """Every policy of award campaigns that comes with the platform."""
    return _shipped(r"award-policy-.+\.yaml", AwardPolicy)


@cache
def _shipped(names: str, kind: type[T]) -> tuple[T, ...]:
    """Read once: they don't change while a program runs, and reading YAML exactly takes long."""
    folders = (sorted(shipped(province).iterdir(), key=lambda file: file.name) for province in shipped_provinces())
    return tuple(load_yaml(file, kind) for folder in folders for file in folder if re.fullmatch(names, file.name))
