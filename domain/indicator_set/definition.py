"""The definition of an indicator set: groups, indicators, rules, bands. Plain data with a content hash."""

import hashlib
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

import msgspec
import rfc8785

from domain.metadata import Code, IndicatorCode, Name, Provenance, SourceDocument, UnitKind
from domain.points import PLACES, plain, round_half_up
from domain.rules import AnyRule, Inputs, Reading

Version = Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$(?!\n)")]
"""A release's number, MAJOR.MINOR.PATCH."""

Places = Annotated[int, msgspec.Meta(ge=0, le=PLACES)]


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every part of a definition is: frozen data in which a misspelt field is refused."""


class Indicator(Part, frozen=True, kw_only=True):
    """One indicator: what it is worth, how it is scored and by what it is shown."""

    code: IndicatorCode
    name: Name
    name_en: str = ""
    max_points: Decimal
    rule: AnyRule
    evidence: str = ""
    """The verifying documents asked for; where there are any, evidence or an explanation must be given."""
    data_source: str = ""
    verifier: str = ""
    """The body that reviews or helps to verify."""
    applies_to: tuple[UnitKind, ...] = ()
    """The kinds of unit scored on it; all kinds of the set if empty."""
    optional: bool = False
    """Whether a unit may declare that the indicator does not apply to it."""
    provenance: Provenance
    source: str = ""

    def applicable_to(self, kind: UnitKind) -> bool:
        """Whether units of this kind are scored on the indicator."""
        return not self.applies_to or kind in self.applies_to

    def score(self, inputs: Inputs, places: int) -> Decimal:
        """The points these inputs earn, rounded once; refuses unreadable inputs with ``InvalidInput``."""
        reading = Reading(self.code, inputs, self.rule.fields())
        return round_half_up(self.rule.points(reading, self.max_points), places)


class Group(Part, frozen=True, kw_only=True):
    """A group of indicators with a total of its own."""

    code: IndicatorCode
    name: Name
    name_en: str = ""
    max_points: Decimal
    indicators: tuple[Indicator, ...]
    provenance: Provenance
    source: str = ""


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
    provenance: Provenance
    notes: str = ""

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator in the order of the annex."""
        for group in self.groups:
            yield from group.indicators

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
        reached = [band for band in self.bands if maximum and points * 100 >= band.from_percent * maximum]
        return max(reached, key=lambda band: band.from_percent, default=None)


def normalised(value: Any) -> Any:
    """The JSON form with text in Unicode NFC and numbers without trailing zeros: the same content, the same bytes."""
    match value:
        case Decimal():
            return str(plain(value))
        case str():
            return unicodedata.normalize("NFC", value)
        case list() | tuple():
            return [normalised(item) for item in value]
        case dict():
            return {normalised(key): normalised(item) for key, item in value.items()}
        case _:
            return value


def content_hash(value: msgspec.Struct) -> str:
    """SHA-256, in hexadecimal, of the RFC 8785 canonical JSON of the normalised value."""
    return hashlib.sha256(rfc8785.dumps(normalised(msgspec.to_builtins(value, builtin_types=(Decimal,))))).hexdigest()


@lru_cache(maxsize=4096)
def rule_hash(indicator: Indicator, places: int) -> str:
    """What the points of an indicator depend on besides the inputs: its rule, its maximum and the rounding."""
    return content_hash(ScoredBy(rule=indicator.rule, max_points=indicator.max_points, places=places))


class ScoredBy(Part, frozen=True, kw_only=True):
    """The content behind a rule's hash."""

    rule: AnyRule
    max_points: Decimal
    places: Places
