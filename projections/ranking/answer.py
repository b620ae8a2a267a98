"""What a reader of the ranking is told."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.indicator_set.definition import Band, Scope
from domain.metadata import Code, Provenance, SourceDocument, UnitKind
from domain.refusal import Refusal
from projections.ranking.scopes import Stage


class Absence(StrEnum):
    """Why a unit has no rank."""

    NOT_RANKED = "not-ranked"
    EXEMPT = "exempt"
    NOT_SUBMITTED = "not-submitted"
    NO_SCORECARD = "no-scorecard"


class NotReadSoFar(Refusal):
    """The read model has not come to the moment that was asked for."""

    code = "not-read-so-far"
    vi = "Bảng xếp hạng mới được dựng đến vị trí {position}, chưa đến vị trí {wanted}."
    en = "The ranking has been folded up to position {position}, not yet to {wanted}."
    advice_vi = "Thử lại sau giây lát; nếu vẫn vậy, xem `bangvang projections status`."
    advice_en = "Try again in a moment; if it persists, see `bangvang projections status`."


class GroupTotal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One group of one unit at the stage asked for."""

    code: str
    name: str
    name_en: str
    points: Decimal
    max_points: Decimal
    percent: Decimal | None


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One unit's place. ``index`` is computed here; ``stated_index`` is what an authority printed."""

    rank: int
    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    parent: Code | None
    parent_name: str | None
    self_total: Decimal
    reviewed_total: Decimal
    final_total: Decimal
    max_points: Decimal
    percent: Decimal | None
    index: Decimal | None
    stated_index: Decimal | None
    band: Band | None
    state: str
    late: bool
    groups: tuple[GroupTotal, ...]


class NotRanked(msgspec.Struct, frozen=True, kw_only=True):
    """One unit without a rank and why; ``reason`` is what the administrator wrote."""

    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    absence: Absence
    reason: str


class SetUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A release that units of this ranking are scored by, and where its figures come from."""

    code: Code
    version: str
    content_hash: str
    name: str
    provenance: Provenance
    notes: str


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A whole ranking, and the position up to which the log had been read for it."""

    position: int
    version: int

    province: Code
    province_name: str
    round: Code
    round_name: str
    scope: Code
    scope_name: str
    stage: Stage
    phase: str
    published: bool
    decision: SourceDocument | None
    data_provenance: Provenance
    notice: str
    sets: tuple[SetUsed, ...]
    standings: tuple[Standing, ...]
    not_ranked: tuple[NotRanked, ...]


class RoundSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A round in a list."""

    province: Code
    province_name: str
    round: Code
    name: str
    phase: str
    scopes: tuple[Scope, ...]
    notice: str


class ProvinceSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A province in a list."""

    province: Code
    name: str
    name_en: str
