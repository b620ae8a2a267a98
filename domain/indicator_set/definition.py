"""The definition of an indicator set: groups, indicators, rules, bands. Plain data."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, TypeVar

import msgspec
from msgspec import structs

from domain.metadata import Code, IndicatorCode, Name, Prose, Provenance, Sha256, SourceDocument, UnitKind
from domain.part import Part
from domain.points import PLACES, UNROUNDED, round_half_up
from domain.rules import AnyRule, Example, Inputs, Reading

BEST = "best"
"""The input by which a worked example of a rule that compares tells the largest value of all units."""

Version = Annotated[
    str, msgspec.Meta(pattern=r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$(?!\n)", max_length=40)
]
"""A release's number, MAJOR.MINOR.PATCH."""

Places = Annotated[int, msgspec.Meta(ge=0, le=PLACES)]


NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
"""A code that is a number of uneven depth: 1.1, 4.22.11."""


class EnteredBy(StrEnum):
    """Who enters what an indicator is scored on."""

    UNIT = "unit"
    REVIEWER = "reviewer"
    BODY = "body"
    SURVEY = "survey"
    SYSTEM = "system"


class Indicator(Part, frozen=True, kw_only=True):
    """One indicator: what it is worth, how it is scored and by what it is shown."""

    code: IndicatorCode
    name: Name
    name_en: str = ""
    max_points: Decimal
    rule: AnyRule
    how: str = ""
    """How it is determined and scored in the annex's own words, for people to read; points come of the rule alone."""
    evidence: str = ""
    """The verifying documents asked for; where there are any, evidence or an explanation must be given."""
    data_source: str = ""
    verifier: str = ""
    """The body that reviews or helps to verify."""
    applies_to: tuple[UnitKind, ...] = ()
    """The kinds of unit scored on it; all kinds of the set if empty."""
    optional: bool = False
    """Whether a unit may declare that the indicator does not apply to it."""
    entered_by: EnteredBy = EnteredBy.UNIT
    examples: tuple[Example, ...] = ()
    locked: bool = False
    """Whether sets that extend this one must take the indicator as it is."""
    provenance: Provenance
    source: str = ""

    def applicable_to(self, kind: UnitKind) -> bool:
        """Whether units of this kind are scored on the indicator."""
        return not self.applies_to or kind in self.applies_to

    def score_example(self, example: Example, places: int) -> Decimal:
        """What the inputs of a worked example earn; of a rule that compares, ``best`` among them is the best value."""
        inputs = dict(example.inputs)
        best = inputs.pop(BEST, None) if self.rule.compares else None
        known = Reading(self.code, {BEST: best}, (BEST,)).number(BEST) if best is not None else None
        return self.score(inputs, places, known)

    def score(self, inputs: Inputs, places: int, best: Decimal | None = None) -> Decimal:
        """The points these inputs earn, rounded once; refuses unreadable inputs with ``InvalidInput``.

        ``best`` is the largest value of all units, for a rule that compares them.
        """
        reading = Reading(self.code, inputs, self.rule.fields())
        reading.best = best
        return round_half_up(self.rule.points(reading, self.max_points), places)


class Group(Part, frozen=True, kw_only=True):
    """A group of indicators, or of further groups, with a total of its own."""

    code: IndicatorCode
    name: Name
    name_en: str = ""
    max_points: Decimal
    weight: Decimal | None = None
    """Given where groups are published as fractions: what a fraction of 1 is worth, which is the group's maximum."""
    indicators: tuple[Indicator, ...] = ()
    groups: "tuple[Group, ...]" = ()
    locked: bool = False
    """Whether sets that extend this one must take the group as it is, with all that is in it."""
    provenance: Provenance
    source: str = ""

    def walk(self) -> "Iterator[Group]":
        """The group and every group below it."""
        yield self
        for group in self.groups:
            yield from group.walk()

    def every_indicator(self) -> Iterator[Indicator]:
        """The indicators of the group and of every group below it, in the order of the annex."""
        for group in self.walk():
            yield from group.indicators

    def in_order(self) -> "Group":
        """The same group, its indicators and groups by their numbers."""
        groups = tuple(group.in_order() for group in self.groups)
        return structs.replace(self, indicators=by_number(self.indicators), groups=by_number(groups))


Numbered = TypeVar("Numbered", Indicator, Group)


def by_number(parts: tuple[Numbered, ...]) -> tuple[Numbered, ...]:
    """The parts by their codes as numbers, 1.9 before 1.10; in the annex's order if a code is none, as I, II and IX."""
    if not all(NUMBER.fullmatch(part.code) for part in parts):
        return parts
    return tuple(sorted(parts, key=lambda part: [int(number) for number in part.code.split(".")]))


class Band(Part, frozen=True, kw_only=True):
    """A class of results: from this percentage of the applicable maximum on."""

    code: Code
    name: Name
    name_en: str = ""
    from_percent: Decimal


class Index(Part, frozen=True, kw_only=True):
    """How totals are published: points ÷ maximum × scale, half up at so many places (DTI: 0.8002)."""

    scale: Decimal
    places: Places


class Scope(Part, frozen=True, kw_only=True):
    """Who is ranked among whom: units of these kinds, all together or within each parent."""

    code: Code
    name: Name
    name_en: str = ""
    kinds: tuple[UnitKind, ...]
    within_parent: bool = False


class Base(Part, frozen=True, kw_only=True):
    """The release that a set extends: whose, which, and what it was when it was taken over."""

    province: Code
    indicator_set: Code
    version: Version
    content_hash: Sha256


class MoveKind(StrEnum):
    """What becomes of old indicators in a new version."""

    KEPT = "kept"
    RENAMED = "renamed"
    SPLIT = "split"
    MERGED = "merged"
    RESCALED = "rescaled"
    RETIRED = "retired"


class Move(Part, frozen=True, kw_only=True):
    """Old indicators and the new ones that take their place, with the reason."""

    kind: MoveKind
    old: tuple[IndicatorCode, ...]
    new: tuple[IndicatorCode, ...] = ()
    reason: Prose


class Migration(Part, frozen=True, kw_only=True):
    """How results by an earlier version read in this one; what is not named is kept under its code."""

    from_version: Version
    moves: tuple[Move, ...]


class IndicatorSet(Part, frozen=True, kw_only=True):
    """A whole set as released: the unit kinds it is for, its groups, its rounding and its bands."""

    code: Code
    version: Version
    province: Code
    name: Name
    name_en: str = ""
    unit_kinds: tuple[UnitKind, ...]
    period: Name
    legal_basis: tuple[SourceDocument, ...] = ()
    places: Places
    max_points: Decimal
    index: Index | None = None
    groups: tuple[Group, ...]
    bands: tuple[Band, ...] = ()
    scopes: tuple[Scope, ...] = ()
    """The ranking scopes that rounds on this set are opened with unless they say otherwise."""
    extends: Base | None = None
    migrations: tuple[Migration, ...] = ()
    provenance: Provenance
    notes: str = ""

    def every_group(self) -> Iterator[Group]:
        """Every group, however deep, each before those in it."""
        for group in self.groups:
            yield from group.walk()

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator in the order of the annex."""
        for group in self.groups:
            yield from group.every_indicator()

    def in_order(self) -> "IndicatorSet":
        """The same set, its groups and indicators by their numbers."""
        return structs.replace(self, groups=by_number(tuple(group.in_order() for group in self.groups)))

    def applicable(self, kind: UnitKind) -> tuple[Indicator, ...]:
        """The indicators on which units of this kind are scored."""
        return tuple(indicator for indicator in self.indicators() if indicator.applicable_to(kind))

    def index_of(self, points: Decimal, maximum: Decimal) -> Decimal | None:
        """The total as the set publishes it; ``None`` where it publishes points or nothing is applicable."""
        if self.index is None or not maximum:
            return None
        return round_half_up(Fraction(points) / Fraction(maximum) * Fraction(self.index.scale), self.index.places)

    def band_for(self, points: Decimal, maximum: Decimal) -> Band | None:
        """The highest band whose threshold the exact percentage reaches; ``None`` below all of them."""
        earned = UNROUNDED.multiply(points, 100)
        reached = [b for b in self.bands if maximum and earned >= UNROUNDED.multiply(b.from_percent, maximum)]
        return max(reached, key=lambda band: band.from_percent, default=None)
