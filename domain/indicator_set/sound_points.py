"""What is wrong with the points of a definition: totals, maxima, rules and worked examples."""

from collections.abc import Iterator
from decimal import Decimal

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.points import decimals, exact_sum, is_sound, plain
from domain.rules.base import InvalidInput
from domain.wording import Fault, Wording

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


def wrong_totals(definition: IndicatorSet) -> Iterator[Fault]:
    """Maxima of groups and of the set that are not the sums of their parts, and weights that are not the maximum."""
    for group in definition.every_group():
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


def wrong_maximum(indicator: Indicator, places: int) -> Iterator[Fault]:
    """A maximum of nothing, of none at all, or finer than points are rounded."""
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


def wrong_rule(indicator: Indicator, places: int) -> Iterator[Fault]:
    """What the rule finds wrong with itself, and what does not fit its indicator."""
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


def wrong_examples(indicator: Indicator, places: int) -> Iterator[Fault]:
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
