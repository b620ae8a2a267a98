"""What an auditor is told who asks why a number is what it is."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from domain.metadata import Code, IndicatorCode, Moment, Provenance, Sha256, UnitKind
from domain.points import percent
from domain.rules import Inputs
from projections.explanation.workings import Part
from projections.ranking import RankChange
from projections.ranking.answer import Absence, SetUsed
from projections.ranking.scopes import Stage
from projections.score_history import Change


class Basis(StrEnum):
    """What an indicator's points come of."""

    RULE = "rule"
    """The rule, from the inputs that were entered."""
    JUDGED = "judged"
    """A judgement: somebody entered points as such."""
    APPEAL = "appeal"
    """The council's decision on an appeal."""
    FROZEN_BEST = "frozen-best"
    """The rule, against the best value of all units that the round has frozen."""
    BEST_SO_FAR = "best-so-far"
    """The rule, against the best value of all units known so far: provisional."""
    NOT_SCORED = "not-scored"
    """Nothing: nobody has given points, and the indicator counts in the maximum."""
    NOT_APPLICABLE = "not-applicable"
    """Nothing: the indicator does not apply to the unit, and leaves points and maximum alike."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Points ÷ applicable maximum: exactly, as ``121/160``, and as a percentage at two places, half up."""

    exact: str | None
    """``null`` where nothing is applicable."""
    percent: Decimal | None

    @classmethod
    def of(cls, points: Decimal, maximum: Decimal) -> "Share":
        """The share that these points are."""
        exact = str(Fraction(points) / Fraction(maximum)) if maximum else None
        return cls(exact=exact, percent=percent(points, maximum))


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of an indicator: its kind, and how it scores in words."""

    kind: str
    vi: str
    en: str
    how: str
    """How the annex itself puts it; empty where the set does not quote it."""
    max_points: Decimal
    places: int
    """Decimals to which points are rounded, half up, once."""
    rule_hash: Sha256
    """Of rule, maximum and rounding, as the pinned release has them."""
    recorded_hash: Sha256 | None
    """The one that was recorded with the points; ``null`` where the event records none."""


class Calculation(msgspec.Struct, frozen=True, kw_only=True):
    """How an indicator's points came about: parts + rounding + difference = points, exactly."""

    basis: Basis
    position: int | None
    """Of the event that gave the points; of ``best-so-far``, of the one that gave the inputs."""
    inputs: Inputs | None
    best: Decimal | None
    """The largest value of all units, where the rule compares them."""
    best_units: tuple[Code, ...]
    """Whose it is."""
    parts: tuple[Part, ...]
    """Exact amounts, as fractions of a point."""
    rounding: str
    """What rounding to the set's places added or took away, exactly."""
    difference: str
    """``0``; were it anything else, the recorded points would not be those that the recorded inputs earn."""
    points: Decimal | None
    """``null`` where there are none; they count as nothing then."""


class EvidenceAttached(msgspec.Struct, frozen=True, kw_only=True):
    """A document behind an indicator, and the event that put it there."""

    name: str
    size: int
    sha256: Sha256
    position: int
    recorded_at: str
    actor_id: str


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A summand of a group or of a scorecard: an indicator, or a group with summands of its own."""

    code: IndicatorCode
    name: str
    name_en: str
    is_group: bool
    points: Decimal
    """What it adds to the points."""
    recorded: Decimal
    """What it adds to the points as they stand in the log; another number only where best values are not frozen yet."""
    max_points: Decimal
    """What it adds to the applicable maximum."""
    basis: Basis | None
    """Of an indicator; ``null`` for a group."""
    position: int | None
    """Of the event that gave an indicator its points."""
    terms: "tuple[Term, ...]" = ()


class PublishedIndex(msgspec.Struct, frozen=True, kw_only=True):
    """A total as the set publishes it: points ÷ applicable maximum × ``scale``, at ``places``, half up."""

    computed: Decimal
    scale: Decimal
    places: int
    stated: Decimal | None
    """What an authority has printed, if it did."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a number of a scorecard is what it is: an indicator's points, a group's, or the whole scorecard's.

    An indicator's points are those of its ``calculation``; those of a group or a scorecard the sum of its ``terms``.
    """

    position: int
    """The position of the log as of which it is told."""
    version: int
    province: Code
    province_name: str
    round: Code
    round_name: str
    unit: Code
    name: str
    name_en: str
    unit_kind: UnitKind
    stage: Stage
    phase: str
    code: IndicatorCode | None
    """Of the indicator or group; ``null`` for the whole scorecard."""
    code_name: str
    code_name_en: str
    points: Decimal
    max_points: Decimal
    share: Share
    recorded: Decimal
    """The points as they stand in the log, each as it was entered; another number only where ``provisional``."""
    provisional: bool
    """Whether something in it is measured against a best value that is not frozen yet."""
    index: PublishedIndex | None
    """Of a whole scorecard whose set publishes one."""
    indicator_set: SetUsed
    terms: tuple[Term, ...]
    calculation: Calculation | None
    rule: Rule | None
    evidence: tuple[EvidenceAttached, ...]
    explanation: str | None
    """What the unit wrote about the indicator."""
    events: tuple[Change, ...]
    """Of an indicator all of its events; of a group those that gave its indicators' points; of a scorecard both these
    and those about the whole of it."""
    data_provenance: Provenance
    notice: str
    names: dict[str, str | None] = {}
    """Whom references in it stand for; null where the name was erased."""


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A unit next to another in a ranking, and how far apart they are: neighbour minus unit, so positive if above."""

    unit: Code
    name: str
    name_en: str
    rank: int
    points: Decimal
    max_points: Decimal
    share: Share
    points_between: Decimal
    share_between: str
    """The difference of the exact shares, by which units are ranked."""
    percent_between: Decimal
    """The same as percentage points at four places, half up."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The event that left a unit out of the ranking."""

    position: int
    event: str
    recorded_at: Moment
    actor_id: str
    actor_role: str
    reason: str | None


class RankExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a unit has its rank, or has none: rank = ``ahead`` + 1, units being compared by their exact shares."""

    position: int
    version: int
    province: Code
    province_name: str
    round: Code
    round_name: str
    unit: Code
    name: str
    name_en: str
    stage: Stage
    phase: str
    scope: Code
    scope_name: str
    parent: Code | None
    """The parent among whose units it is ranked, where the scope ranks within parents."""
    parent_name: str | None
    rank: int | None
    of: int
    """How many units are ranked together."""
    ahead: int | None
    """How many of them have a greater share."""
    points: Decimal | None
    max_points: Decimal | None
    share: Share | None
    sharing: tuple[Code, ...]
    """The other units of the same rank."""
    above: Neighbour | None
    """The last of those of the next better rank."""
    below: Neighbour | None
    """The first of those of the next worse rank."""
    absence: Absence | None
    absence_reason: str
    marked_by: Mark | None
    last_change: RankChange | None
    """What moved the rank last, up to ``position``; ``null`` where the unit never had one."""
    sets: tuple[SetUsed, ...]
    data_provenance: Provenance
    notice: str
    names: dict[str, str | None] = {}
    """Whom references in it stand for; null where the name was erased."""
