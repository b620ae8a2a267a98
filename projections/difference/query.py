"""Reads the difference of two moments of a round."""

import sqlalchemy as sa

from application.log import LogReader
from application.people import People
from domain.metadata import Code
from domain.refusal import Refusal, RefusalKind
from projections.database import reading
from projections.difference.account import Account
from projections.difference.answer import RoundDifference
from projections.difference.material import Material
from projections.difference.telling import Telling, causes
from projections.positions import POSITIONS, position_of
from projections.ranking.answer import NotReadSoFar
from projections.ranking.fold import RankingProjection
from projections.ranking.query import require_unit
from projections.ranking.scopes import Stage, round_known, scope_of, whole_round

MOST = 5
"""Causes told one by one of each unit's points and ranks where many units are told of, unless it is said how many."""


class MomentsReversed(Refusal):
    """The moment to begin with comes after the one to end with."""

    code = "moments-reversed"
    kind = RefusalKind.INVALID
    vi = "Thời điểm đầu (vị trí {from_position}) ở sau thời điểm cuối (vị trí {to_position})."
    en = "The first moment (position {from_position}) comes after the second (position {to_position})."
    advice_vi = "Đổi chỗ hai thời điểm."
    advice_en = "Give the earlier moment first."


class DifferenceQuery:
    """Answers what has become of points and ranks between two moments, and why."""

    def __init__(self, database: sa.Engine, log: LogReader, people: People) -> None:
        """Reads from the read database, and from the log who brought about what is told."""
        self._database, self._log, self._people = database, log, people

    def difference(  # noqa: PLR0913  # Which moments, of whom, and how much of it.
        self,
        province: Code,
        round_code: Code,
        since: int,
        until: int,
        *,
        scope: Code | None = None,
        unit: Code | None = None,
        stage: Stage = Stage.FINAL,
        most: int | None = None,
    ) -> RoundDifference:
        """The difference of a round at the position ``until`` from what it was at ``since``.

        Of one scope or of all, of one unit or of all to which something has happened. ``most`` causes of each unit's
        points and of each of its ranks are told one by one, those that moved most; the others are added up. Before a
        round is opened, nobody has points or a rank. Refuses an unknown round, scope or unit, a position that has not
        been read yet with ``NotReadSoFar``, and moments in the wrong order with ``MomentsReversed``.
        """
        if since > until:
            raise MomentsReversed(from_position=since, to_position=until)
        with reading(self._database, POSITIONS) as connection:
            position = position_of(connection, RankingProjection, province)
            if until > position:
                raise NotReadSoFar(position=position, wanted=until)
            ranked = whole_round(connection, round_known(connection, province, round_code, until))
            if unit is not None:
                require_unit(connection, province, unit)
            scopes = ranked.opening.scopes if scope is None else (scope_of(ranked.opening, scope),)
            material = Material(connection, ranked, until)
        telling = Telling(Account(material, stage, since), scopes, most)
        units = tuple(telling.units() if unit is None else telling.unit(unit))
        events = tuple(causes(self._log, material, units))
        return RoundDifference(
            position=position,
            version=RankingProjection.version,
            province=province,
            province_name=ranked.province_name,
            round=round_code,
            round_name=ranked.opening.name,
            scopes=tuple(each.code for each in scopes),
            stage=stage,
            from_position=since,
            to_position=until,
            data_provenance=ranked.opening.data_provenance,
            notice=ranked.opening.notice,
            units=units,
            events=events,
            names=self._people.names(event.actor_id for event in events),
        )
