"""A second edition of the sample set: one change each, and how much it weighs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from domain.indicator_set.definition import (
    Base,
    EnteredBy,
    Group,
    Index,
    Indicator,
    IndicatorSet,
    Migration,
    Move,
    MoveKind,
    Scope,
)
from domain.indicator_set.difference import Significance
from domain.metadata import IndicatorCode, UnitKind
from domain.rules import Example
from domain.rules.levels import Level, Levels
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.tiers import Tier, Tiers
from tests.domain.builders import DECISION, DEFINITION, LEVELS, MANUAL, RATIO, TIERS, band, group, indicator, scope

Edit = Callable[[IndicatorSet], IndicatorSet]
MINOR, MAJOR, PATCH = Significance.MINOR, Significance.MAJOR, Significance.PATCH


def summed(part: Group, **changes: Any) -> Group:
    """The group with changes, its total as its parts add up to."""
    changed = msgspec.structs.replace(part, **changes)
    maxima = [*(each.max_points for each in changed.indicators), *(each.max_points for each in changed.groups)]
    return msgspec.structs.replace(changed, max_points=sum(maxima, Decimal(0)))


def resummed(definition: IndicatorSet, *groups: Group) -> IndicatorSet:
    """The set with these groups, its total as they add up to."""
    total = sum((each.max_points for each in groups), Decimal(0))
    return msgspec.structs.replace(definition, groups=groups, max_points=total)


def with_indicators(definition: IndicatorSet, change: Callable[[Indicator], tuple[Indicator, ...]]) -> IndicatorSet:
    """The set with each indicator replaced by those that the change makes of it."""
    groups = (
        summed(each, indicators=tuple(new for old in each.indicators for new in change(old)))
        for each in definition.groups
    )
    return resummed(definition, *groups)


def edit(code: IndicatorCode, **changes: Any) -> Edit:
    """Changes one indicator."""

    if isinstance(changes.get("max_points"), int):
        changes["max_points"] = Decimal(changes["max_points"])

    def change(old: Indicator) -> tuple[Indicator, ...]:
        return (msgspec.structs.replace(old, **changes),) if old.code == code else (old,)

    return lambda definition: with_indicators(definition, change)


def drop(*codes: IndicatorCode) -> Edit:
    """Takes indicators away."""
    return lambda definition: with_indicators(definition, lambda old: () if old.code in codes else (old,))


def add_after(code: IndicatorCode, *new: Indicator) -> Edit:
    """Puts indicators behind another one."""
    return lambda definition: with_indicators(definition, lambda old: (old, *new) if old.code == code else (old,))


def indicator_of(code: IndicatorCode, max_points: int) -> Indicator:
    """A new indicator that is scored as a ratio."""
    return indicator(code, RATIO, max_points)


def set_fields(**changes: Any) -> Edit:
    """Changes fields of the set itself."""
    return lambda definition: msgspec.structs.replace(definition, **changes)


def both(*edits: Edit) -> Edit:
    """One edit after another."""

    def change(definition: IndicatorSet) -> IndicatorSet:
        for each in edits:
            definition = each(definition)
        return definition

    return change


def edit_group(number: int, **changes: Any) -> Edit:
    """Changes one of the outer groups."""

    def change(definition: IndicatorSet) -> IndicatorSet:
        groups = list(definition.groups)
        groups[number] = msgspec.structs.replace(groups[number], **changes)
        return msgspec.structs.replace(definition, groups=tuple(groups))

    return change


def move(kind: MoveKind | str, old: str, new: str = "", reason: str = "Quyết định mới") -> Move:
    return Move(kind=MoveKind(kind), old=tuple(old.split()), new=tuple(new.split()), reason=reason)


def move_last_to_the_first_group(definition: IndicatorSet) -> IndicatorSet:
    first, second = definition.groups
    *others, last = second.indicators
    return resummed(
        definition, summed(first, indicators=(*first.indicators, last)), summed(second, indicators=tuple(others))
    )


def add_group(definition: IndicatorSet) -> IndicatorSet:
    return resummed(definition, *definition.groups, group("3", indicator("3.1", MANUAL, 5)))


def nest_the_second_group(definition: IndicatorSet) -> IndicatorSet:
    first, second = definition.groups
    return resummed(definition, summed(first, groups=(second,)))


BASE = Base(province="quoc-gia", indicator_set="dti", version="1.0.0", content_hash="b" * 64)
OTHER_BASE = msgspec.structs.replace(BASE, version="1.1.0")
RICHER = both(
    set_fields(scopes=(scope(), scope("all")), extends=BASE, legal_basis=(DECISION,)),
    edit_group(0, weight=Decimal(40)),
    edit("2.1", applies_to=(UnitKind.DEPARTMENT, UnitKind.DISTRICT)),
)(DEFINITION)
"""The sample with more fields filled, which every edition starts from."""
UNIT_KINDS = RICHER.unit_kinds
FIRST_SCOPE = scope()


def _scopes(*scopes: Scope) -> Edit:
    return set_fields(scopes=scopes)


WORSE_LEVELS = Levels(levels=(LEVELS.levels[0], Level(code="deputy", when="Cấp phó", share=Decimal("0.4"))))
EDITIONS: Mapping[str, tuple[Edit, Significance]] = {
    "the set's name": (set_fields(name="Tên khác"), PATCH),
    "the notes": (set_fields(notes="Ghi chú"), PATCH),
    "the legal basis": (set_fields(legal_basis=()), PATCH),
    "a migration": (set_fields(migrations=(Migration(from_version="0.9.0", moves=()),)), PATCH),
    "the order of unit kinds": (set_fields(unit_kinds=UNIT_KINDS[::-1]), PATCH),
    "another unit kind": (set_fields(unit_kinds=(*UNIT_KINDS, UnitKind.COMMUNE)), MINOR),
    "a unit kind less": (set_fields(unit_kinds=UNIT_KINDS[:1]), MAJOR),
    "the period": (set_fields(period="2023"), MINOR),
    "the places": (set_fields(places=4), MAJOR),
    "an index": (set_fields(index=Index(scale=Decimal(1), places=4)), MAJOR),
    "another base": (set_fields(extends=OTHER_BASE), MINOR),
    "no base any more": (set_fields(extends=None), MAJOR),
    "a group's name": (edit_group(0, name="Nhóm khác"), PATCH),
    "a group's lock": (edit_group(0, locked=True), MAJOR),
    "a weight given": (edit_group(1, weight=Decimal(45)), MINOR),
    "a weight taken away": (edit_group(0, weight=None), MAJOR),
    "a group more": (add_group, MINOR),
    "a group inside another": (nest_the_second_group, MAJOR),
    "the order of groups": (lambda definition: resummed(definition, *definition.groups[::-1]), PATCH),
    "an indicator's name": (edit("1.1", name="Tên khác"), PATCH),
    "evidence worded otherwise": (edit("1.1", evidence="Kế hoạch"), PATCH),
    "evidence asked for": (edit("1.2", evidence="Kế hoạch"), MINOR),
    "evidence no longer asked for": (edit("1.1", evidence=""), MINOR),
    "a worked example": (edit("2.2", examples=(Example(inputs={"count": "1"}, points=Decimal(1)),)), PATCH),
    "an indicator more": (add_after("2.1", indicator("2.9", RATIO, 5)), MINOR),
    "an indicator less": (drop("2.2"), MAJOR),
    "a maximum": (edit("1.1", max_points=12), MAJOR),
    "one for another": (both(drop("2.2"), add_after("2.1", indicator("2.9", RATIO, 5))), MAJOR),
    "an indicator moved": (move_last_to_the_first_group, MAJOR),
    "who is scored": (edit("1.1", applies_to=(UnitKind.DEPARTMENT,)), MAJOR),
    "who is scored, in another order": (edit("2.1", applies_to=(UnitKind.DISTRICT, UnitKind.DEPARTMENT)), PATCH),
    "who enters": (edit("1.1", entered_by=EnteredBy.REVIEWER), MAJOR),
    "whether it is optional": (edit("1.1", optional=True), MAJOR),
    "an indicator's lock": (edit("1.1", locked=True), MAJOR),
    "another kind of rule": (edit("1.1", rule=MANUAL), MAJOR),
    "a level's words": (
        edit("1.1", rule=Levels(levels=(*LEVELS.levels[:2], Level(code="none", when="Chưa có", share=Decimal(0))))),
        PATCH,
    ),
    "the order of levels": (edit("1.1", rule=Levels(levels=LEVELS.levels[::-1])), PATCH),
    "a level's share and a level less": (edit("1.1", rule=WORSE_LEVELS), MAJOR),
    "a tier more": (
        edit("1.3", rule=Tiers(counted=TIERS.counted, tiers=(*TIERS.tiers, Tier(at_least=0, share=Decimal(0))))),
        MAJOR,
    ),
    "what a ratio counts": (edit("2.1", rule=Ratio(a="văn bản", b="tất cả", if_b_is_zero=NothingToCount.ZERO)), PATCH),
    "a ratio's target": (
        edit("2.1", rule=msgspec.structs.replace(RATIO, target=Decimal("0.8"))),
        MAJOR,
    ),
    "a band more": (set_fields(bands=(*RICHER.bands, band("yeu", 0))), MAJOR),
    "a band less": (set_fields(bands=RICHER.bands[1:]), MAJOR),
    "a band's threshold": (set_fields(bands=(band("xuat-sac", 95), *RICHER.bands[1:])), MAJOR),
    "the order of bands": (set_fields(bands=RICHER.bands[::-1]), PATCH),
    "a scope more": (_scopes(*RICHER.scopes, scope("districts", UnitKind.DISTRICT)), MINOR),
    "a scope less": (_scopes(FIRST_SCOPE), MAJOR),
    "a scope of other kinds": (_scopes(scope("department", UnitKind.DISTRICT), scope("all")), MAJOR),
    "a scope's name": (_scopes(msgspec.structs.replace(FIRST_SCOPE, name="Khối khác"), scope("all")), PATCH),
}
