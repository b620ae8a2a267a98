"""What the cells of a field are in a written workbook: text or numbers, and the words that are offered in them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from application.sets.columns import Language, annex_columns
from application.sets.fields import fields_of, structures
from application.sets.values import codes_of, plain_type
from application.sets.words import words_of
from domain.indicator_set.definition import Group, Indicator
from domain.rules import AnyRule

LONGEST_OFFER = 255
"""So many characters may a list of words have that is offered in a cell."""


def holds_text(kind: Any) -> bool:
    """Whether the cell is formatted as Text, so that 1.10 stays 1.10 and no day is made of 1/2."""
    return plain_type(kind) not in {Decimal, int, bool}


def offered_words(kind: Any, language: Language) -> list[str]:
    """The words to choose one from, in the reader's language; none where the field is no choice of one."""
    if plain_type(kind) is bool:
        return ["có", "không"] if language == "vi" else ["yes", "no"]
    rules = [str(tag) for tag in structures(kind) if tag]
    codes = rules or (codes_of(kind) if plain_type(kind) is not tuple else ())
    table = words_of(codes) if language == "vi" and codes else {}
    words = [table[code].vi if code in table else code for code in codes]
    return words if len(",".join(words)) <= LONGEST_OFFER else []


def annex_kinds() -> Mapping[str, Any]:
    """The type of each of the annex's columns."""
    fields = {name: field.kind for part in (Indicator, Group) for name, field in fields_of(part).items()}
    known = {**fields, "level": int, "rule.kind": AnyRule, "rule": str, "examples": str}
    return {name: known[name] for name in annex_columns()}
