"""Reads the trend of a unit from the ranking's tables, and from the registry who was merged into it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import sqlalchemy as sa

from application.contexts import registry
from application.service import BangVang
from application.workspace import Workspace
from domain.command import VIETNAM
from domain.event import Event, Recorded
from domain.indicator_set.definition import Scope
from domain.metadata import Code
from domain.points import from_units, percent
from domain.province.decisions import known_unit
from domain.province.events import UnitMerged
from domain.province.events import stream_id as province_stream
from domain.province.state import Registered, Unit
from domain.round.events import RoundOpened
from projections.database import reading
from projections.positions import POSITIONS, position_of
from projections.ranking import RankingProjection, RankingQuery
from projections.ranking.answer import NotRanked, Standing
from projections.ranking.scopes import Stage
from projections.trends.answer import Comparison, Merger, Trace, Trend, Year
from projections.trends.comparison import compared, traced
from projections.trends.reading import Assessed, UnitReading


class TrendQuery:
    """Answers how a unit has done over the years."""

    def __init__(self, database: sa.Engine, rankings: RankingQuery, application: BangVang) -> None:
        """Reads points and ranks from the read database, and mergers from the log."""
        self._database, self._rankings, self._application = database, rankings, application

    def trend(self, province: Code, unit: Code) -> Trend:
        """The unit's rounds, and what can be compared; refuses an unknown province or unit."""
        registered = registry(Workspace(self._application.load), province)
        known = known_unit(registered, unit)
        with reading(self._database, POSITIONS) as connection:
            position = position_of(connection, RankingProjection, province)
            read = UnitReading(connection, province, unit)
            rounds = read.rounds()
            comparisons, traces = tuple(_comparisons(read, rounds)), tuple(_traces(read, rounds))
        mergers = tuple(self._mergers(registered, known))
        return Trend(
            position=position,
            version=RankingProjection.version,
            province=province,
            province_name=registered.name,
            unit=unit,
            name=known.name,
            name_en=known.name_en,
            kind=known.kind,
            years=tuple(self._year(each, known, position) for each in rounds),
            comparisons=comparisons,
            indicators=traces,
            merged=tuple(merger for merger in mergers if merger.into == unit),
            merged_into=next((merger for merger in mergers if merger.unit == unit), None),
        )

    def _year(self, assessed: Assessed, unit: Unit, position: int) -> Year:
        """The round with the unit's place as it was known at the position at which all else was read."""
        opening, definition = assessed.opening, assessed.scored.definition
        scope = next((scope for scope in opening.scopes if assessed.scored.kind in scope.kinds), None)
        standing, ranked, absent = self._place(opening, scope, unit.code, position)
        points, maximum = from_units(assessed.total.final_points), from_units(assessed.total.max_points)
        return Year(
            round=opening.round,
            name=opening.name,
            name_en=opening.name_en,
            phase=assessed.phase,
            provisional=assessed.scored.provisional,
            period=definition.period,
            self_scoring_opens=assessed.calendar.self_scoring.opens,
            indicator_set=definition.code,
            version=definition.version,
            content_hash=assessed.content_hash,
            set_provenance=definition.provenance,
            state=assessed.state,
            scope=scope.code if scope else None,
            scope_name=scope.name if scope else None,
            rank=standing.rank if standing else None,
            ranked=ranked,
            absence=absent.absence if absent else None,
            absence_reason=absent.reason if absent else "",
            final_total=points,
            max_points=maximum,
            percent=percent(points, maximum),
            data_provenance=opening.data_provenance,
            notice=opening.notice,
        )

    def _place(
        self, opening: RoundOpened, scope: Scope | None, unit: Code, position: int
    ) -> tuple[Standing | None, int, NotRanked | None]:
        """Where the unit stands among how many; or why it has no rank."""
        if scope is None:
            return None, 0, None
        ranking = self._rankings.ranking(opening.province, opening.round, scope.code, Stage.FINAL, position or None)
        standing = next((each for each in ranking.standings if each.unit == unit), None)
        absent = next((each for each in ranking.not_ranked if each.unit == unit), None)
        together = [each for each in ranking.standings if not scope.within_parent or _siblings(each, standing)]
        return standing, len(together), absent

    def _mergers(self, registered: Registered, unit: Unit) -> Iterator[Merger]:
        """What the registry says of mergers into the unit, and of its own."""
        if unit.successor is None and all(each.successor != unit.code for each in registered.units.values()):
            return
        for recorded in self._application.read(province_stream(registered.province)):
            event = recorded.data
            if isinstance(event, UnitMerged) and unit.code in {event.unit, event.into}:
                yield _merger(recorded, event, registered.units[event.unit])


def _comparisons(read: UnitReading, rounds: Sequence[Assessed]) -> Iterator[Comparison]:
    for earlier, later in pairwise(each.scored for each in rounds):
        yield compared(earlier, later, read.releases(later.definition))


def _traces(read: UnitReading, rounds: Sequence[Assessed]) -> Iterator[Trace]:
    if rounds:
        yield from traced([each.scored for each in rounds], read.releases(rounds[-1].scored.definition))


def _siblings(one: Standing, other: Standing | None) -> bool:
    return other is not None and one.parent == other.parent


def _merger(recorded: Recorded[Event], event: UnitMerged, unit: Unit) -> Merger:
    day = recorded.effective_on or recorded.recorded_at.astimezone(VIETNAM).date()
    return Merger(unit=unit.code, name=unit.name, name_en=unit.name_en, into=event.into, on=day)
