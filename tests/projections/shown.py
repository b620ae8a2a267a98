"""All that a platform's read models hold and show, as values that can be compared."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from domain.refusal import Refusal
from projections.building import tables_of
from projections.dossiers import DossiersProjection
from projections.eligibility import EligibilityProjection
from projections.honours import HonoursProjection
from projections.moments import MomentsProjection
from projections.platform import Platform
from projections.progress import ProgressProjection
from projections.projection import Projection
from projections.ranking import Ranking, RankingProjection
from projections.ranking.scopes import Stage
from projections.score_history import Change, ScoreHistoryProjection
from projections.transparency import TransparencyProjection
from tests.domain.builders import PROVINCE, ROUND
from tests.projections.award_histories import CAMPAIGNS, CANDIDATES
from tests.projections.histories import SCOPES, UNITS

PROJECTIONS: Sequence[Projection] = (
    RankingProjection(),
    ScoreHistoryProjection(),
    ProgressProjection(),
    MomentsProjection(),
    TransparencyProjection(),
    EligibilityProjection(),
    DossiersProjection(),
    HonoursProjection(),
)


def dump(platform: Platform) -> Mapping[str, Sequence[Any]]:
    """Every row of every table of every projection, by the tables' names."""
    assert [projection.name for projection in PROJECTIONS] == list(platform.projections)
    tables = [table for projection in PROJECTIONS for table in tables_of(projection, "")[1]]
    with platform.database.connect() as connection:
        return {table.name: _rows(connection, table) for table in tables}


def _rows(connection: sa.Connection, table: sa.Table) -> Sequence[Any]:
    return [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]


def told(platform: Platform) -> Sequence[Any]:
    """What the queries answer: every ranking, the progress, every unit's history, and all about awards."""
    changes = [unnamed(change) for unit in UNITS for change in platform.history.changes(PROVINCE, ROUND, unit)]
    progress = answered(lambda: platform.progress.progress(PROVINCE, ROUND))
    return [rankings(platform), progress, msgspec.to_builtins(changes), awards(platform), dossiers(platform)]


def awards(platform: Platform, as_of: int | None = None) -> Sequence[Any]:
    """All that is told of the campaigns of histories, but what has become of single dossiers."""
    campaigns = (platform.eligibility.campaign, platform.dossiers.waiting, platform.honours.quota)
    asked: list[Callable[[], Any]] = [
        partial(ask, PROVINCE, code, as_of=as_of) for ask in campaigns for code in CAMPAIGNS
    ]
    asked += [partial(ask, PROVINCE, as_of=as_of) for ask in (platform.honours.roll, platform.honours.history)]
    return [nameless(answered(each)) for each in asked]


def dossiers(platform: Platform) -> Sequence[Any]:
    """What has become of every nomination of histories, and the list of campaigns."""
    histories = [partial(platform.dossiers.history, PROVINCE, code, each) for code in CAMPAIGNS for each in CANDIDATES]
    listed = msgspec.to_builtins(platform.eligibility.campaigns())
    return [listed, *(nameless(answered(each)) for each in histories)]


def nameless(answer: Any) -> Any:
    """The answer without the names of people."""
    return answer if isinstance(answer, str) else {**answer, "names": {}}


def unnamed(change: Change) -> Change:
    """The change without the names of people, which are not the read models' but stand beside the log."""
    return msgspec.structs.replace(change, names={})


def rankings(platform: Platform) -> Sequence[Any]:
    """Every ranking of the round as it is now."""
    return _every_ranking(platform.rankings.ranking)


def rankings_as_of(platform: Platform, position: int) -> Sequence[Any]:
    """Every ranking of the round as it was known at a position of the log."""
    return _every_ranking(partial(platform.rankings.ranking, as_of=position))


def _every_ranking(ranking: Callable[..., Ranking]) -> Sequence[Any]:
    asked = [(scope.code, stage) for scope in SCOPES for stage in Stage]
    return [answered(lambda about=about: ranking(PROVINCE, ROUND, *about)) for about in asked]  # type: ignore[misc]


def answered(ask: Callable[[], Any]) -> Any:
    """The answer, or the code of the refusal: before a round is opened, there is none to show."""
    try:
        return msgspec.to_builtins(ask())
    except Refusal as refusal:
        return refusal.code
