"""Reads a ranking: ranks are made here, from exact totals, in standard competition ranking."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from application.log import LogReader
from application.people import People
from domain.indicator_set.definition import IndicatorSet, Scope
from domain.metadata import Code, SourceDocument, UnitKind
from domain.points import from_units, percent
from domain.province.events import stream_id as province_stream
from domain.province.refusals import UnitUnknown
from domain.province.state import Life
from domain.ranking import ranked
from domain.round.state import Published
from domain.scorecard.state import Drafting
from projections.database import reading
from projections.past import Condition, Kept, known
from projections.positions import POSITIONS, position_of
from projections.ranking.answer import (
    Absence,
    GroupTotal,
    NotRanked,
    NotReadSoFar,
    ProvinceSummary,
    Ranking,
    RoundSummary,
    SetUsed,
    Standing,
)
from projections.ranking.board import moves, moves_of
from projections.ranking.fold import RankingProjection
from projections.ranking.held import ALL, COUNTED
from projections.ranking.holding import held_by
from projections.ranking.provisional import against_the_best
from projections.ranking.rank_changes import Cursor, RankChange, rank_changes
from projections.ranking.scopes import LOCKED, Stage, ranked_scope, round_known
from projections.ranking.tables import CARDS, NOT_RANKED, PROVINCES, ROUNDS, SETS, TOTALS, UNITS
from projections.ranking.timeline import timeline
from projections.ranking.worth import Sums, Total, Totals

TOTALS_OF = sa.select(TOTALS.c.stream, TOTALS.c.groups, *(TOTALS.c[name] for name in Total.__struct_fields__)).where(
    TOTALS.c.round_stream == sa.bindparam("of_round")
)
"""What a round's cards come to now."""
START = Cursor()
"""The beginning of the log."""


class RankingQuery:
    """Answers who stands where."""

    def __init__(self, database: sa.Engine, log: LogReader, people: People) -> None:
        """Reads from the read database, and from the log and ``people`` who brought about what is shown."""
        self._database, self._log, self._people = database, log, people

    def provinces(self, after: Code = "", limit: int | None = None) -> Sequence[ProvinceSummary]:
        """The provinces by their codes, those behind the code ``after``."""
        columns = [PROVINCES.c[name] for name in ProvinceSummary.__struct_fields__]
        query = sa.select(*columns).where(PROVINCES.c.province > after).order_by(PROVINCES.c.province).limit(limit)
        with reading(self._database, POSITIONS) as connection:
            return [ProvinceSummary(**row) for row in connection.execute(query).mappings()]

    def releases(self, province: Code) -> Sequence[SetUsed]:
        """Every release of a province's sets, by code and in the order of their versions."""
        with reading(self._database, POSITIONS) as connection:
            rows = connection.execute(sa.select(SETS)).mappings().all()
        found = [(row["content_hash"], msgspec.json.decode(row["definition"], type=IndicatorSet)) for row in rows]
        wanted = [_set_used(content_hash, d) for content_hash, d in found if d.province == province]
        return sorted(wanted, key=lambda release: (release.code, [int(part) for part in release.version.split(".")]))

    def rounds(self) -> Sequence[RoundSummary]:
        """Every round of every province, by their codes."""
        rounds, _ = ROUNDS
        query = (
            sa.select(rounds, PROVINCES.c.name.label("province_name"))
            .join(PROVINCES, PROVINCES.c.province == rounds.c.province)
            .order_by(rounds.c.province, rounds.c.round)
        )
        with reading(self._database, POSITIONS) as connection:
            return [_summary(row) for row in connection.execute(query).mappings()]

    def ranking(
        self,
        province: Code,
        round_code: Code,
        scope: Code | None = None,
        stage: Stage = Stage.FINAL,
        as_of: int | None = None,
    ) -> Ranking:
        """The ranking of one scope, the round's first if none is named; refuses an unknown round or scope.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``NotReadSoFar``.
        """
        with reading(self._database, POSITIONS) as connection:
            return _Reading(connection, province, round_code, scope, stage, as_of).ranking()

    def rank_changes(  # noqa: PLR0913  # Which ranking, and which part of what happened to it.
        self,
        province: Code,
        round_code: Code,
        scope: Code | None = None,
        stage: Stage = Stage.FINAL,
        *,
        unit: Code | None = None,
        after: Cursor = START,
        limit: int | None = None,
    ) -> Sequence[RankChange]:
        """When and why ranks of one scope became others, in the order of the log; of one unit if given.

        From no ranks at all, they lead to those of ``ranking(…, as_of=position)`` at every position. Those of one
        position come by the units' codes. It takes the round's whole history to tell them, whatever the limit.
        Refuses an unknown round, scope or unit.
        """
        with reading(self._database, POSITIONS) as connection:
            ranked = ranked_scope(connection, round_known(connection, province, round_code), scope)
            if unit is not None:
                require_unit(connection, province, unit)
            steps = timeline(connection, ranked)
            found = moves_of(unit, ranked, stage, steps) if unit else moves(ranked, stage, steps, after.position)
            shown = list(islice(filter(after.is_before, found), limit))
        return list(rank_changes(self._log, self._people, shown))

    def last_rank_change(self, found: Ranking, unit: Code) -> RankChange | None:
        """What moved the unit's rank in this ranking last, up to its position; nothing where it never had one.

        Also this takes the round's whole history, though less of it than telling all changes of all ranks.
        """
        with reading(self._database, POSITIONS) as connection:
            ranked = ranked_scope(connection, round_known(connection, found.province, found.round), found.scope)
            steps = takewhile(lambda step: step.position <= found.position, timeline(connection, ranked))
            last = deque(moves_of(unit, ranked, found.stage, steps), maxlen=1)
        return next(rank_changes(self._log, self._people, last), None)


class _Card(NamedTuple):
    """A unit's scorecard, and what its points come to."""

    row: sa.RowMapping
    groups: Totals
    total: Total


class _Reading:
    """One ranking being read in one transaction."""

    def __init__(
        self,
        connection: sa.Connection,
        province: Code,
        round_code: Code,
        scope: Code | None,
        stage: Stage,
        as_of: int | None,
    ) -> None:
        self._connection, self._stage, self._as_of = connection, stage, as_of
        self._points: Callable[[Total], int] = attrgetter(f"{stage}_points")
        self._position = position_of(connection, RankingProjection, province)
        if as_of is not None and as_of > self._position:
            raise NotReadSoFar(position=self._position, wanted=as_of)
        self._round = round_known(connection, province, round_code, as_of)
        self._ranked = ranked_scope(connection, self._round, scope)
        self._stream, self._opening, self._scope = self._ranked.stream, self._ranked.opening, self._ranked.scope
        units_stream = self._stream if self._round["phase"] in LOCKED else str(province_stream(province))
        self._units = self._known(UNITS, lambda t: t.c.stream == units_stream)
        self._by_code = {unit["unit"]: unit for unit in self._units}
        marked = self._known(NOT_RANKED, lambda t: t.c.stream == self._stream)
        self._marked = {row["unit"]: row for row in marked}
        self._definitions = self._ranked.definitions
        self._cards = {card.row["unit"]: card for card in self._read_cards()}

    def _known(self, table: Kept, *conditions: Callable[[sa.Table], Condition]) -> Sequence[sa.RowMapping]:
        return known(self._connection, table, self._as_of, *conditions)

    def ranking(self) -> Ranking:
        decision = self._round["decision"]
        return Ranking(
            position=self._position if self._as_of is None else self._as_of,
            version=RankingProjection.version,
            province=self._opening.province,
            province_name=self._ranked.province_name,
            round=self._opening.round,
            round_name=self._opening.name,
            scope=self._scope.code,
            scope_name=self._scope.name,
            stage=self._stage,
            phase=self._round["phase"],
            published=self._round["phase"] == Published.__name__,
            decision=decision and msgspec.json.decode(decision, type=SourceDocument),
            data_provenance=self._opening.data_provenance,
            notice=self._opening.notice,
            sets=tuple(_set_used(content_hash, d) for content_hash, d in sorted(self._definitions.items())),
            standings=tuple(self._standings()),
            not_ranked=tuple(self._not_ranked()),
        )

    def _read_cards(self) -> Iterator[_Card]:
        """The cards of the scope; where points depend on those of other units, all that share its sets are read."""
        provisional = not self._round["frozen"] and self._ranked.compares
        cards = self._known(CARDS, self._ranked.cards(and_compared=provisional))
        recorded = self._as_of is None and not provisional
        totals = self._recorded_totals() if recorded else self._totals(cards, provisional=provisional)
        for card in cards:
            if card["kind"] in self._scope.kinds:
                yield _Card(card, *totals[card["stream"]])

    def _recorded_totals(self) -> Mapping[str, Sums]:
        rows = self._connection.execute(TOTALS_OF, {"of_round": self._stream}).all()
        return {stream: Sums(groups, Total(*total)) for stream, groups, *total in rows}

    def _totals(self, cards: Sequence[sa.RowMapping], *, provisional: bool) -> Mapping[str, Sums]:
        """Added up anew from what every indicator had, or has against the best values of now."""
        opened, _ = CARDS
        streams = sa.select(opened.c.stream).where(self._ranked.cards(and_compared=provisional)(opened))
        sets = {card["stream"]: card["content_hash"] for card in cards}
        fields = ALL if provisional else COUNTED
        held = held_by(self._connection, streams, sets, self._ranked.stored_sets, self._as_of, fields)
        if provisional:
            compared = {card["stream"] for card in cards if self._is_compared(card)}
            against_the_best(held, sets, self._definitions, compared)
        return held.totals(cards, self._ranked.stored_sets)

    def _is_compared(self, card: sa.RowMapping) -> bool:
        """Whether others are measured against the card's unit: it has handed in and is ranked, in whatever scope."""
        marked = self._marked.get(card["unit"])
        return card["state"] != Drafting.__name__ and not (marked and marked["listed"])

    def _standings(self) -> Iterator[Standing]:
        competing = defaultdict(list)
        for unit, card in sorted(self._cards.items()):
            if self._absence(unit) is None:
                parent = self._by_code[unit]["parent"] if self._scope.within_parent else None
                competing[parent or ""].append((card, self._share(card)))
        for parent in sorted(competing):
            for rank, card in ranked(competing[parent]):
                yield self._standing(rank, card)

    def _share(self, card: _Card) -> Fraction:
        """The exact share of the applicable maximum, by which units compare whose maxima differ."""
        return Fraction(self._points(card.total), card.total.max_points) if card.total.max_points else Fraction(0)

    def _standing(self, rank: int, card: _Card) -> Standing:
        row, total = card.row, card.total
        unit, definition = self._by_code[row["unit"]], self._definitions[row["content_hash"]]
        points, maximum = from_units(self._points(total)), from_units(total.max_points)
        parent = self._by_code.get(unit["parent"])
        return Standing(
            rank=rank,
            unit=unit["unit"],
            name=unit["name"],
            name_en=unit["name_en"],
            kind=UnitKind(unit["kind"]),
            parent=unit["parent"],
            parent_name=parent["name"] if parent else None,
            self_total=from_units(total.self_points),
            reviewed_total=from_units(total.reviewed_points),
            final_total=from_units(total.final_points),
            max_points=maximum,
            percent=percent(self._points(total), total.max_points),
            index=definition.index_of(points, maximum),
            stated_index=None if row["stated_index"] is None else Decimal(row["stated_index"]),
            band=definition.band_for(points, maximum),
            state=row["state"],
            late=row["late"],
            groups=tuple(self._groups(card, definition)),
        )

    def _groups(self, card: _Card, definition: IndicatorSet) -> Iterator[GroupTotal]:
        for group in definition.groups:
            total = card.groups.get(group.code)
            if total is not None:
                points = self._points(total)
                yield GroupTotal(
                    code=group.code,
                    name=group.name,
                    name_en=group.name_en,
                    points=from_units(points),
                    max_points=from_units(total.max_points),
                    percent=percent(points, total.max_points),
                )

    def _absence(self, unit: Code) -> Absence | None:
        marked, card = self._marked.get(unit), self._cards.get(unit)
        if marked is not None and marked["listed"]:
            return Absence.EXEMPT if marked["exempt"] else Absence.NOT_RANKED
        if card is None:
            return Absence.NO_SCORECARD
        return Absence.NOT_SUBMITTED if card.row["state"] == Drafting.__name__ else None

    def _not_ranked(self) -> Iterator[NotRanked]:
        for unit in self._taking_part():
            absence = self._absence(unit["unit"])
            if absence is not None:
                marked = self._marked.get(unit["unit"])
                yield NotRanked(
                    unit=unit["unit"],
                    name=unit["name"],
                    name_en=unit["name_en"],
                    kind=UnitKind(unit["kind"]),
                    absence=absence,
                    reason=marked["reason"] if marked and marked["listed"] else "",
                )

    def _taking_part(self) -> Iterable[sa.RowMapping]:
        for unit in sorted(self._units, key=lambda unit: str(unit["unit"])):
            present = unit["life"] == Life.ACTIVE or unit["unit"] in self._cards
            if present and unit["kind"] in self._scope.kinds:
                yield unit


def require_unit(connection: sa.Connection, province: Code, unit: Code) -> None:
    """Refuses a unit that the province has never had with ``UnitUnknown``."""
    if not known(
        connection, UNITS, None, lambda t: sa.and_(t.c.stream == str(province_stream(province)), t.c.unit == unit)
    ):
        raise UnitUnknown(province=province, unit=unit)


def _set_used(content_hash: str, definition: IndicatorSet) -> SetUsed:
    return SetUsed(
        code=definition.code,
        version=definition.version,
        content_hash=content_hash,
        name=definition.name,
        provenance=definition.provenance,
        notes=definition.notes,
    )


def _summary(row: sa.RowMapping) -> RoundSummary:
    opening: dict[str, Any] = json.loads(row["opening"])
    return RoundSummary(
        province=row["province"],
        province_name=row["province_name"],
        round=row["round"],
        name=opening["name"],
        phase=row["phase"],
        scopes=msgspec.convert(opening["scopes"], tuple[Scope, ...]),
        notice=opening.get("notice", ""),
    )
