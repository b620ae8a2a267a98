"""What all rules share: reading inputs and naming what is wrong with them."""

import unicodedata
from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import ClassVar, NamedTuple

import msgspec

from domain.part import Part
from domain.points import is_sound
from domain.refusal import Refusal, RefusalKind
from domain.wording import Wording

Inputs = dict[str, str]
"""What a rule is given, as text, so that it is exact and the same in every store: ``{"a": "3", "b": "4"}``."""

MOST = 2**53 - 1
"""The largest whole number that canonical JSON can hold, and so a set can be hashed with."""

YES = frozenset({"yes", "true", "1", "x", "có", "co", "đạt", "dat"})
NO = frozenset({"no", "false", "0", "", "không", "khong", "ko"})


class InvalidInput(Refusal):
    """An input is missing, superfluous, unreadable or outside what the rule allows."""

    code = "invalid-input"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator}: đầu vào «{field}» không hợp lệ: {problem_vi}."
    en = "Indicator {indicator}: input '{field}' is not valid: {problem_en}."
    advice_vi = "Các đầu vào của tiêu chí này: {expected}."
    advice_en = "This indicator's inputs: {expected}."


class Reading:
    """One set of inputs being read by the rule of one indicator; every fault is refused with the field's name."""

    def __init__(self, indicator: str, inputs: Inputs, expected: Collection[str]) -> None:
        """Refuses inputs that the rule does not know: a misspelt name must not pass as a missing one."""
        self.indicator, self.inputs, self.expected, self._path = indicator, inputs, expected, ""
        self.best: Decimal | None = None
        """The largest value of all units, where the rule compares them and one is known."""
        for field in sorted(inputs.keys() - set(expected)):
            raise self.fault(field, "không có trong quy tắc", "the rule has no such input")

    def fault(self, field: str, problem_vi: str, problem_en: str) -> InvalidInput:
        """The refusal of one field."""
        return InvalidInput(
            indicator=self.indicator,
            field=f"{self._path}{field}",
            problem_vi=problem_vi,
            problem_en=problem_en,
            expected=", ".join(self.expected),
        )

    def part(self, code: str, fields: Collection[str]) -> "Reading":
        """The inputs of one part of a composed rule: those whose names begin with its code and a full stop."""
        part = Reading(self.indicator, {}, self.expected)
        part._path = f"{self._path}{code}."  # Of the same class.
        named = {f"{code}.{field}": field for field in fields}
        part.inputs = {named[name]: value for name, value in self.inputs.items() if name in named}
        return part

    def text(self, field: str) -> str:
        """A required input as given, without surrounding white space."""
        value = self.inputs.get(field, "").strip()
        if not value:
            raise self.fault(field, "còn thiếu", "it is missing")
        return value

    def signed(self, field: str) -> Decimal:
        """A required number; a decimal comma is refused rather than guessed at."""
        text = self.text(field)
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise self.fault(field, f"«{text}» không phải là số", f"'{text}' is not a number") from None
        if not value.is_finite():
            raise self.fault(field, f"«{text}» không phải là số", f"'{text}' is not a number")
        if not is_sound(value):
            raise self.fault(field, f"«{text}» có quá nhiều chữ số", f"'{text}' has too many digits")
        return value

    def number(self, field: str) -> Decimal:
        """A required number that is not negative."""
        value = self.signed(field)
        if value < 0:
            raise self.fault(field, f"«{value}» phải là số không âm", f"'{value}' must be a number of zero or more")
        return value

    def whole(self, field: str) -> int:
        """A required count: a whole number that is not negative."""
        value = self.number(field)
        if value != value.to_integral_value():
            raise self.fault(field, f"«{value}» không phải là số nguyên", f"'{value}' is not a whole number")
        return int(value)

    def yes(self, field: str) -> bool:
        """A tick: yes or no; an item that is not mentioned is not ticked."""
        value = unicodedata.normalize("NFC", self.inputs.get(field, "")).strip().casefold()
        if value not in YES | NO:
            raise self.fault(field, f"«{value}» không phải có/không", f"'{value}' is neither yes nor no")
        return value in YES

    def choice(self, field: str, options: Collection[str]) -> str:
        """One of the options."""
        value = self.text(field)
        if value not in options:
            known = ", ".join(options)
            raise self.fault(field, f"«{value}» không thuộc: {known}", f"'{value}' is none of: {known}")
        return value


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A worked example: what these inputs must earn, and where it is from. It is run whenever a set is checked."""

    inputs: Inputs
    points: Decimal
    source: str = ""


class Rule(Part, frozen=True, kw_only=True, tag_field="kind"):
    """How one indicator is scored. A rule is pure: the same inputs give the same points for ever."""

    compares: ClassVar[bool] = False
    """Whether points depend on other units' values, so that they are provisional until the round freezes the best."""
    counts_in_maximum: ClassVar[bool] = True
    """Whether the indicator adds to the maximum that units are measured against."""

    @property
    def may_not_apply(self) -> bool:
        """Whether some inputs mean that the indicator does not apply to the unit."""
        return False

    @property
    def stands_alone(self) -> bool:
        """Whether it can be no part of another rule, for a share of it would mean nothing."""
        return self.compares or self.may_not_apply or not self.counts_in_maximum

    @classmethod
    @abstractmethod
    def sample(cls) -> "Sample":
        """A made-up indicator scored by such a rule, for the template and the documentation."""

    @abstractmethod
    def fields(self) -> tuple[str, ...]:
        """The names of the inputs."""

    @abstractmethod
    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The exact points before rounding, from 0 to ``maximum``; refuses inputs with ``InvalidInput``."""

    def highest(self) -> Fraction:
        """The most that the rule can earn, as a share of the maximum; a set must not let it be more than 1."""
        return Fraction(1)

    def bounds(self, maximum: Decimal) -> tuple[Decimal, Decimal]:
        """The fewest and the most points that may be entered as such."""
        return Decimal(0), maximum

    def faults(self) -> Iterator[Wording]:
        """What makes the rule contradict itself or its inputs ambiguous; nothing by default."""
        yield from ()

    @abstractmethod
    def explain(self, language: str = "en") -> str:
        """How the rule scores, in one plain sentence in ``vi`` or ``en``."""


class Sample(NamedTuple):
    """A rule in use: the indicator's name, and what inputs earn of 10 points (of none, where it is a bonus)."""

    indicator: str
    rule: Rule
    inputs: Inputs
    points: Decimal


TWICE = Wording("xuất hiện nhiều lần", "it stands more than once", "Đặt mã khác", "Give it another code")


def repeated(names: Iterable[object]) -> Iterator[Wording]:
    """A fault for each name that stands more than once."""
    yield from (TWICE.within(str(name)) for name, times in Counter(names).items() if times > 1)


def unsound_shares(shares: Iterable[tuple[object, Decimal]]) -> Iterator[Wording]:
    """A fault for each share that does not lie between 0 and 1."""
    for name, share in shares:
        if not (is_sound(share) and 0 <= share <= 1):
            yield Wording(
                f"{name}: tỷ lệ {share} không nằm trong khoảng 0–1",
                f"{name}: its share, {share}, does not lie between 0 and 1",
                "Ghi tỷ lệ so với điểm tối đa: 1 là toàn bộ, 0.5 là một nửa",
                "Write the share of the maximum: 1 is all, 0.5 is half",
            )


NOTHING = Wording(
    "quy tắc chưa có mức hoặc phần nào",
    "the rule has no level, item, tier or part",
    "Bổ sung ít nhất một",
    "Add at least one",
)
NOT_A_PART = Wording(
    "quy tắc so sánh đơn vị, quy tắc có thể «không áp dụng» và điểm thưởng không dùng được bên trong quy tắc khác",
    "a rule that compares units or may not apply, and a bonus, can be no part of another rule",
    "Tách thành chỉ số riêng",
    "Make it an indicator of its own",
)
