"""What a trend answers: the unit's years as they are, and what of them can be compared. Points are exact decimals."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.indicator_set.definition import MoveKind
from domain.indicator_set.remark import Remark
from domain.metadata import Code, IndicatorCode, Provenance, UnitKind
from projections.ranking.answer import Absence


class Reason(StrEnum):
    """Why points of one year are not set beside those of another."""

    NEW = "new"
    RETIRED = "retired"
    RULE_CHANGED = "rule-changed"
    NOT_COMPARABLE = "not-comparable"
    NOT_APPLICABLE = "not-applicable"
    NOT_SCORED = "not-scored"


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """One round as it stands for the unit, by the round's own set."""

    round: Code
    name: str
    name_en: str
    phase: str
    provisional: bool
    """Whether the round is not finalised, so that its points may still change."""
    period: str
    """The period that the release says it is for; a later round may use the same release."""
    self_scoring_opens: date
    """The first day on which units score themselves, by which rounds are in the order of time."""
    indicator_set: Code
    version: str
    content_hash: str
    set_provenance: Provenance
    state: str
    scope: Code | None
    """The round's first ranking scope for the unit's kind, if it has one."""
    scope_name: str | None
    rank: int | None
    """The rank by final points in that scope, or under the unit's parent where the scope ranks within parents."""
    ranked: int
    """How many units are ranked there."""
    absence: Absence | None
    """Why the unit has no rank."""
    absence_reason: str
    final_total: Decimal
    max_points: Decimal
    """The applicable maximum."""
    percent: Decimal | None
    data_provenance: Provenance
    notice: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator of the later set in both years, in points on the later set's scale; ``None`` where not scored."""

    indicator: IndicatorCode
    name: str
    name_en: str
    old: tuple[IndicatorCode, ...]
    """The earlier set's indicators that it comes from."""
    move: MoveKind
    """What became of them."""
    earlier_points: Decimal | None
    later_points: Decimal | None
    max_points: Decimal


class NotCompared(msgspec.Struct, frozen=True, kw_only=True):
    """What is not compared, and why: an indicator of the later set, or an earlier one that leads to none."""

    indicator: IndicatorCode | None
    old: tuple[IndicatorCode, ...]
    reason: Reason
    remark: Remark


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two consecutive rounds, restricted to what can be compared, on the later set's scale.

    What applies and was not scored counts as zero in the points and in full in the maximum, as in the ranking.
    """

    earlier: Code
    later: Code
    provisional: bool
    """Whether one of the two rounds is not finalised."""
    earlier_points: Decimal
    later_points: Decimal
    max_points: Decimal
    """The maximum of both, by the later set."""
    earlier_percent: Decimal | None
    later_percent: Decimal | None
    difference: Decimal | None
    """In percentage points, rounded once, from the exact shares; ``None`` where nothing can be compared."""
    indicators: tuple[Compared, ...]
    left_out: tuple[NotCompared, ...]


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator's points in one round; without points there is a reason."""

    round: Code
    points: Decimal | None
    reason: Reason | None


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of the latest round's set through all rounds, in points on that set's scale."""

    indicator: IndicatorCode
    name: str
    name_en: str
    max_points: Decimal
    years: tuple[Traced, ...]


class Merger(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that went into another. Its results stay with it and are added to nobody's."""

    unit: Code
    name: str
    name_en: str
    into: Code
    on: date
    """The day from which it holds; where none was given, the day in Viet Nam on which it was recorded."""


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """A unit over the years, by its own rounds alone; and the position up to which the log had been read for it."""

    position: int
    version: int
    province: Code
    province_name: str
    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    years: tuple[Year, ...]
    """The rounds in which the unit has a scorecard, in the order of time."""
    comparisons: tuple[Comparison, ...]
    """Each round but the first, with the one before it."""
    indicators: tuple[Trace, ...]
    merged: tuple[Merger, ...]
    """The units that went into this one."""
    merged_into: Merger | None
    """Where this unit itself has gone."""
