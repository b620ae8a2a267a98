"""Names the mistake that is likely behind an entry of a rule that can't be read."""

import re
from collections.abc import Callable
from unicodedata import combining, normalize

from application.sets.document import shown
from application.sets.shapes import Shape
from application.sets.values import plain_type
from domain.wording import Wording

LONGEST = 1_000
"""Longer entries are not searched: what is wrong with them is told in general."""
PLAIN_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Advice = tuple[str, str]
Hint = Callable[[str, Shape, Advice], Wording | None]


def entry_hint(entry: str, shape: Shape, advice: Advice) -> Wording | None:
    """What is likely wrong with the entry; nothing where that can't be told."""
    if len(entry) > LONGEST:
        return None
    return next((wording for hint in HINTS if (wording := hint(entry, shape, advice))), None)


def plain_code(text: str) -> str:
    """The text as a code: đứng đầu becomes dung-dau."""
    letters = normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(letter for letter in letters if not combining(letter))
    return "-".join(re.findall(r"[a-z0-9]+", kept))


def code_hint(code: str, advice: Advice) -> Wording:
    """A code with accents, capitals or spaces."""
    better, code = shown(plain_code(code) or "ma-1"), shown(code)
    return Wording(
        f"«{code}»: mã chỉ gồm chữ thường không dấu, chữ số và gạch nối",
        f"'{code}': a code has lower-case letters without accents, digits and hyphens",
        f"Ghi mã «{better}». {advice[0]}",
        f"Write the code '{better}'. {advice[1]}",
    )


def count_hint(count: str, advice: Advice) -> Wording | None:
    """A count with a sign or words around it: ≥4."""
    found = re.search(r"[0-9]{1,15}", count)
    if not found:
        return None
    return Wording(
        f"«{count}»: chỉ ghi con số, đã hiểu là «từ số đó trở lên»",
        f"'{count}': write the number alone, which means from there on",
        f"Ghi {found[0]}. {advice[0]}",
        f"Write {found[0]}. {advice[1]}",
    )


def _count(entry: str, shape: Shape, advice: Advice) -> Wording | None:
    found = re.match(r"((?:≥|>=|>|từ)\s*[0-9]{1,15})\s*=", normalize("NFC", entry))
    return count_hint(found[1], advice) if found and plain_type(shape.key) is int else None


def _comma(entry: str, _shape: Shape, advice: Advice) -> Wording | None:
    found = re.search(r"=\s*([0-9]{1,15}),([0-9]{1,15})", entry)
    if not found:
        return None
    number = f"{found[1]}.{found[2]}"
    return Wording(
        f"{found[1]},{found[2]}: số thập phân dùng dấu chấm",
        f"{found[1]},{found[2]}: numbers have a decimal point",
        f"Dùng dấu chấm: {number}. {advice[0]}",
        f"Use a point: {number}. {advice[1]}",
    )


def _unquoted_field(entry: str, shape: Shape, advice: Advice) -> Wording | None:
    found = re.match(r"(\w{1,80})\s*=?\s*([^\s\"“=;()][^\"“=;()]*)$", entry)
    if not found or found[1] not in shape.fields or plain_type(shape.fields[found[1]].kind) is not str:
        return None
    return _quotes(f'{found[1]} "{found[2].strip()}"', advice)


def _unquoted_item(entry: str, shape: Shape, advice: Advice) -> Wording | None:
    found = re.match(r"([^\s=\"“]{1,80})\s*=\s*([^\s=\"“]{1,80})\s+([^\s\"“=;()][^\"“=;()]*)", entry)
    if not found or "text" not in shape.slots or entry[found.end() :].lstrip().startswith("="):
        return None
    return _quotes(f'{found[1]}={found[2]} "{found[3].strip()}"', advice)


def _quotes(better: str, advice: Advice) -> Wording:
    return Wording(
        "thiếu dấu ngoặc kép quanh văn bản",
        "text stands without quotes",
        f"Ghi {better}. {advice[0]}",
        f"Write {better}. {advice[1]}",
    )


def _code(entry: str, shape: Shape, advice: Advice) -> Wording | None:
    found = re.match(r"([^=\"“;():,]{1,200})=", entry)
    if not found or not shape.listed or plain_type(shape.key) is not str or PLAIN_CODE.fullmatch(found[1].strip()):
        return None
    return code_hint(found[1].strip(), advice)


HINTS: tuple[Hint, ...] = (_count, _comma, _unquoted_field, _unquoted_item, _code)
"""In this order; the first that knows the mistake is told."""
