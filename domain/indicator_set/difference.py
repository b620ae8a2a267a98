"""One difference between two versions of a set: where it is, what was and is there, and how much it weighs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from domain.metadata import IndicatorCode

SHOWN = 80
"""The most characters of a value that a sentence quotes."""


class Significance(StrEnum):
    """How much a difference weighs, the lightest first: which part of the version number it must raise."""

    PATCH = "patch"
    """Wording: no result can change."""
    MINOR = "minor"
    """Something is added; what was there counts as before."""
    MAJOR = "major"
    """Something is removed, weighs otherwise, or is scored otherwise."""

    def outweighs(self, other: "Significance") -> bool:
        """Whether this is the heavier one."""
        order = list(Significance)
        return order.index(self) > order.index(other)


class Change(StrEnum):
    """What happened to the part or field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


class PartKind(StrEnum):
    """What sort of part of a set differs."""

    SET = "set"
    GROUP = "group"
    INDICATOR = "indicator"
    BAND = "band"
    SCOPE = "scope"


SIGNIFICANCES_VI: Mapping[Significance, str] = {
    Significance.PATCH: "số vá",
    Significance.MINOR: "số phụ",
    Significance.MAJOR: "số chính",
}
"""The part of the number that a difference raises."""
PARTS_VI: Mapping[PartKind, str] = {
    PartKind.SET: "bộ chỉ số",
    PartKind.GROUP: "nhóm",
    PartKind.INDICATOR: "chỉ số",
    PartKind.BAND: "mức xếp loại",
    PartKind.SCOPE: "phạm vi xếp hạng",
}
CHANGES: Mapping[Change, tuple[str, str]] = {
    Change.ADDED: (" được thêm", " is added"),
    Change.REMOVED: (" bị bỏ", " is removed"),
    Change.REORDERED: (": thứ tự thay đổi", ": the order changes"),
}
FIELDS_VI: Mapping[str, str] = {
    "applies_to": "loại đơn vị áp dụng",
    "code": "mã",
    "data_source": "nguồn số liệu",
    "entered_by": "bên nhập số liệu",
    "evidence": "tài liệu kiểm chứng",
    "examples": "ví dụ tính điểm",
    "extends": "bộ chỉ số gốc",
    "from_percent": "ngưỡng phần trăm",
    "group": "nhóm chứa",
    "how": "cách xác định và tính điểm",
    "index": "cách công bố tổng điểm",
    "kinds": "loại đơn vị xếp hạng",
    "legal_basis": "căn cứ pháp lý",
    "locked": "khóa đối với bộ mở rộng",
    "max_points": "điểm tối đa",
    "migrations": "bảng chuyển đổi từ bản cũ",
    "name": "tên",
    "name_en": "tên tiếng Anh",
    "notes": "ghi chú",
    "optional": "cho phép không áp dụng",
    "period": "kỳ đánh giá",
    "places": "số chữ số thập phân",
    "provenance": "nguồn gốc",
    "province": "tỉnh",
    "rule": "cách tính điểm",
    "source": "nguồn",
    "unit_kinds": "loại đơn vị",
    "verifier": "cơ quan thẩm định",
    "weight": "trọng số",
    "within_parent": "xếp hạng trong từng đơn vị cấp trên",
}


class Difference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What differs in one field of one part, or that the part as a whole came or went; plain JSON throughout.

    ``code`` is that of the part and empty where the whole set or an order is meant, ``group`` the group that the part
    stands in, ``field`` the field's name or the path within a rule (``rule.levels.head.share``).
    """

    part: PartKind
    change: Change
    significance: Significance
    code: str = ""
    group: IndicatorCode | None = None
    field: str = ""
    before: Any = None
    after: Any = None

    def sentence(self, language: str = "en") -> str:
        """Where it is and what was and is there, in ``vi`` or ``en``."""
        place = f"{PARTS_VI[self.part] if language == 'vi' else self.part} {self.code}".strip()
        if self.change is Change.CHANGED:
            return f"{place}: {self._label(language)}: {shown(self.before)} → {shown(self.after)}"
        return f"{place}{CHANGES[self.change][language != 'vi']}"

    def _label(self, language: str) -> str:
        name, _, path = self.field.partition(".")
        label = FIELDS_VI[name] if language == "vi" else name.replace("_", " ")
        return f"{label} {path}".strip()


def shown(value: Any) -> str:
    """A value as a sentence quotes it: a dash for nothing, long ones shortened."""
    if value in (None, "", []):
        return "—"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def heaviest(differences: Iterable[Difference]) -> Significance | None:
    """What all the differences together weigh; ``None`` if there are none."""
    found = {difference.significance for difference in differences}
    return next((each for each in reversed(Significance) if each in found), None)
