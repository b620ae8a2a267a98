"""What a page shows, read from the read models and, for names and rules, from the log."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from api.context import platform
from api.freshness import Freshness, of_projection, of_ranking, require_position
from application.contexts import SCORECARD, opened_round, registry, release
from application.workspace import Workspace
from domain.indicator_set.definition import Indicator, Scope
from domain.metadata import Code, IndicatorCode, Provenance
from domain.province.state import Unit
from domain.round.events import RoundOpened
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import ScorecardUnknown
from domain.scorecard.state import NotOpened
from projections.ranking import Ranking
from projections.ranking.answer import GroupTotal, Standing
from projections.ranking.scopes import Stage
from projections.score_history import Change

CHANGES_A_PAGE = 100


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Units that are ranked among themselves: all of a scope, or those of one parent."""

    parent: str | None
    standings: Sequence[Standing]
    groups: Sequence[GroupTotal]
    """The groups that head the columns; empty where the units are scored by different ones."""


class RankingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One ranking with what gives its round and its sections names."""

    ranking: Ranking
    opening: RoundOpened
    scope: Scope
    sections: Sequence[Section]
    as_of: int | None
    freshness: Freshness

    @property
    def has_index(self) -> bool:
        """Whether the set publishes an index."""
        return any(standing.index is not None for standing in self.ranking.standings)

    @property
    def has_bands(self) -> bool:
        """Whether the set classifies results."""
        return any(standing.band is not None for standing in self.ranking.standings)

    @property
    def differs(self) -> bool:
        """Whether an authority has printed another index than the one computed here."""
        return any(differs(standing) for standing in self.ranking.standings)


class HistoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a unit's changes, with what gives their codes names."""

    opening: RoundOpened
    unit: Unit
    indicators: dict[IndicatorCode, Indicator]
    changes: Sequence[Change]
    next: int | None
    freshness: Freshness


def synthetic(opening: RoundOpened) -> bool:
    """Whether the scores were made up and have to be labelled so wherever they show."""
    return opening.data_provenance is not Provenance.PUBLISHED


def differs(standing: Standing) -> bool:
    """Whether the stated index is not the one computed from the published parts."""
    return standing.stated_index is not None and standing.index != standing.stated_index


def ranking_page(
    province: Code, round_code: Code, scope: Code | None, stage: Stage, *, as_of: int | None
) -> RankingPage:
    """The ranking of one scope at one stage, as of now or of a position; refuses an unknown round or scope."""
    if as_of is not None:
        require_position("ranking", as_of)
    ranking = platform().rankings.ranking(province, round_code, scope, stage, as_of)
    opening = opened_round(Workspace(platform().application.load), province, round_code).opening
    current = next(scope for scope in opening.scopes if scope.code == ranking.scope)
    sections = list(_sections(ranking.standings, within_parent=current.within_parent))
    fresh = of_ranking(ranking) if as_of is None else of_projection("ranking")
    return RankingPage(ranking=ranking, opening=opening, scope=current, sections=sections, as_of=as_of, freshness=fresh)


def _sections(standings: Sequence[Standing], *, within_parent: bool) -> Iterator[Section]:
    for parent, members in groupby(standings, key=lambda standing: standing.parent_name if within_parent else None):
        section = list(members)
        yield Section(parent=parent, standings=section, groups=_shared_groups(section))


def _shared_groups(standings: Sequence[Standing]) -> Sequence[GroupTotal]:
    headings = {tuple((group.code, group.name) for group in standing.groups) for standing in standings}
    return standings[0].groups if len(headings) == 1 else ()


def history_page(
    province: Code, round_code: Code, unit: Code, indicator: IndicatorCode | None, after: int
) -> HistoryPage:
    """A page of the changes of a unit's scorecard; refuses an unknown round, unit or scorecard."""
    fresh = of_projection("score_history", province)
    workspace = Workspace(platform().application.load)
    opening = opened_round(workspace, province, round_code).opening
    card = workspace.state(SCORECARD, stream_id(province, round_code, unit))
    if isinstance(card, NotOpened):
        raise ScorecardUnknown(unit=unit, round=round_code)
    pinned = release(workspace, province, card.opening.indicator_set, card.opening.content_hash)
    changes = platform().history.changes(province, round_code, unit, indicator, after, CHANGES_A_PAGE + 1)
    return HistoryPage(
        opening=opening,
        unit=registry(workspace, province).units[unit],
        indicators={i.code: i for i in pinned.definition.indicators()} if pinned else {},
        changes=changes[:CHANGES_A_PAGE],
        next=changes[CHANGES_A_PAGE - 1].position if len(changes) > CHANGES_A_PAGE else None,
        freshness=fresh,
    )
