"""What the YAML parser says is wrong, in both languages, and how to mend it."""

import re
from typing import NamedTuple

from domain.wording import Wording

MEND = ("Sửa cú pháp YAML tại vị trí đã nêu", "Mend the YAML at that place")
QUOTES = (
    'Đặt văn bản trong dấu ngoặc kép, ví dụ name: "Chỉ số: phần 1"',
    'Put the text in quotes, as in name: "Indicator: part 1"',
)
"""Text with a colon and a space in it, or with a special sign at its beginning, is no plain text to YAML."""

INDENT = (
    "Thụt các trường cùng một mục thẳng hàng nhau, bằng dấu cách",
    "Indent the fields of one part alike, with spaces",
)


class _Kind(NamedTuple):
    """A kind of error: how the parser's sentence begins or goes on, the same in Vietnamese, and what to do."""

    pattern: str
    vi: str
    advice: tuple[str, str] = MEND


KINDS = (
    _Kind(r"mapping values are not allowed here", "dấu hai chấm ở chỗ không được phép", QUOTES),
    _Kind(
        r"found character '\\t'.*",
        "có ký tự Tab",
        ("Thụt dòng bằng dấu cách, không dùng Tab", "Indent with spaces, not with tabs"),
    ),
    _Kind(r"found character .* cannot start any token", "văn bản bắt đầu bằng một ký hiệu đặc biệt", QUOTES),
    _Kind(
        r"found unexpected end of stream",
        "thiếu dấu ngoặc kép đóng",
        ("Đóng dấu ngoặc kép", "Close the quotes"),
    ),
    _Kind(
        r"found unknown escape character.*",
        "có dấu gạch chéo ngược không hợp lệ trong ngoặc kép",
        (r"Viết \\ thay cho \, hoặc dùng dấu nháy đơn", r"Write \\ for \, or use single quotes"),
    ),
    _Kind(
        r"unacceptable character.*",
        "có ký tự điều khiển",
        ("Xóa ký tự đó; gõ lại văn bản thay vì dán", "Delete it; type the text anew instead of pasting it"),
    ),
    _Kind(r"expected <block end>, but found '(<block.*|\?)'", "thụt dòng không khớp với các dòng trên", INDENT),
    _Kind(r"expected '<document start>'.*", "thụt dòng không khớp với các dòng trên", INDENT),
    _Kind(r"expected <block end>.*", "có chữ thừa sau một giá trị", QUOTES),
    _Kind(r"could not find expected ':'", "thiếu dấu hai chấm sau tên trường"),
    _Kind(r"expected ',' or '[\]}]'.*", "ngoặc chưa đóng, hoặc thiếu dấu phẩy", QUOTES),
    _Kind(r"expected the node content.*", "thiếu giá trị, hoặc ngoặc chưa đóng", QUOTES),
    _Kind(r"(sequence entries|mapping keys) are not allowed here", "văn bản bắt đầu bằng một ký hiệu đặc biệt", QUOTES),
    _Kind(r"expected (a comment|chomping).*", "văn bản bắt đầu bằng một ký hiệu đặc biệt", QUOTES),
    _Kind(r"expected alphabetic or numeric character.*", "văn bản bắt đầu bằng một ký hiệu đặc biệt", QUOTES),
    _Kind(r".*incompatible YAML document.*", "phiên bản YAML không được hỗ trợ"),
)
"""The first that fits is told; what fits none is told in general."""


def syntax(problem: str) -> Wording:
    """What the parser says."""
    found = next((kind for kind in KINDS if re.fullmatch(kind.pattern, problem, re.DOTALL)), _Kind("", ""))
    vi = f"sai cú pháp YAML: {found.vi}" if found.vi else "sai cú pháp YAML"
    return Wording(vi, f"the YAML can't be read ({problem})", *found.advice)
