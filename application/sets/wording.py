"""What can be wrong with a file of a set or a policy, and how to mend it, in Vietnamese and English."""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any, get_args

from application.sets.bounds import out_of_bounds
from application.sets.columns import Label
from application.sets.document import shown
from application.sets.forms import by_form
from application.sets.words import in_both, near_code
from domain.indicator_set.definition import Version
from domain.metadata import Code, IndicatorCode, Name, Sha256
from domain.wording import Wording

TYPES_VI = {
    "str": "văn bản",
    "int": "số nguyên",
    "decimal": "số thập phân",
    "bool": "true/false (có/không)",
    "array": "danh sách",
    "object": "một mục có các trường",
    "null": "để trống",
    "date": "ngày",
}
"""Kinds of content as a province's officer calls them."""


def _pattern(kind: Any) -> str:
    return str(get_args(kind)[1].pattern)


SHAPES = {
    _pattern(Code): (
        "mã chỉ gồm chữ thường không dấu, chữ số và gạch nối đơn, ví dụ so-noi-vu",
        "a code has lower-case letters without accents, digits and single hyphens, as in so-noi-vu",
    ),
    _pattern(IndicatorCode): (
        "số thứ tự gồm chữ và số cách nhau bằng dấu chấm, ví dụ 1.1 hoặc 4.22.11",
        "a number of the annex has letters and digits parted by full stops, as in 1.1 or 4.22.11",
    ),
    _pattern(Version): ("phiên bản gồm ba số, ví dụ 1.0.0", "a version is three numbers, as in 1.0.0"),
    _pattern(Sha256): ("mã băm SHA-256 gồm 64 chữ số thập lục phân", "a SHA-256 digest is 64 hexadecimal digits"),
    _pattern(Name): ("không được để trống", "it must not be blank"),
}
"""What msgspec's patterns ask for."""

TEXT_CELL = ("Định dạng ô là Text rồi nhập lại", "Format the cell as Text and type it anew")
ADVICE_BY_KIND = {
    "str": (
        'Đặt văn bản trông như số hoặc như true/false trong dấu ngoặc kép, ví dụ "1.10"',
        'Put text that looks like a number or a truth value in quotes, as in "1.10"',
    ),
    "int": ("Ghi số nguyên, không đặt trong dấu ngoặc kép", "Write a whole number, without quotes"),
    "decimal": ("Ghi một số, ví dụ 12.5", "Write a number, as in 12.5"),
    "bool": ("Ghi true hoặc false", "Write true or false"),
    "array": ("Ghi danh sách trong ngoặc vuông, ví dụ [a, b]", "Write a list in brackets, as in [a, b]"),
    "object": ("Ghi từng trường cùng giá trị của nó", "Write each field with its value"),
}
"""How to mend content of the wrong kind in YAML."""
CELL_ADVICE_BY_KIND = {
    "str": TEXT_CELL,
    "int": ("Ghi số nguyên", "Write a whole number"),
    "bool": ("Ghi có hoặc không", "Write yes or no"),
}
"""The same in a cell, where it is another."""
GENERAL = ("Ghi đúng dạng đã nêu", "Write it in that form")


def unknown_field(name: str, known: Collection[str]) -> Wording:
    """A field that nothing of this kind has."""
    near, name = get_close_matches(name[:200], known, n=1), shown(name)
    listed = ", ".join(known)
    return Wording(
        f"không có trường «{name}»",
        f"there is no field '{name}'",
        f"Có phải là «{near[0]}»?" if near else f"Các trường được dùng: {listed}",
        f"Did you mean '{near[0]}'?" if near else f"The fields there are: {listed}",
    )


def missing_field(name: str, heading: Label) -> Wording:
    """A field that must be given; a workbook's reader knows it by its heading."""
    return by_form(
        Wording(f"thiếu «{name}»", f"'{name}' is missing", f"Bổ sung «{name}»", f"Add '{name}'; it has no default"),
        Wording(
            f"thiếu «{heading.vi}»",
            f"'{heading.en}' is missing",
            f"Điền «{heading.vi}»",
            f"Fill in '{heading.en}'; it has no default",
        ),
    )


def not_one_of(options: Collection[str], value: object = "") -> Wording:
    """A word that is none of a list; workbooks also know the Vietnamese words."""
    vi, en = "giá trị không thuộc danh sách", "it is none of the words allowed"
    listed, both = ", ".join(options), in_both(options)
    near = near_code(str(value), options)
    lead_vi, lead_en = (f"Có phải là «{near}»? ", f"Did you mean '{near}'? ") if near else ("", "")
    return by_form(
        Wording(vi, en, f"{lead_vi}Chọn một trong: {listed}", f"{lead_en}Use: {listed}"),
        Wording(vi, en, f"{lead_vi}Chọn một trong: {both}", f"{lead_en}Use: {both}"),
    )


def wrong_kind(expected: str, given: str) -> Wording:
    """Content of another kind than the field holds; both as msgspec names them."""
    vi = f"cần {TYPES_VI.get(expected, expected)} nhưng gặp {TYPES_VI.get(given, given)}"
    en = f"expected {expected}, got {given}"
    advice = ADVICE_BY_KIND.get(expected, GENERAL)
    return by_form(
        Wording(vi, en, *advice),
        Wording(vi, en, *CELL_ADVICE_BY_KIND.get(expected, GENERAL if expected == "array" else advice)),
    )


def wrong_shape(pattern: str) -> Wording:
    """Text that does not have the form it must have."""
    if pattern == _pattern(Name):
        return Wording(*SHAPES[pattern], "Điền nội dung", "Fill it in")
    vi, en = SHAPES.get(pattern, ("không đúng dạng", "it does not have the form asked for"))
    in_cell = (f"{GENERAL[0]}; {TEXT_CELL[0][0].lower()}{TEXT_CELL[0][1:]}", f"{GENERAL[1]}; {TEXT_CELL[1].lower()}")
    return by_form(Wording(vi, en, *GENERAL), Wording(vi, en, *in_cell))


def not_a_date() -> Wording:
    """A day that is none."""
    return Wording(
        "không phải là ngày", "it is not a day", "Ghi ngày theo dạng 2022-12-06", "Write the day as in 2022-12-06"
    )


MSGSPEC: tuple[tuple[str, Callable[..., Wording]], ...] = (
    (r"Expected `(\w+)`, got `(\w+)`", wrong_kind),
    (r"Expected `str` matching regex '(.+)'", lambda pattern: wrong_shape(pattern.replace("\\\\", "\\"))),
)
"""What msgspec says is wrong, apart from limits, which are told by the field's own."""


def of_msgspec(message: str, kind: Any) -> Wording:
    """What msgspec says is wrong with one value of that kind."""
    problem = message.partition(" - at ")[0]
    for pattern, wording in MSGSPEC:
        if found := re.fullmatch(pattern, problem, re.DOTALL):
            return wording(*found.groups())
    return out_of_bounds(kind) if problem.startswith("Expected") else not_a_date()


EMPTY = Wording("không được để trống", "it must not be empty", "Thêm ít nhất một mục", "Add at least one entry")
NOT_A_NUMBER = Wording(
    "không phải là số thập phân",
    "it is not a decimal number",
    "Dùng dấu chấm thập phân, không dùng dấu phân cách hàng nghìn, ví dụ 12.5",
    "Use a decimal point and no thousands separator, as in 12.5",
)
TOO_MANY_DIGITS = Wording(
    "có quá nhiều chữ số",
    "it has too many digits",
    "Tối đa 30 chữ số trước và 30 chữ số sau dấu chấm",
    "At most 30 digits before and 30 after the decimal point",
)
TEXT_TOO_LONG = Wording("văn bản quá dài", "the text is too long", "Tối đa 10 000 ký tự", "At most 10,000 characters")
CONTROL_CHARACTER = Wording(
    "có ký tự điều khiển hoặc ký tự không hợp lệ",
    "it has a control character or one that is not valid Unicode",
    "Xóa ký tự đó; gõ lại văn bản thay vì dán",
    "Delete it; type the text anew instead of pasting it",
)
INVISIBLE_CHARACTER = Wording(
    "có ký tự ẩn (không có độ rộng, hoặc đổi chiều chữ)",
    "it has an invisible character: one without width, or one that turns the direction of writing",
    "Xóa ký tự đó; gõ lại văn bản thay vì dán",
    "Delete it; type the text anew instead of pasting it",
)
TOO_DEEP = Wording(
    "lồng quá nhiều cấp", "it is nested too deeply", "Giảm số cấp lồng nhau", "Nest fewer groups or rules"
)
TOO_MUCH = Wording(
    "có quá nhiều mục",
    "there are too many entries in it",
    "Chia thành nhiều bộ chỉ số, hoặc dùng tệp Excel",
    "Split the set, or bring it as an Excel workbook",
)
TOO_MUCH_IN_WORKBOOK = Wording(
    TOO_MUCH.problem_vi,
    TOO_MUCH.problem_en,
    "Xóa các dòng, cột và trang thừa, hoặc chia thành nhiều bộ chỉ số",
    "Delete rows, columns and sheets that are not needed, or split the set",
)
TOO_LARGE = Wording(
    "tệp quá lớn",
    "the file is too large",
    "Chỉ giữ nội dung cần thiết; bỏ hình ảnh và dữ liệu khác",
    "Keep only what is needed; leave out pictures and other data",
)
