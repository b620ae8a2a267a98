"""What the domain finds wrong with a definition, said in both languages and led to the field that it is about."""

import re
from typing import NamedTuple

from application.sets.document import Path
from domain.wording import Wording

GENERAL = ("Sửa tại vị trí đã nêu rồi kiểm tra lại", "Mend it there and check the file again")


class Contradiction(NamedTuple):
    """A sentence of the domain: the code or field it begins with, what it is about below that, and both languages."""

    subject: str
    below: Path
    wording: Wording


class _Phrase(NamedTuple):
    pattern: str
    below: str
    vi: str
    advice_vi: str
    advice_en: str


PHRASES = (
    _Phrase(r"the code stands (\d+) times", "code", r"mã này xuất hiện \1 lần", "Đặt mã khác", "Give it another code"),
    _Phrase(
        r"its parts add up to (.+), the group says (.+)",
        "max_points",
        r"các phần của nhóm cộng lại là \1, nhóm ghi \2",
        "Sửa điểm tối đa của nhóm hoặc của các chỉ số trong nhóm",
        "Change the maximum of the group or of what is in it",
    ),
    _Phrase(
        r"its weight is (.+), its maximum (.+)",
        "weight",
        r"trọng số là \1 nhưng điểm tối đa là \2",
        "Hai giá trị này phải bằng nhau",
        "Make the two the same",
    ),
    _Phrase(
        r"groups add up to (.+), the set says (.+)",
        "",
        r"các nhóm cộng lại là \1, bộ chỉ số ghi \2",
        "Sửa tổng điểm của bộ hoặc điểm tối đa của các nhóm",
        "Change the set's total or the maxima of its groups",
    ),
    _Phrase(
        r"the maximum must be above zero",
        "max_points",
        "điểm tối đa phải lớn hơn 0",
        "Ghi điểm tối đa",
        "Give the maximum",
    ),
    _Phrase(
        r"a bonus has no maximum of its own, so it must be zero",
        "max_points",
        "điểm thưởng không có điểm tối đa, phải ghi 0",
        "Ghi 0",
        "Write 0",
    ),
    _Phrase(
        r"the maximum has more than (\d+) decimals",
        "max_points",
        r"điểm tối đa có hơn \1 chữ số thập phân",
        "Làm tròn, hoặc tăng số chữ số thập phân của bộ chỉ số",
        "Round it, or let the set have more places",
    ),
    _Phrase(
        r"example (\d+) earns (.+), not (.+)",
        "examples",
        r"ví dụ \1 được \2 điểm, không phải \3",
        "Sửa ví dụ, hoặc sửa quy tắc chấm điểm",
        "Change the example, or the rule",
    ),
    _Phrase(
        r"example (\d+): (.+)",
        "examples",
        r"ví dụ \1 không tính được: \2",
        "Sửa đầu vào của ví dụ",
        "Change the example's inputs",
    ),
    _Phrase(
        r"a set is for at least one kind of unit",
        "",
        "bộ chỉ số phải áp dụng cho ít nhất một loại đơn vị",
        "Ghi loại đơn vị áp dụng",
        "Name a kind of unit",
    ),
    _Phrase(
        r"its scale, (.+), is not above zero",
        "scale",
        r"thang điểm \1 phải lớn hơn 0",
        "Ghi thang điểm, ví dụ 1 hoặc 100",
        "Write the scale, such as 1 or 100",
    ),
    _Phrase(
        r"its threshold, (.+), does not lie between 0 and 100 percent",
        "from_percent",
        r"ngưỡng \1 không nằm trong khoảng 0–100 %",
        "Ghi ngưỡng theo phần trăm",
        "Write the threshold in percent",
    ),
    _Phrase(r"it stands (\d+) times", "code", r"xuất hiện \1 lần", "Đặt mã khác", "Give it another code"),
    _Phrase(
        r"the rule can earn more than the maximum",
        "rule",
        "quy tắc cho phép vượt điểm tối đa",
        "Giảm tỷ lệ, hoặc bọc quy tắc trong «capped»",
        "Lower the shares, or put the rule into 'capped'",
    ),
    _Phrase(
        r"its share, (.+), does not lie between 0 and 1",
        "rule",
        r"tỷ lệ \1 không nằm trong khoảng 0–1",
        "Ghi tỷ lệ so với điểm tối đa: 1 là toàn bộ, 0.5 là một nửa",
        "Write the share of the maximum: 1 is all, 0.5 is half",
    ),
    _Phrase(
        r"there is no (?:item|level|tier|part).*",
        "rule",
        "quy tắc chưa có mức hoặc phần nào",
        "Bổ sung ít nhất một",
        "Add at least one",
    ),
    _Phrase(
        r"the target, (.+), does not lie above 0 and up to 1",
        "rule",
        r"chỉ tiêu \1 phải lớn hơn 0 và không quá 1",
        "Ghi chỉ tiêu là tỷ lệ, ví dụ 0.8",
        "Write the target as a share, as in 0.8",
    ),
    _Phrase(
        r"the points of each, (.+), are below zero or no number",
        "rule",
        r"điểm mỗi đơn vị, \1, nhỏ hơn 0 hoặc không phải số",
        "Ghi điểm từ 0 trở lên",
        "Write points of zero or more",
    ),
    _Phrase(
        r"the top of the scale, (.+), is not above zero",
        "rule",
        r"mức cao nhất của thang, \1, phải lớn hơn 0",
        "Ghi mức cao nhất của thang, ví dụ 5",
        "Write the top of the scale, as in 5",
    ),
    _Phrase(
        r"the bounds, (.+) … (.+), do not enclose zero",
        "rule",
        r"giới hạn \1 … \2 phải bao gồm 0",
        "Ghi at_least không quá 0 và at_most từ 0 trở lên",
        "Let at_least be zero or less and at_most zero or more",
    ),
    _Phrase(
        r"no count is below zero",
        "rule",
        "số lượng không thể âm",
        "Ghi số từ 0 trở lên",
        "Write a count of zero or more",
    ),
    _Phrase(
        r"(?:what is capped|a part) can be neither relative to other units nor a bonus",
        "rule",
        "quy tắc so sánh đơn vị và điểm thưởng không dùng được bên trong quy tắc khác",
        "Tách thành chỉ số riêng",
        "Make it an indicator of its own",
    ),
)


def of_domain(sentence: str) -> Contradiction:
    """What a sentence of ``domain.indicator_set.decisions.faults`` is about."""
    subject, _, problem = sentence.partition(": ")
    prefix, rest = "", problem
    while rest:
        for phrase in PHRASES:
            if found := re.fullmatch(phrase.pattern, rest, re.DOTALL):
                wording = Wording(f"{prefix}{found.expand(phrase.vi)}", problem, phrase.advice_vi, phrase.advice_en)
                return Contradiction(subject, _below(phrase.below, found, within=bool(prefix)), wording)
        part, colon, rest = rest.partition(": ")
        prefix += part + colon
    return Contradiction(subject, ("rule",), Wording(problem, problem, *GENERAL))


def _below(name: str, found: re.Match[str], *, within: bool) -> Path:
    """The field that a phrase is about; of a part inside a rule, the rule."""
    if name == "examples":
        return (name, int(found[1]) - 1)
    if within:
        return ("rule",)
    return (name,) if name else ()
