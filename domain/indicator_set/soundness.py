"""What makes a definition contradict itself: every fault with its part, the field, and how to mend it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.indicator_set.definition import Group, Indicator, IndicatorSet
from domain.indicator_set.sound_points import wrong_examples, wrong_maximum, wrong_rule, wrong_totals
from domain.metadata import Provenance, UnitKind
from domain.points import is_sound
from domain.rules.base import repeated
from domain.wording import Fault, Wording

NO_KIND = Wording(
    "bộ chỉ số phải áp dụng cho ít nhất một loại đơn vị",
    "a set is for at least one kind of unit",
    "Ghi loại đơn vị áp dụng",
    "Name a kind of unit",
)
NO_KIND_RANKED = Wording(
    "phạm vi xếp hạng không có loại đơn vị nào",
    "the scope ranks no kind of unit",
    "Ghi loại đơn vị được xếp hạng",
    "Name the kinds that are ranked",
)
EMPTY = Wording(
    "nhóm không có chỉ số nào",
    "the group has no indicators",
    "Bổ sung chỉ số, hoặc bỏ nhóm",
    "Add an indicator, or leave the group out",
)
NO_GROUPS = Wording(
    "bộ chỉ số không có nhóm nào", "the set has no groups", "Bổ sung nhóm và chỉ số", "Add groups with indicators"
)
NO_SOURCE = Wording(
    "ghi là đã công bố nhưng không có nguồn",
    "it is marked as published and names no source",
    "Ghi nguồn công bố ở chỉ số, ở nhóm hoặc căn cứ pháp lý của bộ; phần tự soạn ghi illustrative (minh họa)",
    "Name its source, its group's, or the set's legal basis; what was made up is illustrative",
)


def faults(definition: IndicatorSet) -> Iterator[Fault]:
    """Every place where the definition contradicts itself."""
    yield from _repeated_codes(definition)
    yield from wrong_totals(definition)
    yield from (Fault(group.code, (), EMPTY) for group in definition.every_group() if _is_empty(group))
    for indicator in definition.indicators():
        yield from wrong_maximum(indicator, definition.places)
        yield from wrong_rule(indicator, definition.places)
        yield from _foreign_kinds(indicator.code, "applies_to", indicator.applies_to, definition)
        yield from wrong_examples(indicator, definition.places)
    if not definition.legal_basis:
        for group in definition.groups:
            yield from _unnamed_sources(group)
    yield from _wrong_particulars(definition)
    yield from _wrong_bands(definition)
    yield from _wrong_scopes(definition)


def _is_empty(group: Group) -> bool:
    return not group.indicators and not group.groups


def _repeated_codes(definition: IndicatorSet) -> Iterator[Fault]:
    codes = Counter(indicator.code for indicator in definition.indicators())
    codes.update(group.code for group in definition.every_group())
    for code, times in codes.items():
        if times > 1:
            yield Fault(code, ("code",), _repeated(times))


def _repeated(times: int) -> Wording:
    return Wording(
        f"mã này xuất hiện {times} lần", f"the code stands {times} times", "Đặt mã khác", "Give it another code"
    )


# --- Particulars ------------------------------------------------------------------------------------------------------
def _unnamed_sources(group: Group) -> Iterator[Fault]:
    """Parts marked as published that lead to no source, neither their own nor that of a group they are in."""
    if group.source:
        return
    parts: tuple[Group | Indicator, ...] = (group, *group.indicators)
    for part in parts:
        if part.provenance is Provenance.PUBLISHED and not part.source:
            yield Fault(part.code, ("provenance",), NO_SOURCE)
    for below in group.groups:
        yield from _unnamed_sources(below)


def _wrong_particulars(definition: IndicatorSet) -> Iterator[Fault]:
    if definition.index and not (is_sound(definition.index.scale) and definition.index.scale > 0):
        yield Fault("index", ("scale",), _wrong_scale(definition.index.scale))
    if not definition.unit_kinds:
        yield Fault("unit_kinds", (), NO_KIND)
    yield from (Fault("unit_kinds", (), wording) for wording in repeated(definition.unit_kinds))
    if not definition.groups:
        yield Fault("groups", (), NO_GROUPS)


def _wrong_scale(scale: Decimal) -> Wording:
    return Wording(
        f"thang điểm {scale} phải lớn hơn 0",
        f"its scale, {scale}, is not above zero",
        "Ghi thang điểm, ví dụ 1 hoặc 100",
        "Write the scale, such as 1 or 100",
    )


def _wrong_bands(definition: IndicatorSet) -> Iterator[Fault]:
    yield from (Fault("bands", (), wording) for wording in repeated(band.code for band in definition.bands))
    thresholds = Counter(band.from_percent for band in definition.bands)
    for band in definition.bands:
        field = (f"bands.{band.code}", ("from_percent",))
        if not _is_percentage(band.from_percent):
            yield Fault(*field, _wrong_threshold(band.from_percent))
        elif thresholds[band.from_percent] > 1:
            yield Fault(*field, _same_threshold(band.from_percent))


def _is_percentage(threshold: Decimal) -> bool:
    """Below one percent it is the fraction that somebody meant as a percentage."""
    return threshold == 0 or (is_sound(threshold) and 1 <= threshold <= 100)  # noqa: PLR2004  # Percent.


def _wrong_threshold(threshold: Decimal) -> Wording:
    return Wording(
        f"ngưỡng {threshold} không phải 0 và không nằm trong khoảng 1–100 %",
        f"its threshold, {threshold}, is neither 0 nor between 1 and 100 percent",
        "Ghi ngưỡng theo phần trăm: 90, không phải 0.9",
        "Write the threshold in percent: 90, not 0.9",
    )


def _same_threshold(threshold: Decimal) -> Wording:
    return Wording(
        f"có mức xếp loại khác cùng ngưỡng {threshold}",
        f"another band has the threshold {threshold} too",
        "Ghi ngưỡng khác nhau cho các mức",
        "Give each band a threshold of its own",
    )


def _wrong_scopes(definition: IndicatorSet) -> Iterator[Fault]:
    yield from (Fault("scopes", (), wording) for wording in repeated(scope.code for scope in definition.scopes))
    for scope in definition.scopes:
        if not scope.kinds:
            yield Fault(f"scopes.{scope.code}", ("kinds",), NO_KIND_RANKED)
        yield from _foreign_kinds(f"scopes.{scope.code}", "kinds", scope.kinds, definition)


def _foreign_kinds(place: str, field: str, kinds: tuple[UnitKind, ...], definition: IndicatorSet) -> Iterator[Fault]:
    for kind in kinds:
        if kind not in definition.unit_kinds:
            yield Fault(place, (field,), _foreign_kind(kind))


def _foreign_kind(kind: UnitKind) -> Wording:
    return Wording(
        f"bộ chỉ số không áp dụng cho loại đơn vị «{kind}»",
        f"the set is not for units of the kind '{kind}'",
        "Bỏ loại đơn vị này, hoặc thêm vào «Loại đơn vị» của bộ",
        "Leave it out, or add it to the set's unit kinds",
    )
