"""A ranking of the read model as the standings that the topic tells."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from application.messaging.standings import Standing
from domain.indicator_set.definition import Scope
from domain.metadata import Provenance
from projections.ranking import answer
from projections.ranking.answer import Ranking


def standings_of(ranking: Ranking, scope: Scope, known_at: datetime) -> Iterator[Standing]:
    """Of each unit of the ranking, with a rank or without."""
    common = _common(ranking, known_at)
    for standing in ranking.standings:
        yield Standing(**common, **_with_rank(standing, scope))
    for absent in ranking.not_ranked:
        yield Standing(**common, **_who(absent), rank=None, absence=absent.absence.value, reason=absent.reason)


def _common(ranking: Ranking, known_at: datetime) -> dict[str, Any]:
    gaps_filled = any(each.provenance is Provenance.ILLUSTRATIVE for each in ranking.sets)
    return {
        "province": ranking.province,
        "province_name": ranking.province_name,
        "round": ranking.round,
        "round_name": ranking.round_name,
        "scope": ranking.scope,
        "scope_name": ranking.scope_name,
        "stage": ranking.stage.value,
        "status": "published" if ranking.published else "provisional",
        "phase": ranking.phase,
        "data_provenance": ranking.data_provenance,
        "set_provenance": Provenance.ILLUSTRATIVE if gaps_filled else Provenance.PUBLISHED,
        "notice": ranking.notice,
        "position": ranking.position,
        "known_at": known_at,
    }


def _with_rank(standing: answer.Standing, scope: Scope) -> dict[str, Any]:
    return {
        **_who(standing),
        "ranked_within": standing.parent if scope.within_parent else None,
        "ranked_within_name": standing.parent_name if scope.within_parent else None,
        "rank": standing.rank,
        "points": standing.final_total,
        "max_points": standing.max_points,
        "percent": standing.percent,
    }


def _who(unit: answer.Standing | answer.NotRanked) -> dict[str, Any]:
    return {"unit": unit.unit, "name": unit.name, "name_en": unit.name_en, "kind": unit.kind}
