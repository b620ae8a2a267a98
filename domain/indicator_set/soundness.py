"""What makes a definition contradict itself: every fault with its part, the field, and how to mend it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.indicator_set.definition import Group, Indicator, IndicatorSet
from domain.metadata import Provenance, UnitKind
from domain.points import decimals, exact_sum, is_sound, plain
from domain.rules.base import InvalidInput, repeated
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
WITHOUT_MAXIMUM = Wording(
    "điểm thưởng không có điểm tối đa, phải ghi 0",
    "a bonus has no maximum of its own, so it must be zero",
    "Ghi 0",
    "Write 0",
)
NO_MAXIMUM = Wording(
    "điểm tối đa phải lớn hơn 0", "the maximum must be above zero", "Ghi điểm tối đa", "Give the maximum"
)
TOO_MUCH = Wording(
    "quy tắc cho phép vượt điểm tối đa",
    "the rule can earn more than the maximum",
    "Giảm tỷ lệ, hoặc bọc quy tắc trong «capped»",
    "Lower the shares, or put the rule into 'capped'",
)
TOO_LITTLE = Wording(
    "theo quy tắc này không ai được điểm nào",
    "the rule can earn no points at all",
    "Sửa tỷ lệ điểm của các mức hoặc phần",
    "Correct the shares of its levels or parts",
)
NOT_OPTIONAL = Wording(
    "quy tắc có thể cho kết quả «không áp dụng» nhưng chỉ số không cho khai không áp dụng",
    "the rule may come to 'not applicable', and the indicator may not be declared so",
    "Ghi optional: true («Được khai không áp dụng»)",
    "Let the indicator be optional",
)


def faults(definition: IndicatorSet) -> Iterator[Fault]:
    """Every place where the definition contradicts itself."""
    yield from _repeated_codes(definition)
    yield from _wrong_totals(definition)
    yield from (Fault(group.code, (), EMPTY) for group in _all_groups(definition) if _is_empty(group))
    for indicator in definition.indicators():
        yield from _wrong_maximum(indicator, definition.places)
        yield from _wrong_rule(indicator, definition.places)
        yield from _foreign_kinds(indicator.code, "applies_to", indicator.applies_to, definition)
        yield from _wrong_examples(indicator, definition.places)
    if not definition.legal_basis:
        for group in definition.groups:
            yield from _unnamed_sources(group)
    yield from _wrong_particulars(definition)
    yield from _wrong_bands(definition)
    yield from _wrong_scopes(definition)


def _all_groups(definition: IndicatorSet) -> Iterator[Group]:
    for group in definition.groups:
        yield from group.walk()


def _is_empty(group: Group) -> bool:
    return not group.indicators and not group.groups


def _repeated_codes(definition: IndicatorSet) -> Iterator[Fault]:
    codes = Counter(indicator.code for indicator in definition.indicators())
    codes.update(group.code for group in _all_groups(definition))
    for code, times in codes.items():
        if times > 1:
            yield Fault(code, ("code",), _repeated(times))


def _repeated(times: int) -> Wording:
    return Wording(
        f"mã này xuất hiện {times} lần", f"the code stands {times} times", "Đặt mã khác", "Give it another code"
    )


# --- Points -----------------------------------------------------------------------------------------------------------
def _wrong_totals(definition: IndicatorSet) -> Iterator[Fault]:
    for group in _all_groups(definition):
        parts = [*(i.max_points for i in group.indicators), *(below.max_points for below in group.groups)]
        total, given = plain(exact_sum(parts)), plain(group.max_points)
        if total != given:
            yield Fault(group.code, ("max_points",), _wrong_total_of_group(total, given))
        if group.weight not in {None, group.max_points}:
            yield Fault(group.code, ("weight",), _wrong_weight(group.weight, given))
    total, given = plain(exact_sum(group.max_points for group in definition.groups)), plain(definition.max_points)
    if total != given:
        yield Fault("max_points", (), _wrong_total_of_set(total, given))


def _wrong_total_of_group(total: Decimal, given: Decimal) -> Wording:
    return Wording(
        f"các phần của nhóm cộng lại là {total}, nhóm ghi {given}",
        f"its parts add up to {total}, the group says {given}",
        "Sửa điểm tối đa của nhóm hoặc của các chỉ số trong nhóm",
        "Change the maximum of the group or of what is in it",
    )


def _wrong_weight(weight: Decimal | None, given: Decimal) -> Wording:
    return Wording(
        f"trọng số là {weight} nhưng điểm tối đa là {given}",
        f"its weight is {weight}, its maximum {given}",
        "Hai giá trị này phải bằng nhau",
        "Make the two the same",
    )


def _wrong_total_of_set(total: Decimal, given: Decimal) -> Wording:
    return Wording(
        f"các nhóm cộng lại là {total}, bộ chỉ số ghi {given}",
        f"groups add up to {total}, the set says {given}",
        "Sửa tổng điểm của bộ hoặc điểm tối đa của các nhóm",
        "Change the set's total or the maxima of its groups",
    )


def _wrong_maximum(indicator: Indicator, places: int) -> Iterator[Fault]:
    field = (indicator.code, ("max_points",))
    if not indicator.rule.counts_in_maximum:
        if indicator.max_points != 0:
            yield Fault(*field, WITHOUT_MAXIMUM)
    elif not (is_sound(indicator.max_points) and indicator.max_points > 0):
        yield Fault(*field, NO_MAXIMUM)
    elif decimals(indicator.max_points) > places:
        yield Fault(*field, _too_fine("điểm tối đa có", "the maximum has", places))


def _too_fine(what_vi: str, what_en: str, places: int) -> Wording:
    return Wording(
        f"{what_vi} hơn {places} chữ số thập phân",
        f"{what_en} more than {places} decimals",
        "Làm tròn, hoặc tăng số chữ số thập phân của bộ chỉ số",
        "Round it, or let the set have more places",
    )


# --- Rules ------------------------------------------------------------------------------------------------------------
def _wrong_rule(indicator: Indicator, places: int) -> Iterator[Fault]:
    rule, field = indicator.rule, (indicator.code, ("rule",))
    unsound = list(rule.faults())
    yield from (Fault(*field, wording) for wording in unsound)
    if rule.highest() > 1:
        yield Fault(*field, TOO_MUCH)
    if rule.may_not_apply and not indicator.optional:
        yield Fault(indicator.code, ("optional",), NOT_OPTIONAL)
    if unsound:
        return
    if rule.counts_in_maximum and rule.highest() <= 0:
        yield Fault(*field, TOO_LITTLE)
    if not rule.counts_in_maximum and any(decimals(bound) > places for bound in rule.bounds(indicator.max_points)):
        yield Fault(*field, _too_fine("giới hạn điểm có", "the bounds have", places))


def _wrong_examples(indicator: Indicator, places: int) -> Iterator[Fault]:
    """Worked examples that the rule does not bear out."""
    for number, example in enumerate(() if any(indicator.rule.faults()) else indicator.examples):
        field = (indicator.code, ("examples", number))
        try:
            earned = indicator.score_example(example, places)
        except InvalidInput as refusal:
            yield Fault(*field, _unreadable_example(number + 1, refusal))
        else:
            if earned != example.points:
                yield Fault(*field, _untrue_example(number + 1, plain(earned), plain(example.points)))


def _unreadable_example(number: int, refusal: InvalidInput) -> Wording:
    return Wording(
        f"ví dụ {number} không tính được: {refusal.sentence('vi')}",
        f"example {number}: {refusal.sentence()}",
        "Sửa đầu vào của ví dụ",
        "Change the example's inputs",
    )


def _untrue_example(number: int, earned: Decimal, given: Decimal) -> Wording:
    return Wording(
        f"ví dụ {number} được {earned} điểm, không phải {given}",
        f"example {number} earns {earned}, not {given}",
        "Sửa ví dụ, hoặc sửa quy tắc chấm điểm",
        "Change the example, or the rule",
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
