"""What a definition says, in one form whatever it was written in, and the hash that identifies it."""

import hashlib
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
import rfc8785

from domain.indicator_set.definition import Indicator, Places
from domain.part import Part
from domain.points import plain
from domain.rules import AnyRule


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


def content(value: Any) -> Any:
    """The value as normalised JSON: what is hashed and compared."""
    return normalised(msgspec.to_builtins(value, builtin_types=(Decimal,)))


def content_hash(value: msgspec.Struct) -> str:
    """SHA-256, in hexadecimal, of the RFC 8785 canonical JSON of the normalised value."""
    return hashlib.sha256(rfc8785.dumps(content(value))).hexdigest()


def rule_hash(indicator: Indicator, places: int) -> str:
    """What the points of an indicator depend on besides the inputs: its rule, its maximum and the rounding."""
    return _scored_by(indicator.rule, indicator.max_points, places)


@lru_cache(maxsize=4096)
def _scored_by(rule: AnyRule, max_points: Decimal, places: int) -> str:
    return content_hash(ScoredBy(rule=rule, max_points=max_points, places=places))


class ScoredBy(Part, frozen=True, kw_only=True):
    """The content behind a rule's hash."""

    rule: AnyRule
    max_points: Decimal
    places: Places
