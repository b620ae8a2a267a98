"""How much a change of each field of a set weighs: the table that decides which version number it takes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from domain.indicator_set.definition import Band, Group, Indicator, IndicatorSet, Scope
from domain.indicator_set.difference import PartKind, Significance
from domain.metadata import Name, Prose

Rating = Callable[[Any, Any], Significance]
"""How much a field's change weighs, by what it was and what it is."""


def _wording(_before: object, _after: object) -> Significance:
    return Significance.PATCH


def _addition(_before: object, _after: object) -> Significance:
    return Significance.MINOR


def _weighing(_before: object, _after: object) -> Significance:
    return Significance.MAJOR


def _demanded(before: str, after: str) -> Significance:
    """Asking for evidence where none was asked for, or no longer asking, is more than wording."""
    return Significance.PATCH if before and after else Significance.MINOR


def _exchanged(_before: object, after: object) -> Significance:
    """What comes with another base stands among the other differences; without a base its locks are gone."""
    return Significance.MAJOR if after is None else Significance.MINOR


def _gained(before: object, _after: object) -> Significance:
    return Significance.MINOR if before is None else Significance.MAJOR


def _widened(before: Iterable[object], after: Iterable[object]) -> Significance:
    missing, new = set(before) - set(after), set(after) - set(before)
    return Significance.MAJOR if missing else Significance.MINOR if new else Significance.PATCH


def _chosen(before: Iterable[object], after: Iterable[object]) -> Significance:
    return Significance.PATCH if set(before) == set(after) else Significance.MAJOR


RATINGS: Mapping[type[msgspec.Struct], Mapping[str, Rating]] = {
    IndicatorSet: {
        **dict.fromkeys(("name", "name_en", "provenance", "notes", "legal_basis", "migrations"), _wording),
        **dict.fromkeys(("code", "province", "places", "index", "max_points"), _weighing),
        "period": _addition,
        "unit_kinds": _widened,
        "extends": _exchanged,
    },
    Group: {
        **dict.fromkeys(("name", "name_en", "provenance", "source"), _wording),
        **dict.fromkeys(("max_points", "locked"), _weighing),
        "weight": _gained,
    },
    Indicator: {
        **dict.fromkeys(
            ("name", "name_en", "how", "provenance", "source", "data_source", "verifier", "examples"), _wording
        ),
        **dict.fromkeys(("max_points", "optional", "entered_by", "locked"), _weighing),
        "applies_to": _chosen,
        "evidence": _demanded,
    },
    Band: {**dict.fromkeys(("name", "name_en"), _wording), "from_percent": _weighing},
    Scope: {**dict.fromkeys(("name", "name_en"), _wording), "kinds": _chosen, "within_parent": _weighing},
}
"""Every field that is compared as a whole. Parts below a part and rules are gone into."""
ADDITIONS: Mapping[PartKind, Significance] = {
    **dict.fromkeys(PartKind, Significance.MINOR),
    PartKind.BAND: Significance.MAJOR,
}
"""How much a part weighs that was not there: a further band takes results out of the one below it."""
TEXTS = (Name, Prose)
"""The types of a rule's fields that are there to be read; every other field of a rule decides points."""
TOTALS = frozenset({"max_points", "weight"})
"""Fields of the set and of groups that may rise by what new indicators bring: an addition, whatever their rating."""
