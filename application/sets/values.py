"""What a cell's text means to a field of a given type, and how a field's value is written into a cell."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from unicodedata import normalize

from application.sets.words import code_of
from domain.points import plain

TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "x", "1", "có", "co"), True),
    **dict.fromkeys(("no", "false", "0", "không", "khong"), False),
}
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar; right from 1 March 1900 on."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050
"""A day in 1927, before which a number is rather a year, and the end of the year 2099."""
DASHES = frozenset({"-", "–", "—"})
"""What people put into a cell that they leave blank."""


@cache
def plain_type(kind: Any) -> Any:
    """The type without its constraints and without ``None``; of a list, ``tuple``."""
    if get_origin(kind) is Annotated:
        return plain_type(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        admitted = [each for each in get_args(kind) if each is not type(None)]
        return plain_type(admitted[0]) if len(admitted) == 1 else kind
    return get_origin(kind) or kind


@cache
def holds_codes(kind: Any) -> bool:
    """Whether the field holds codes or versions, for which 1.10 and 1.1 are two values."""
    if get_origin(kind) is tuple:
        return holds_codes(get_args(kind)[0])
    constraints = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return any(str(getattr(each, "pattern", "")).startswith("^") for each in constraints)


def value_of_text(text: Any, kind: Any) -> Any:
    """Plain content for the field; what can't be read as its type stays text, to be refused as such."""
    if not isinstance(text, str):
        return text
    plain_kind = plain_type(kind)
    if codes := codes_of(kind):
        return [code_of(item, codes) for item in _list(text)] if plain_kind is tuple else code_of(text, codes)
    read = READERS.get(plain_kind)
    return read(text) if read else text


@cache
def codes_of(kind: Any) -> tuple[str, ...]:
    """The codes to choose from, where the field or each item of it is a choice."""
    if get_origin(kind) is tuple:
        return codes_of(get_args(kind)[0])
    choice = plain_type(kind)
    return tuple(str(code) for code in choice) if isinstance(choice, type) and issubclass(choice, StrEnum) else ()


def _truth(text: str) -> bool | str:
    return TRUTHS.get(normalize("NFC", text).casefold(), text)


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,30}", text) else text


def _list(text: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,;\n]", text) if item.strip()]


def _day(text: str) -> str:
    """A day as 2022-12-06, from 6/12/2022 or a spreadsheet's day number."""
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    if re.fullmatch(r"[0-9]{5}", text) and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return (FIRST_DAY + timedelta(days=int(text))).isoformat()
    return text


def text_of_value(value: Any, kind: Any) -> str | Decimal | int:
    """What to write into a cell so that it reads as the same value; ``value`` is plain, with exact numbers."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value)
        case int():
            return value
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return _quoted(str(value)) if plain_type(kind) is str else str(value)


def _unquoted(text: str) -> str:
    """A text written in quotes, as JSON has them, without the quotes."""
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text


def _quoted(text: str) -> str:
    """Text in quotes where cells would not keep it as it is: with white space around it, in quotes, or a mere dash."""
    kept = text.strip() == text == _unquoted(text) and text not in DASHES
    return text if kept else json.dumps(text, ensure_ascii=False)


READERS: Mapping[type, Callable[[str], Any]] = {
    bool: _truth,
    int: _whole,
    date: _day,
    tuple: _list,
    str: _unquoted,
}
"""How text becomes plain content, by the field's type."""
