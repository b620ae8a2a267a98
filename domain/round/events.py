"""What happens to a round. These names and fields are a storage format. Add, never change."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from domain.event import Event
from domain.indicator_set.definition import Scope, Version
from domain.metadata import Code, IndicatorCode, Name, Provenance, Sha256, UnitKind, stream
from domain.round.calendar import Calendar


def stream_id(province: Code, round_code: Code) -> UUID:
    """One stream a round."""
    return stream("round", province, round_code)


class PinnedSet(msgspec.Struct, frozen=True, kw_only=True):
    """The release that a kind of unit is scored by, held by its hash."""

    indicator_set: Code
    version: Version
    content_hash: Sha256


class RoundOpened(Event, name="round.opened.v1", frozen=True, kw_only=True):
    """A round began: releases pinned by hash for each kind of unit, calendar, ranking scopes, reviewing bodies."""

    province: Code
    round: Code
    name: Name
    name_en: str = ""
    sets: Mapping[UnitKind, PinnedSet]
    calendar: Calendar
    scopes: tuple[Scope, ...]
    reviewers: tuple[Code, ...]
    data_provenance: Provenance = Provenance.PUBLISHED
    """Whether the scores entered are real, or synthetic and to be labelled so wherever they show."""
    notice: str = ""
    """What readers of the results must be told, shown wherever they show."""


class CalendarChanged(Event, name="round.calendar_changed.v1", frozen=True, kw_only=True):
    """Windows were moved or a unit was given longer."""

    calendar: Calendar


class UnitMarkedNotRanked(Event, name="round.unit_marked_not_ranked.v1", frozen=True, kw_only=True):
    """A unit is left out of the ranking; ``exempt`` if it is not assessed at all. The reason is in the envelope."""

    unit: Code
    exempt: bool = False


class UnitMarkedRanked(Event, name="round.unit_marked_ranked.v1", frozen=True, kw_only=True):
    """A unit that had been left out is ranked again."""

    unit: Code


class SelfScoringClosed(Event, name="round.self_scoring_closed.v1", frozen=True, kw_only=True):
    """No unit may self-score any more, save one to which its scorecard is returned."""


class BestValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The largest value of all units that handed in and are ranked, zero if none has one; and whose it is."""

    value: Decimal
    units: tuple[Code, ...] = ()


class BestValuesFrozen(Event, name="round.best_values_frozen.v1", frozen=True, kw_only=True):
    """The largest values of all units, by set and indicator, against which relative points stand from now on."""

    values: Mapping[Sha256, Mapping[IndicatorCode, BestValue]]


class ReviewClosed(Event, name="round.review_closed.v1", frozen=True, kw_only=True):
    """No reviewer may adjust any more; scorecards can be finalised."""


class RoundFinalised(Event, name="round.finalised.v1", frozen=True, kw_only=True):
    """Every ranked unit's result stands: so many scorecards finalised, so many units not ranked."""

    scorecards: int
    not_ranked: int


class RoundPublished(Event, name="round.published.v1", frozen=True, kw_only=True):
    """The result was published by the decision in the envelope."""


class RoundReopened(Event, name="round.reopened.v1", frozen=True, kw_only=True):
    """A finalised or published round may be corrected, scorecard by scorecard."""
