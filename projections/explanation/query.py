"""Answers why a number of a scorecard is what it is, as of now or as it was known at any position of the log."""

import sqlalchemy as sa

from application.contexts import opened_round, registry
from application.log import LogReader
from application.service import BangVang
from application.workspace import Workspace
from domain.metadata import Code, IndicatorCode
from domain.province.decisions import known_unit
from domain.round.events import stream_id as round_stream
from projections.database import reading
from projections.explanation.answer import Explanation, Mark, RankExplanation
from projections.explanation.card import CardThen, card_then
from projections.explanation.ranks import mark_of, named_in, rank_explained
from projections.explanation.telling import FrozenUnits, Telling
from projections.past import every
from projections.positions import POSITIONS, position_of
from projections.ranking import Ranking, RankingProjection, RankingQuery
from projections.ranking.answer import NotReadSoFar
from projections.ranking.scopes import Stage
from projections.ranking.tables import NOT_RANKED
from projections.score_history import HistoryQuery, ScoreHistoryProjection
from projections.telling import with_people


class ExplanationQuery:
    """Answers why."""

    def __init__(
        self,
        database: sa.Engine,
        log: LogReader,
        rankings: RankingQuery,
        history: HistoryQuery,
        application: BangVang,
    ) -> None:
        """Reads the ranking's tables and the history; from the log, rounds, units and who left a unit out."""
        self._database, self._log = database, log
        self._rankings, self._history, self._application = rankings, history, application

    def why(
        self,
        province: Code,
        round_code: Code,
        unit: Code,
        code: IndicatorCode | None = None,
        stage: Stage = Stage.FINAL,
        as_of: int | None = None,
    ) -> Explanation:
        """Why an indicator or a group, whichever has the code, or without one the scorecard has its points.

        Refuses an unknown round, scorecard or code; with ``as_of``, also with ``NotReadSoFar``.
        """
        with reading(self._database, POSITIONS) as connection:
            position = _position(connection, province, as_of)
            card = card_then(connection, province, round_code, unit, position)
        history = self._history.changes(province, round_code, unit)
        changes = [change for change in history if change.position <= position]
        found = Telling(card, changes, stage, position).of(code, self._frozen_units(card))
        return with_people(found, self._application.people)

    def why_rank(
        self,
        province: Code,
        round_code: Code,
        unit: Code,
        scope: Code | None = None,
        stage: Stage = Stage.FINAL,
        as_of: int | None = None,
    ) -> RankExplanation:
        """Why the unit has its rank in a scope, or none, and what moved it last.

        If no scope is named, in the first that ranks units of its kind.
        Refuses an unknown round, unit or scope, and with ``UnitNotInScope``; with ``as_of`` also with ``NotReadSoFar``.
        """
        workspace = Workspace(self._application.load)
        scopes = opened_round(workspace, province, round_code).opening.scopes
        kind = known_unit(registry(workspace, province), unit).kind
        wanted = scope or next((each.code for each in scopes if kind in each.kinds), None)
        found = self._rankings.ranking(province, round_code, wanted, stage, as_of)
        ranked = next(each for each in scopes if each.code == found.scope)
        named = named_in(found, unit)
        last_change = self._rankings.last_rank_change(found, unit)
        explained = rank_explained(found, ranked, named, self._mark(found, unit), last_change)
        return with_people(explained, self._application.people)

    def _mark(self, found: Ranking, unit: Code) -> Mark | None:
        """The event that holds the unit out of the ranking, if one does."""
        stream = str(round_stream(found.province, found.round))
        with reading(self._database, POSITIONS) as connection:
            rows = every(connection, NOT_RANKED, lambda t: sa.and_(t.c.stream == stream, t.c.unit == unit))
        until_then = [row for row in rows if row["since"] <= found.position]
        if not until_then or not until_then[-1]["listed"]:
            return None
        (entry,) = self._log.read(until_then[-1]["since"] - 1, 1)
        return mark_of(entry)

    def _frozen_units(self, card: CardThen) -> FrozenUnits:
        """Whose the best values are that the round has frozen."""
        opening = card.opening
        assessed = opened_round(Workspace(self._application.load), opening.province, opening.round)
        bests = (assessed.bests or {}).get(card.content_hash, {})
        return {code: best.units for code, best in bests.items()}


def _position(connection: sa.Connection, province: Code, as_of: int | None) -> int:
    """The position that was asked for, or the one to which both read models have come."""
    read = min(position_of(connection, each, province) for each in (RankingProjection, ScoreHistoryProjection))
    if as_of is not None and as_of > read:
        raise NotReadSoFar(position=read, wanted=as_of)
    return read if as_of is None else as_of
