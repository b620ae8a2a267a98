"""Reads the changes of a round: every scorecard's in its order, marked, then those that are wanted in log order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from application.contexts import OpenedRound, opened_round, registry, release
from application.people import Names, People
from application.service import BangVang
from application.workspace import Workspace
from domain.metadata import Code, UnitKind
from domain.points import from_units, to_units
from domain.province.decisions import known_unit
from domain.scorecard.events import stream_id
from projections.changes.answer import RoundChange, RuleFound, Unusual
from projections.changes.deadlines import deadline
from projections.changes.line import COLUMNS, Line
from projections.changes.marks import Mark, Measure, marked
from projections.changes.rules import RULES, STATEMENT
from projections.changes.wanted import EVERY_CHANGE, Wanted
from projections.database import reading
from projections.positions import POSITIONS, position_of
from projections.score_history import ScoreHistoryProjection
from projections.score_history.query import names_in, naming, values_of
from projections.score_history.tables import tables

CHANGES = tables(sa.MetaData(), "")[0]
AT_ONCE = 500
"""Scorecards or changes that are named in one statement; databases bound how many there may be."""

T = TypeVar("T")


class Found(NamedTuple):
    """A change before it is read in full."""

    line: Line
    marks: frozenset[Mark]


class ChangesQuery:
    """Answers what has changed in a round, and what of it is worth a look.

    Each answer goes through all changes of the round's scorecards, for what is notable about a change follows from
    others; only those that are shown are read in full.
    """

    def __init__(self, database: sa.Engine, application: BangVang) -> None:
        """Reads from the read database; calendar, units and maxima from the log."""
        self._database, self._application = database, application

    def changes(
        self,
        province: Code,
        round_code: Code,
        wanted: Wanted = EVERY_CHANGE,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> Sequence[RoundChange]:
        """The wanted changes behind position ``after`` in the order of the log, at most ``limit``.

        Refuses an unknown round or unit.
        """
        cards = _Cards(Workspace(self._application.load), province, round_code, wanted.unit)
        if wanted.actor is not None:
            wanted = msgspec.structs.replace(wanted, actor=self._application.people.called(wanted.actor))
        with reading(self._database, POSITIONS) as connection:
            found = _sorted(each for each in _found(connection, cards) if wanted.accepts(*each))
            return _in_full(connection, cards, _part(found, after, limit), self._application.people)

    def unusual(
        self, province: Code, round_code: Code, rule: Mark | None = None, *, after: int = 0, limit: int | None = None
    ) -> Unusual:
        """The report of unusual changes, by one rule or by all; ``limit`` bounds the changes shown, not those counted.

        Refuses an unknown round.
        """
        cards = _Cards(Workspace(self._application.load), province, round_code)
        with reading(self._database, POSITIONS) as connection:
            marked_ones = _sorted(each for each in _found(connection, cards) if each.marks)
            counts = Counter(mark for each in marked_ones for mark in each.marks)
            chosen = [each for each in marked_ones if rule is None or rule in each.marks]
            part = _part(chosen, after, None if limit is None else limit + 1)
            shown = part[:limit]
            opening = cards.assessed.opening
            return Unusual(
                position=position_of(connection, ScoreHistoryProjection, province),
                version=ScoreHistoryProjection.version,
                province=province,
                round=round_code,
                data_provenance=opening.data_provenance,
                notice=opening.notice,
                vi=STATEMENT.vi,
                en=STATEMENT.en,
                rules=tuple(_rule_found(mark, counts[mark]) for mark in RULES if rule in {None, mark}),
                changes=tuple(_in_full(connection, cards, shown, self._application.people)),
                next=shown[-1].line.position if len(part) > len(shown) else None,
            )


class _Cards:
    """The scorecards that a round may have, by their streams: of which unit, and what they are held against."""

    def __init__(self, workspace: Workspace, province: Code, round_code: Code, only: Code | None = None) -> None:
        self.assessed = opened_round(workspace, province, round_code)
        registered = registry(workspace, province)
        units = registered.units.values() if only is None else [known_unit(registered, only)]
        measures = _measures(workspace, province, self.assessed)
        taking_part = [unit for unit in units if unit.kind in measures]
        self.units = {stream_id(province, round_code, unit.code).hex: unit.code for unit in taking_part}
        self._measures = {unit.code: measures[unit.kind] for unit in taking_part}

    def measure(self, unit: Code) -> Measure:
        """What a unit's changes are held against."""
        return self._measures[unit]


def _measures(workspace: Workspace, province: Code, assessed: OpenedRound) -> Mapping[UnitKind, Measure]:
    found = {
        kind: release(workspace, province, pin.indicator_set, pin.content_hash)
        for kind, pin in assessed.opening.sets.items()
    }
    return {
        kind: Measure(
            calendar=assessed.calendar,
            maxima={each.code: to_units(each.max_points) for each in released.definition.indicators()},
        )
        for kind, released in found.items()
        if released is not None
    }


def _found(connection: sa.Connection, cards: _Cards) -> Iterator[Found]:
    """Every change of the scorecards with its marks, scorecard by scorecard."""
    columns = [CHANGES.c[name] for name in COLUMNS]
    for streams in _portions(list(cards.units)):
        query = sa.select(*columns).where(CHANGES.c.stream.in_(streams)).order_by(CHANGES.c.stream, CHANGES.c.version)
        for stream, rows in groupby(connection.execute(query), key=lambda row: str(row.stream)):
            unit = cards.units[stream]
            lines = [Line(unit, dict(zip(COLUMNS, row, strict=True))) for row in rows]
            yield from (Found(line, marks) for line, marks in marked(lines, cards.measure(unit)))


def _sorted(found: Iterator[Found]) -> list[Found]:
    return sorted(found, key=lambda each: each.line.position)


def _part(found: Sequence[Found], after: int, limit: int | None) -> Sequence[Found]:
    return [each for each in found if each.line.position > after][:limit]


def _in_full(connection: sa.Connection, cards: _Cards, found: Sequence[Found], people: People) -> list[RoundChange]:
    shown: list[RoundChange] = []
    keys = sa.tuple_(CHANGES.c.stream, CHANGES.c.version)
    for portion in _portions(found):
        query = sa.select(CHANGES).where(keys.in_([(each.line.stream, each.line.version) for each in portion]))
        rows = {row["position"]: row for row in connection.execute(query).mappings()}
        names = people.names(text for row in rows.values() for text in naming(row))
        shown += (_round_change(rows[each.line.position], each, cards, names) for each in portion)
    return shown


def _round_change(row: sa.RowMapping, found: Found, cards: _Cards, names: Names) -> RoundChange:
    line = found.line
    return RoundChange(
        **values_of(dict(row)),
        names=names_in(row, names),
        unit=line.unit,
        size=None if line.size is None else from_units(line.size),
        deadline=deadline(cards.measure(line.unit).calendar, line.unit, line.event, line.actor_role),
        marks=tuple(mark for mark in RULES if mark in found.marks),
    )


def _rule_found(mark: Mark, changes: int) -> RuleFound:
    rule = RULES[mark]
    return RuleFound(
        code=mark,
        vi=rule.lists.vi,
        en=rule.lists.en,
        threshold_vi=rule.threshold.vi,
        threshold_en=rule.threshold.en,
        changes=changes,
    )


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
