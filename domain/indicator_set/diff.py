"""What differs between two versions of a set, field by field.

Texts are compared in Unicode NFC and numbers by value, so that two sound definitions differ exactly when their
content hashes would, their version numbers aside.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, cast

import msgspec

from domain.indicator_set.content import content
from domain.indicator_set.definition import Band, Group, Indicator, IndicatorSet, Scope
from domain.indicator_set.difference import Change, Difference, PartKind, Significance
from domain.indicator_set.ratings import ADDITIONS, RATINGS, TEXTS, TOTALS
from domain.metadata import IndicatorCode
from domain.part import Part
from domain.points import plain

T = TypeVar("T")
Placed = tuple[IndicatorCode | None, Part]
"""A part and the group that it stands in."""
Parts = dict[str, Placed]
"""The parts of one kind by their codes, in order."""
Items = dict[str, msgspec.Struct]
Values = tuple[Any, Any]
"""What was and what is."""
Known = frozenset[IndicatorCode]
"""The codes of the indicators that there were before."""


def differences(old: IndicatorSet, new: IndicatorSet) -> tuple[Difference, ...]:
    """Every difference: those of the set itself first, then of groups, indicators, bands and scopes."""
    before, after = canonical(old), canonical(new)
    known = frozenset(indicator.code for indicator in before.indicators())
    return (
        *_fields(PartKind.SET, (None, before), (None, after), known),
        *_parts(PartKind.GROUP, _groups(before.groups), _groups(after.groups), known),
        *_parts(PartKind.INDICATOR, _indicators(before.groups), _indicators(after.groups), known),
        *_parts(PartKind.BAND, _by_code(before.bands), _by_code(after.bands), known),
        *_parts(PartKind.SCOPE, _by_code(before.scopes), _by_code(after.scopes), known),
    )


def canonical(value: T) -> T:
    """A definition, or a part of one, as its hash sees it: text in Unicode NFC, numbers without trailing zeros."""
    same: Any = value
    match same:
        case msgspec.Struct():
            fields = {name: canonical(getattr(same, name)) for name in same.__struct_fields__}
            same = msgspec.structs.replace(same, **fields)
        case tuple():
            same = tuple(canonical(item) for item in same)
        case dict():
            same = {canonical(key): canonical(item) for key, item in same.items()}
        case Decimal():
            same = plain(same)
        case str() if not isinstance(same, Enum):
            same = unicodedata.normalize("NFC", same)
    return cast("T", same)


def _groups(groups: Iterable[Group], parent: IndicatorCode | None = None) -> Parts:
    found: dict[str, Placed] = {}
    for group in groups:
        found[group.code] = (parent, group)
        found |= _groups(group.groups, group.code)
    return found


def _indicators(groups: Iterable[Group]) -> Parts:
    every = (below for group in groups for below in group.walk())
    return {indicator.code: (group.code, indicator) for group in every for indicator in group.indicators}


def _by_code(parts: Iterable[Band | Scope]) -> Parts:
    return {part.code: (None, part) for part in parts}


def _parts(kind: PartKind, old: Parts, new: Parts, known: Known) -> Iterator[Difference]:
    for code, placed in (old | new).items():
        if code not in new:
            yield _whole(kind, placed, Change.REMOVED, Significance.MAJOR)
        elif code not in old:
            yield _whole(kind, placed, Change.ADDED, ADDITIONS[kind])
        else:
            yield from _fields(kind, old[code], new[code], known)
    order = [code for code in old if code in new], [code for code in new if code in old]
    if order[0] != order[1]:
        yield _difference(kind, (None, None), "", order, Significance.PATCH, Change.REORDERED)


def _whole(kind: PartKind, placed: Placed, change: Change, significance: Significance) -> Difference:
    inside = {"groups": (), "indicators": ()} if kind is PartKind.GROUP else {}
    part = msgspec.structs.replace(placed[1], **inside)
    values = (None, part) if change is Change.ADDED else (part, None)
    return _difference(kind, placed, "", values, significance, change)


def _fields(kind: PartKind, old: Placed, new: Placed, known: Known) -> Iterator[Difference]:
    """Where the part stands, its fields, and, of an indicator, its rule."""
    (group, before), (moved_to, after) = old, new
    if group != moved_to:
        yield _difference(kind, new, "group", (group, moved_to), Significance.MAJOR)
    for field, rating in RATINGS[type(after)].items():
        values = getattr(before, field), getattr(after, field)
        if values[0] != values[1]:
            grown = field in TOTALS and _grown_by_additions(values, after, known)
            yield _difference(kind, new, field, values, Significance.MINOR if grown else rating(*values))
    if isinstance(before, Indicator) and isinstance(after, Indicator):
        for path, values, significance in _within("rule", (before.rule, after.rule), Significance.MAJOR):
            yield _difference(kind, new, path, values, significance)


def _grown_by_additions(totals: Values, part: Part, known: Known) -> bool:
    """Whether a total rose by exactly what new indicators bring, so that the old ones weigh what they did."""
    if None in totals or not isinstance(part, Group | IndicatorSet):
        return False
    indicators = part.indicators() if isinstance(part, IndicatorSet) else part.every_indicator()
    added = sum((each.max_points for each in indicators if each.code not in known), Decimal(0))
    return bool(totals[1] - totals[0] == added)


def _within(path: str, values: Values, significance: Significance) -> Iterator[tuple[str, Values, Significance]]:
    """The fields of a rule that differ, however deep, by the codes of its levels, items, tiers and parts."""
    old, new = values
    match values:
        case _ if old == new:
            return
        case msgspec.Struct(), msgspec.Struct() if type(old) is type(new):
            for field in msgspec.structs.fields(old):
                weight = Significance.PATCH if field.type in TEXTS else Significance.MAJOR
                yield from _within(f"{path}.{field.name}", (getattr(old, field.name), getattr(new, field.name)), weight)
        case tuple(), tuple():
            yield from _within_items(path, _keyed(old), _keyed(new))
        case _:
            yield path, values, significance


def _within_items(path: str, old: Items, new: Items) -> Iterator[tuple[str, Values, Significance]]:
    for key in old | new:
        yield from _within(f"{path}.{key}", (old.get(key), new.get(key)), Significance.MAJOR)
    order = [key for key in old if key in new], [key for key in new if key in old]
    if order[0] != order[1]:
        yield path, order, Significance.PATCH


def _keyed(items: Iterable[msgspec.Struct]) -> Items:
    """The items of a rule by their first field, which tells them apart: a code, or the count of a tier."""
    return {str(getattr(item, item.__struct_fields__[0])): item for item in items}


def _difference(
    kind: PartKind,
    placed: tuple[IndicatorCode | None, Part | None],
    field: str,
    values: Values,
    significance: Significance,
    change: Change = Change.CHANGED,
) -> Difference:
    group, part = placed
    before, after = map(content, values)
    return Difference(
        part=kind,
        change=change,
        significance=significance,
        code=getattr(part, "code", ""),
        group=group,
        field=field,
        before=before,
        after=after,
    )
