"""Tells why a unit has its rank, or none, from a ranking as readers get it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from application.log import LogEntry
from domain.indicator_set.definition import Scope
from domain.metadata import Code
from domain.points import plain, round_half_up
from domain.refusal import Refusal, RefusalKind
from projections.explanation.answer import Mark, Neighbour, RankExplanation, Share
from projections.ranking import RankChange, Ranking
from projections.ranking.answer import NotRanked, Standing
from projections.ranking.scopes import Stage
from projections.telling import told_by

PLACES = 4
"""Decimals of a distance in percentage points: two units may share a percentage at two places, and not their rank."""


class UnitNotInScope(Refusal):
    """The unit takes no part in this ranking."""

    code = "unit-not-in-scope"
    kind = RefusalKind.NOT_FOUND
    vi = "Đơn vị «{unit}» không thuộc phạm vi xếp hạng «{scope}» của đợt «{round}»."
    en = "Unit '{unit}' takes no part in the ranking scope '{scope}' of round '{round}'."
    advice_vi = "Phạm vi này xếp hạng loại đơn vị khác, hoặc đơn vị đã chấm dứt hoạt động mà không có phiếu."
    advice_en = "The scope ranks units of other kinds, or the unit has ended without a scorecard."


def mark_of(entry: LogEntry) -> Mark:
    """What the log tells of the event that left a unit out."""
    told = told_by(entry)
    return Mark(position=entry.position, **{name: told[name] for name in Mark.__struct_fields__ if name != "position"})


def named_in(found: Ranking, unit: Code) -> Standing | NotRanked:
    """The unit's place in this ranking, or why it has none; refuses with ``UnitNotInScope``."""
    standing = next((each for each in found.standings if each.unit == unit), None)
    absent = next((each for each in found.not_ranked if each.unit == unit), None)
    named = standing or absent
    if named is None:
        raise UnitNotInScope(unit=unit, scope=found.scope, round=found.round)
    return named


def rank_explained(
    found: Ranking, scope: Scope, named: Standing | NotRanked, marked_by: Mark | None, last_change: RankChange | None
) -> RankExplanation:
    """Why a unit stands where it does in this ranking, what left it out if it has no rank, and what moved it last."""
    told = _of_ranked(found, scope, named) if isinstance(named, Standing) else _of_absent(found, named, marked_by)
    return RankExplanation(
        position=found.position,
        version=found.version,
        province=found.province,
        province_name=found.province_name,
        round=found.round,
        round_name=found.round_name,
        unit=named.unit,
        name=named.name,
        name_en=named.name_en,
        stage=found.stage,
        phase=found.phase,
        scope=found.scope,
        scope_name=found.scope_name,
        last_change=last_change,
        sets=found.sets,
        data_provenance=found.data_provenance,
        notice=found.notice,
        **{**dict.fromkeys(ONE_OR_THE_OTHER), "absence_reason": "", "sharing": (), **told},
    )


ONE_OR_THE_OTHER = (
    *("parent", "parent_name", "rank", "ahead", "points", "max_points", "share", "above", "below"),
    *("absence", "marked_by"),
)
"""What only a ranked unit has, and what only one that is not."""


def _of_ranked(found: Ranking, scope: Scope, standing: Standing) -> dict[str, Any]:
    together, stage = _together(found, scope, standing), found.stage
    points = _points(standing, stage)
    parent = (standing.parent, standing.parent_name) if scope.within_parent else (None, None)
    return {
        "parent": parent[0],
        "parent_name": parent[1],
        "rank": standing.rank,
        "of": len(together),
        "ahead": sum(_share(each, stage) > _share(standing, stage) for each in together),
        "points": points,
        "max_points": standing.max_points,
        "share": Share.of(points, standing.max_points),
        "sharing": tuple(each.unit for each in together if each.rank == standing.rank and each is not standing),
        "above": _above(stage, standing, together),
        "below": _below(stage, standing, together),
    }


def _of_absent(found: Ranking, absent: NotRanked, marked_by: Mark | None) -> dict[str, Any]:
    return {
        "of": len(found.standings),
        "absence": absent.absence,
        "absence_reason": absent.reason,
        "marked_by": marked_by,
    }


def _together(found: Ranking, scope: Scope, standing: Standing) -> Sequence[Standing]:
    """The units that are ranked among themselves, the best first: where the scope says so, those of one parent."""
    if not scope.within_parent:
        return found.standings
    return [each for each in found.standings if each.parent == standing.parent]


def _above(stage: Stage, standing: Standing, together: Sequence[Standing]) -> Neighbour | None:
    better = [each for each in together if each.rank < standing.rank]
    return _neighbour(stage, standing, better[-1]) if better else None


def _below(stage: Stage, standing: Standing, together: Sequence[Standing]) -> Neighbour | None:
    worse = [each for each in together if each.rank > standing.rank]
    return _neighbour(stage, standing, worse[0]) if worse else None


def _neighbour(stage: Stage, standing: Standing, other: Standing) -> Neighbour:
    between = _share(other, stage) - _share(standing, stage)
    points = _points(other, stage)
    return Neighbour(
        unit=other.unit,
        name=other.name,
        name_en=other.name_en,
        rank=other.rank,
        points=points,
        max_points=other.max_points,
        share=Share.of(points, other.max_points),
        points_between=plain(points - _points(standing, stage)),
        share_between=str(between),
        percent_between=round_half_up(between * 100, PLACES),
    )


def _points(standing: Standing, stage: Stage) -> Decimal:
    points: Decimal = getattr(standing, f"{stage}_total")
    return points


def _share(standing: Standing, stage: Stage) -> Fraction:
    """The exact share by which units are ranked; of nothing applicable it is nothing."""
    maximum = Fraction(standing.max_points)
    return Fraction(_points(standing, stage)) / maximum if maximum else Fraction(0)
