"""A ranking as CSV: the same ranking gives the same bytes, whether its read model is old or rebuilt."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from api.csv_text import csv_bytes
from application.contexts import opened_round, release
from application.service import BangVang
from application.workspace import Workspace
from domain.indicator_set.definition import IndicatorSet
from domain.metadata import UnitKind
from domain.points import decimals, plain, round_half_up
from projections.ranking.answer import NotRanked, Ranking, Standing

HEAD = ("province", "round", "scope", "stage", "status", "data_provenance", "rank", "unit", "name", "kind", "parent")
TOTALS = ("self_total", "reviewed_total", "final_total", "max_points", "percent", "index", "stated_index", "band")
TAIL = ("state", "late", "absence", "reason", "notice")

Definitions = Mapping[UnitKind, IndicatorSet]


def definitions(application: BangVang, ranking: Ranking) -> Definitions:
    """The set that each kind of unit of the ranking is scored by, and so its places, read from the log."""
    workspace = Workspace(application.load)
    sets = opened_round(workspace, ranking.province, ranking.round).opening.sets
    used = {each.content_hash for each in ranking.sets}
    found = {
        kind: release(workspace, ranking.province, pin.indicator_set, pin.content_hash)
        for kind, pin in sets.items()
        if pin.content_hash in used
    }
    return {kind: released.definition for kind, released in found.items() if released is not None}


def written(value: Decimal | None, places: int) -> str:
    """A number at so many decimals; one that was stated more finely keeps all of them."""
    if value is None:
        return ""
    return format(plain(value) if decimals(value) > places else round_half_up(value, places), "f")


def group_codes(sets: Definitions) -> tuple[str, ...]:
    """The groups of these sets, each once, in the order of the annex."""
    return tuple(dict.fromkeys(group.code for definition in sets.values() for group in definition.groups))


def ranking_csv(application: BangVang, ranking: Ranking) -> bytes:
    """RFC 4180 in UTF-8: one line a unit, ranked ones first, then those without a rank and the reason.

    Points stand at their set's places; those of a group, at the stage that ranks, under ``group_`` and its code.
    """
    sets = definitions(application, ranking)
    groups = group_codes(sets)
    header = (*HEAD, *TOTALS, *(f"group_{code}" for code in groups), *TAIL)
    lines = _lines(ranking, sets)
    return csv_bytes(header, ([line.get(column, "") for column in header] for line in lines))


def _lines(ranking: Ranking, sets: Definitions) -> Iterator[dict[str, str]]:
    common = {
        "province": ranking.province,
        "round": ranking.round,
        "scope": ranking.scope,
        "stage": ranking.stage.value,
        "notice": ranking.notice,
        "status": "published" if ranking.published else "provisional",
        "data_provenance": ranking.data_provenance.value,
    }
    for standing in ranking.standings:
        yield common | _standing(standing, sets[standing.kind])
    for absent in ranking.not_ranked:
        yield common | _absent(absent)


def _standing(standing: Standing, definition: IndicatorSet) -> dict[str, str]:
    places = definition.places
    index_places = definition.index.places if definition.index else places
    return {
        "rank": str(standing.rank),
        "unit": standing.unit,
        "name": standing.name,
        "kind": standing.kind.value,
        "parent": standing.parent or "",
        "self_total": written(standing.self_total, places),
        "reviewed_total": written(standing.reviewed_total, places),
        "final_total": written(standing.final_total, places),
        "max_points": written(standing.max_points, places),
        "percent": written(standing.percent, 2),
        "index": written(standing.index, index_places),
        "stated_index": written(standing.stated_index, index_places),
        "band": standing.band.code if standing.band else "",
        "state": standing.state,
        "late": "true" if standing.late else "false",
        **{f"group_{group.code}": written(group.points, places) for group in standing.groups},
    }


def _absent(absent: NotRanked) -> dict[str, str]:
    return {
        "unit": absent.unit,
        "name": absent.name,
        "kind": absent.kind.value,
        "absence": absent.absence.value,
        "reason": absent.reason,
    }
