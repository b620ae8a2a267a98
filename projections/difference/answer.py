"""What a difference tells. Points are exact decimals; all that stands under a unit adds up exactly to its difference.

Where there is no scorecard, points count as none; where there is no rank, it counts as 0 in steps.
"""

from datetime import date
from decimal import Decimal

import msgspec

from domain.metadata import Code, IndicatorCode, Moment, Provenance, UnitKind
from projections.ranking.scopes import Stage


class PointsCause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an event has added to a unit's points, and to what could be had; to no indicator where it opened the card.

    Where units are measured against the best of them, it may be the event of another unit or of the round.
    """

    position: int
    indicator: IndicatorCode | None
    points: Decimal
    max_points: Decimal


class OtherPoints(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many causes are not told one by one, and what they come to."""

    causes: int
    points: Decimal
    max_points: Decimal


class RankCause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event by which a unit's rank became another; often the event of another unit."""

    position: int
    rank_before: int | None
    rank_after: int | None
    steps: int
    """Down the ranking if positive."""


class OtherSteps(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many causes are not told one by one, and what they come to."""

    causes: int
    steps: int


class IndicatorDifference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An indicator that something happened to in between; as it counts, 0 where it does not apply or is not scored."""

    indicator: IndicatorCode
    points_before: Decimal
    points_after: Decimal
    points: Decimal
    causes: int
    """How many of the unit's causes are about it."""


class RankDifference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A unit's rank in one scope: the steps of its causes and those of the others add up to ``steps``."""

    scope: Code
    rank_before: int | None
    rank_after: int | None
    steps: int
    causes: tuple[RankCause, ...]
    others: OtherSteps


class UnitDifference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A unit that something happened to: what its causes and the others add up to is ``points`` and ``max_points``."""

    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    points_before: Decimal | None
    points_after: Decimal | None
    points: Decimal
    max_points_before: Decimal | None
    max_points_after: Decimal | None
    max_points: Decimal
    percent_before: Decimal | None
    percent_after: Decimal | None
    indicators: tuple[IndicatorDifference, ...]
    causes: tuple[PointsCause, ...]
    others: OtherPoints
    ranks: tuple[RankDifference, ...]
    """In each scope that was asked for and has units of its kind."""


class Cause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event that is a cause: whose it was (``None`` if the round's), who recorded it, when and why."""

    position: int
    event: str
    event_unit: Code | None
    indicator: IndicatorCode | None
    actor_id: str
    actor_role: str
    recorded_at: Moment
    effective_on: date | None
    reason: str | None


class RoundDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a round's points and ranks between two positions of the log, and because of which events."""

    position: int
    """The position up to which the log had been read for it."""
    version: int
    province: Code
    province_name: str
    round: Code
    round_name: str
    scopes: tuple[Code, ...]
    stage: Stage
    from_position: int
    to_position: int
    data_provenance: Provenance
    notice: str
    units: tuple[UnitDifference, ...]
    events: tuple[Cause, ...]
    """Every event that is named as a cause, in the order of the log."""
