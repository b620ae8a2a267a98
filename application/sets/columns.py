"""The columns and rows of a set's workbook: what each is called in Vietnamese and English, and what it is for.

Which fields there are is read off the definition's own classes; here they only get their names. A field without a
name here is called as it is in YAML.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin
from unicodedata import normalize

import msgspec

from application.sets.document import Path
from application.sets.fields import fields_of, structures
from domain.indicator_set.definition import Group, Indicator, IndicatorSet

Language = Literal["vi", "en"]


class Label(NamedTuple):
    """A name in both languages, and what to write there."""

    vi: str
    en: str
    help_vi: str = ""
    help_en: str = ""
    also: tuple[str, ...] = ()

    def of(self, language: Language) -> str:
        """The name in that language."""
        return self.vi if language == "vi" else self.en

    def help(self, language: Language) -> str:
        """What to write there, in that language."""
        return self.help_vi if language == "vi" else self.help_en


YES_VI, YES_EN = "yes (có) hoặc để trống", "yes, or blank"

LABELS: Mapping[str, Label] = {
    "code": Label("Mã", "Code", "Chữ thường không dấu, chữ số, gạch nối", "Lower-case letters, digits, hyphens"),
    "set.code": Label("Mã bộ chỉ số", "Set code", "Ví dụ so-nganh-2026", "As in so-nganh-2026"),
    "annex.code": Label(
        "STT",
        "No.",
        "Số thứ tự trong phụ lục, dạng văn bản: 1, 1.1, 4.22.11",
        "The number in the annex, as text: 1, 1.1, 4.22.11",
        ("tt", "số tt", "no"),
    ),
    "name": Label("Tên", "Name", "Tên tiếng Việt", "The Vietnamese name"),
    "set.name": Label("Tên bộ chỉ số", "Set name", "Tên đầy đủ", "The full name"),
    "annex.name": Label(
        "Chỉ số/Chỉ số thành phần",
        "Indicator/component",
        "Tên nhóm hoặc chỉ số",
        "The name of the group or indicator",
        ("chỉ số", "chỉ số thành phần", "tiêu chí", "indicator"),
    ),
    "set.max_points": Label("Tổng điểm", "Total points", "Tổng các nhóm", "The sum of the groups"),
    "max_points": Label(
        "Điểm tối đa",
        "Max points",
        "Số, dấu chấm thập phân; nhóm = tổng các phần",
        "A number; a group's is the sum of its parts",
        ("điểm", "maximum"),
    ),
    "how": Label(
        "Cách xác định và tính điểm",
        "How to determine and score",
        "Nguyên văn phụ lục, cho người đọc; điểm chỉ tính theo «Loại quy tắc» và «Tham số quy tắc»",
        "The annex's own words, for people to read; points come of 'Rule kind' and 'Rule parameters' alone",
        ("cách tính điểm",),
    ),
    "evidence": Label(
        "Tài liệu kiểm chứng",
        "Verifying documents",
        "Tài liệu phải nộp; có ghi thì đơn vị phải nộp hoặc giải trình",
        "What must be handed in or explained",
    ),
    "data_source": Label("Nguồn thu thập dữ liệu", "Data source", "Nơi có số liệu", "Where the figures are from"),
    "verifier": Label(
        "Đơn vị phối hợp xác minh số liệu",
        "Verifying unit",
        "Cơ quan thẩm định",
        "The body that verifies",
        ("đơn vị thẩm định",),
    ),
    "level": Label(
        "Cấp nhóm",
        "Group level",
        "Với nhóm: 1 là nhóm lớn, 2 là nhóm con…; để trống với chỉ số",
        "For a group: 1 for the top, 2 below it, …; blank for an indicator",
    ),
    "rule.kind": Label("Loại quy tắc", "Rule kind", "Chọn trong danh sách", "Choose from the list"),
    "rule": Label("Tham số quy tắc", "Rule parameters", "Xem các ví dụ bên dưới", "See the examples below"),
    "name_en": Label("Tên tiếng Anh", "English name", "Không bắt buộc", "Optional"),
    "applies_to": Label(
        "Áp dụng cho",
        "Applies to",
        "Loại đơn vị, cách nhau dấu phẩy; trống là tất cả",
        "Kinds of unit, parted by commas; blank for all",
    ),
    "optional": Label("Được khai không áp dụng", "May not apply", YES_VI, YES_EN),
    "entered_by": Label("Người nhập", "Entered by", "unit nếu để trống", "unit if blank"),
    "examples": Label(
        "Ví dụ tính điểm",
        "Worked examples",
        'Mỗi dòng một ví dụ: a=3, b=4 -> 7.5 "nguồn"',
        'One a line: a=3, b=4 -> 7.5 "source"',
    ),
    "locked": Label("Khóa", "Locked", f"Bộ kế thừa phải giữ nguyên; {YES_VI}", f"Extending sets keep it; {YES_EN}"),
    "weight": Label("Trọng số", "Weight", "Chỉ dùng khi nhóm là phân số của 1", "Where groups are fractions of 1"),
    "provenance": Label(
        "Tình trạng số liệu",
        "Provenance",
        "published (đã công bố) hoặc illustrative (minh họa)",
        "published or illustrative",
    ),
    "source": Label("Nguồn công bố", "Source", "Văn bản hoặc trang đã công bố", "Where it was published"),
    "province": Label("Tỉnh", "Province", "Mã tỉnh", "The province's code"),
    "version": Label("Phiên bản", "Version", "Ba số, ví dụ 1.0.0", "Three numbers, as in 1.0.0"),
    "unit_kinds": Label("Loại đơn vị", "Unit kinds", "Cách nhau dấu phẩy", "Parted by commas"),
    "period": Label("Kỳ đánh giá", "Period", "Ví dụ 2022", "As in 2022"),
    "places": Label("Số chữ số thập phân", "Decimal places", "0 đến 4, làm tròn nửa lên", "0 to 4, half up"),
    "notes": Label("Ghi chú", "Notes", "Phần nào đã công bố, phần nào minh họa", "What is published and what is not"),
    "index.scale": Label(
        "Thang chỉ số công bố", "Index scale", "Chỉ khi công bố chỉ số", "Where an index is published"
    ),
    "index.places": Label("Chữ số thập phân của chỉ số", "Index places", "0 đến 4", "0 to 4"),
    "extends.province": Label("Kế thừa từ tỉnh", "Extends: province", "Mã tỉnh của bộ gốc", "Whose base set"),
    "extends.indicator_set": Label("Kế thừa bộ", "Extends: set", "Mã bộ gốc", "The base set's code"),
    "extends.version": Label("Kế thừa phiên bản", "Extends: version", "Phiên bản gốc", "The base's version"),
    "extends.content_hash": Label("Mã băm bộ gốc", "Extends: hash", "64 chữ số thập lục phân", "64 hexadecimal digits"),
    "number": Label("Số văn bản", "Number", "Ví dụ 2554/QĐ-UBND", "As in 2554/QĐ-UBND"),
    "date": Label("Ngày", "Date", "Ví dụ 2022-12-06", "As in 2022-12-06"),
    "issuer": Label("Cơ quan ban hành", "Issuer", "Ví dụ UBND tỉnh", "Who issued it"),
    "from_percent": Label("Từ phần trăm", "From percent", "0 đến 100", "0 to 100"),
    "kinds": Label("Loại đơn vị xếp hạng", "Kinds ranked", "Cách nhau dấu phẩy", "Parted by commas"),
    "within_parent": Label("Trong cùng đơn vị cấp trên", "Within each parent", YES_VI, YES_EN),
    "from_version": Label("Từ phiên bản", "From version", "Phiên bản cũ", "The earlier version"),
    "kind": Label(
        "Loại thay đổi",
        "Change",
        "kept, renamed, split, merged, rescaled hoặc retired",
        "kept, renamed, split, merged, rescaled or retired",
    ),
    "old": Label("Mã cũ", "Old codes", "Cách nhau dấu phẩy", "Parted by commas"),
    "new": Label("Mã mới", "New codes", "Cách nhau dấu phẩy", "Parted by commas"),
    "reason": Label("Lý do", "Reason", "Bắt buộc", "Required"),
}

INFORMATION = Label("Thông tin", "Set")
HELP = Label("Hướng dẫn", "Help")
EXAMPLES = Label("Ví dụ quy tắc", "Rule examples")
ANNEX = Label("Phụ lục", "Annex")
TABLES: Mapping[str, Label] = {
    "legal_basis": Label("Căn cứ pháp lý", "Legal basis"),
    "bands": Label("Xếp loại", "Bands"),
    "scopes": Label("Phạm vi xếp hạng", "Ranking scopes"),
    "migrations": Label("Chuyển đổi", "Migrations"),
}
"""The sheets of the lists that a set has besides its groups."""

OFFICIAL = ("code", "name", "max_points", "how", "evidence", "data_source", "verifier")
"""The columns of an official annex, in its order."""
ADDED = ("level", "rule.kind", "rule")


def label(name: str, context: str = "") -> Label:
    """The label of a field in the ``annex``, the ``set`` or elsewhere; the name itself where it has none."""
    return LABELS.get(f"{context}.{name}", LABELS.get(name, Label(name, name)))


def heading_of(path: Path) -> Label:
    """What a workbook calls the field at the path; inside rules, what the notation calls it."""
    named_parts = tuple(step for step in path if isinstance(step, str))
    if "rule" in named_parts:
        return label("rule.kind") if named_parts[-2:] == ("rule", "kind") else Label(path_end(path), path_end(path))
    if path[0] == "groups":
        return label(path_end(path), "annex")
    return label(".".join(named_parts), "set") if len(path) == len(named_parts) else label(path_end(path))


def path_end(path: Path) -> str:
    """The last step of the path."""
    return str(path[-1])


def table_label(name: str) -> Label:
    """The label of a list's sheet."""
    return TABLES.get(name, Label(name, name))


def annex_columns() -> tuple[str, ...]:
    """The annex's columns: those of an official annex, then all else that groups and indicators have."""
    known = (*OFFICIAL, *ADDED)
    own = dict.fromkeys((*fields_of(Indicator), *fields_of(Group)))
    return (*known, *(name for name in own if name not in {*known, "groups", "indicators"}))


def annex_labels() -> dict[str, Label]:
    """The annex's columns and their labels."""
    return {name: label(name, "annex") for name in annex_columns()}


def is_table(kind: Any) -> bool:
    """Whether a field holds a list of structures."""
    return get_origin(kind) is tuple and bool(structures(get_args(kind)[0]))


def item_type(kind: Any) -> Any:
    """What the list holds."""
    return get_args(kind)[0]


class InformationRow(NamedTuple):
    """One line of the set's particulars: its path, the name it goes by, and its type."""

    path: tuple[str, ...]
    kind: Any

    @property
    def name(self) -> str:
        """The path as one name: ``index.scale``."""
        return ".".join(self.path)


def information_rows() -> Iterator[InformationRow]:
    """The set's own particulars; a structure's fields stand one by one."""
    for name, field in fields_of(IndicatorSet).items():
        if is_table(field.kind):
            continue
        inner = structures(field.kind).get(None)
        if inner is None:
            yield InformationRow((name,), field.kind)
        else:
            yield from (InformationRow((name, below), each.kind) for below, each in fields_of(inner).items())


def table_fields() -> dict[str, type[msgspec.Struct]]:
    """The lists that have a sheet of their own, and what each is a list of."""
    fields = fields_of(IndicatorSet).items()
    return {name: item_type(field.kind) for name, field in fields if is_table(field.kind) and name != "groups"}


class TableShape(NamedTuple):
    """The columns of a list's sheet: an item's own fields, and those of the list inside each item, if there is one."""

    own: Mapping[str, Any]
    inner: str
    below: Mapping[str, Any]


def table_shape(structure: type[msgspec.Struct]) -> TableShape:
    """The shape of the sheet that lists these structures."""
    fields = fields_of(structure)
    inner = next((name for name, field in fields.items() if is_table(field.kind)), "")
    own = {name: field.kind for name, field in fields.items() if name != inner}
    below = fields_of(item_type(fields[inner].kind)) if inner else {}
    return TableShape(own, inner, {name: field.kind for name, field in below.items()})


def folded(heading: str) -> str:
    """A heading as it is compared: case, line breaks and spaces around a slash do not matter."""
    return " ".join(normalize("NFC", heading).casefold().replace("/", " / ").split())


def by_heading(labels: Mapping[str, Label]) -> dict[str, str]:
    """The name for every heading, folded, that it may stand under."""
    called = ((name, (name, known.vi, known.en, *known.also)) for name, known in reversed(list(labels.items())))
    return {folded(heading): name for name, headings in called for heading in headings}


def named(heading: str, labels: Mapping[str, Label]) -> str | None:
    """Which of the names the heading stands for."""
    return by_heading(labels).get(folded(heading))
