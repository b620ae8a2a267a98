"""The words of choice: for each code that a file may hold, what it is called in Vietnamese.

This is the one table of them. Workbooks take the Vietnamese words beside the codes; YAML has the codes alone. A code
that is missing here goes by itself, so that a new kind of rule works before it has a Vietnamese name.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from domain.indicator_set.definition import EnteredBy, MoveKind
from domain.metadata import Provenance, UnitKind
from domain.rules import KINDS


class Word(NamedTuple):
    """The Vietnamese word for a code, what it means, and what else people write for it."""

    vi: str
    meaning: str = ""
    also: tuple[str, ...] = ()


RULES: Mapping[str, Word] = {
    "levels": Word("mức", "Chọn đúng một mức; mỗi mức được một tỷ lệ của điểm tối đa", ("các mức",)),
    "checklist": Word("danh mục", "Đạt mục nào được phần điểm của mục đó; các phần cộng lại"),
    "tiers": Word("bậc", "Số lượng đạt đến bậc nào thì được tỷ lệ của bậc đó", ("bậc thang",)),
    "ratio": Word("tỷ lệ", "a chia b, nhân điểm tối đa; có thể đặt chỉ tiêu", ("tỉ lệ",)),
    "count": Word("số lượng", "Mỗi đơn vị đếm được một số điểm, không quá điểm tối đa"),
    "measured": Word("đo", "Nhân điểm tối đa với một giá trị đo được từ 0 đến 1", ("đo lường",)),
    "survey": Word("khảo sát", "Điểm trung bình của khảo sát, so với mức cao nhất của thang"),
    "manual": Word("chấm tay", "Người thẩm định chấm điểm theo hướng dẫn", ("chấm điểm",)),
    "relative": Word("so với cao nhất", "Giá trị của đơn vị chia cho giá trị cao nhất của các đơn vị"),
    "sum": Word("tổng", "Cộng điểm các phần, mỗi phần có quy tắc riêng"),
    "best": Word("tốt nhất", "Lấy phần được nhiều điểm nhất trong các phần"),
    "capped": Word("giới hạn", "Điểm theo quy tắc bên trong, không quá một tỷ lệ của điểm tối đa"),
    "bonus": Word("thưởng phạt", "Cộng hoặc trừ điểm ngoài điểm tối đa, trong giới hạn đã ghi", ("thưởng, phạt",)),
}
ENUMS: Mapping[type[StrEnum], Mapping[str, Word]] = {
    UnitKind: {
        "department": Word("sở", "Sở, ban, ngành và cơ quan cấp sở", ("cơ quan cấp sở",)),
        "district": Word("huyện", "Huyện, thị xã, thành phố thuộc tỉnh", ("cấp huyện",)),
        "commune": Word("xã", "Xã, phường, thị trấn", ("cấp xã",)),
        "enterprise": Word("doanh nghiệp", "Doanh nghiệp"),
        "province": Word("tỉnh", "Tỉnh, thành phố trực thuộc trung ương", ("cấp tỉnh",)),
    },
    Provenance: {
        "published": Word("đã công bố", "Đúng như văn bản đã công bố", ("công bố",)),
        "illustrative": Word("minh họa", "Viết thêm để minh họa", ("minh hoạ",)),
    },
    EnteredBy: {
        "unit": Word("đơn vị", "Đơn vị được chấm điểm"),
        "reviewer": Word("người thẩm định", "Người thẩm định", ("thẩm định",)),
        "body": Word("cơ quan khác", "Một cơ quan khác"),
        "survey": Word("khảo sát", "Kết quả khảo sát"),
        "system": Word("hệ thống", "Hệ thống tự lấy số liệu"),
    },
    MoveKind: {
        "kept": Word("giữ", "Giữ nguyên", ("giữ nguyên",)),
        "renamed": Word("đổi tên", "Đổi tên hoặc mã"),
        "split": Word("tách", "Tách thành nhiều chỉ số"),
        "merged": Word("gộp", "Gộp nhiều chỉ số"),
        "rescaled": Word("đổi thang", "Đổi điểm tối đa"),
        "retired": Word("bỏ", "Không còn dùng"),
    },
}


def folded(text: str) -> str:
    """A word as it is compared: in NFC, whatever its case and white space."""
    return " ".join(normalize("NFC", text).casefold().split())


def words_of(codes: Iterable[str]) -> Mapping[str, Word]:
    """The table in which these codes stand; nothing where no table has them."""
    wanted = frozenset(codes)
    return next((table for table in (RULES, *ENUMS.values()) if wanted & table.keys() and wanted <= _codes(table)), {})


def _codes(table: Mapping[str, Word]) -> frozenset[str]:
    return frozenset(KINDS if table is RULES else table)


def code_of(text: str, codes: Iterable[str]) -> str:
    """The code that the text means, by itself or by a Vietnamese word; a text that means none stays as it is."""
    known = tuple(codes)
    return _names(known).get(folded(text), text)


def near_code(text: str, codes: Iterable[str]) -> str | None:
    """The code whose name, in either language, the text is nearly."""
    names = _names(tuple(codes))
    near = get_close_matches(folded(text), names, n=1)
    return names[near[0]] if near else None


@cache
def _names(codes: tuple[str, ...]) -> Mapping[str, str]:
    """The code by every name that it goes by, folded."""
    table = words_of(codes)
    words = {code: (table[code].vi, *table[code].also) if code in table else () for code in codes}
    return {folded(name): code for code, names in words.items() for name in (code, *names)}


def in_both(codes: Iterable[str]) -> str:
    """The codes, each with its Vietnamese word: published (đã công bố), illustrative (minh họa)."""
    known = tuple(codes)
    table = words_of(known)
    return ", ".join(f"{code} ({table[code].vi})" if code in table else code for code in known)
