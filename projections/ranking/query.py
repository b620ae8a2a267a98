"""Reads a ranking: ranks are made here, from exact totals, in standard competition ranking."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import Band, Group, IndicatorSet, Scope
from domain.metadata import Code, Provenance, SourceDocument, UnitKind
from domain.points import from_units, percent
from domain.province.events import stream_id as province_stream
from domain.province.state import Life
from domain.ranking import ranked
from domain.refusal import Refusal, RefusalKind
from domain.round.events import RoundOpened
from domain.round.events import stream_id as round_stream
from domain.round.refusals import RoundUnknown
from domain.round.state import Finalised, Published
from domain.scorecard.state import Drafting
from projections.columns import Document
from projections.database import reading
from projections.past import Condition, Kept, known
from projections.positions import POSITIONS, position_of
from projections.ranking.fold import RankingProjection
from projections.ranking.points import Changes
from projections.ranking.points import entries as entries_of
from projections.ranking.provisional import against_the_best, compare
from projections.ranking.tables import tables
from projections.ranking.worth import Total, Totals, definition_of, sum_of, totals

Streams = sa.Select[tuple[str]]
"""The streams of some scorecards."""


class Stage(StrEnum):
    """Which of the three totals ranks."""

    SELF = "self"
    REVIEWED = "reviewed"
    FINAL = "final"


class Absence(StrEnum):
    """Why a unit has no rank."""

    NOT_RANKED = "not-ranked"
    EXEMPT = "exempt"
    NOT_SUBMITTED = "not-submitted"
    NO_SCORECARD = "no-scorecard"


class ScopeUnknown(Refusal):
    """The round has no such ranking scope."""

    code = "scope-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Đợt «{round}» không có phạm vi xếp hạng «{scope}»."
    en = "Round '{round}' has no ranking scope '{scope}'."
    advice_vi = "Các phạm vi của đợt: {scopes}."
    advice_en = "The round's scopes: {scopes}."


class NotReadSoFar(Refusal):
    """The read model has not come to the moment that was asked for."""

    code = "not-read-so-far"
    vi = "Bảng xếp hạng mới được dựng đến vị trí {position}, chưa đến vị trí {wanted}."
    en = "The ranking has been folded up to position {position}, not yet to {wanted}."
    advice_vi = "Thử lại sau giây lát; nếu vẫn vậy, xem `bangvang projections status`."
    advice_en = "Try again in a moment; if it persists, see `bangvang projections status`."


class GroupTotal(msgspec.Struct, frozen=True, kw_only=True):
    """One group of one unit at the stage asked for."""

    code: str
    name: str
    name_en: str
    points: Decimal
    max_points: Decimal
    percent: Decimal | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's place. ``index`` is computed here; ``stated_index`` is what an authority printed."""

    rank: int
    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    parent: Code | None
    parent_name: str | None
    self_total: Decimal
    reviewed_total: Decimal
    final_total: Decimal
    max_points: Decimal
    percent: Decimal | None
    index: Decimal | None
    stated_index: Decimal | None
    band: Band | None
    state: str
    late: bool
    groups: tuple[GroupTotal, ...]


class NotRanked(msgspec.Struct, frozen=True, kw_only=True):
    """One unit without a rank and why; ``reason`` is what the administrator wrote."""

    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    absence: Absence
    reason: str


class SetUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A release that units of this ranking are scored by, and where its figures come from."""

    code: Code
    version: str
    content_hash: str
    name: str
    provenance: Provenance
    notes: str


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A whole ranking, and the position up to which the log had been read for it."""

    position: int
    version: int

    province: Code
    province_name: str
    round: Code
    round_name: str
    scope: Code
    scope_name: str
    stage: Stage
    phase: str
    published: bool
    decision: SourceDocument | None
    data_provenance: Provenance
    notice: str
    sets: tuple[SetUsed, ...]
    standings: tuple[Standing, ...]
    not_ranked: tuple[NotRanked, ...]


class RoundSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A round in a list."""

    province: Code
    province_name: str
    round: Code
    name: str
    phase: str
    scopes: tuple[Scope, ...]
    notice: str


class ProvinceSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A province in a list."""

    province: Code
    name: str
    name_en: str


PROVINCES, SETS, *_kept, TOTALS = tables(sa.MetaData(), "")
UNITS, ROUNDS, NOT_RANKED, CARDS, POINTS = zip(_kept[::2], _kept[1::2], strict=True)
for _table in POINTS:
    # Whoever reads wants the changes themselves, the fold only appends to them.
    _table.c.changes.type = Document(Changes)


class RankingQuery:
    """Answers who stands where."""

    def __init__(self, database: sa.Engine) -> None:
        """Reads from the read database."""
        self._database = database

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
        self._position = position_of(connection, RankingProjection)
        if as_of is not None and as_of > self._position:
            raise NotReadSoFar(position=self._position, wanted=as_of)
        self._stream = str(round_stream(province, round_code))
        rounds = self._known(ROUNDS, lambda t: t.c.stream == self._stream)
        if not rounds:
            raise RoundUnknown(province=province, round=round_code)
        self._round = rounds[0]
        self._opening = msgspec.json.decode(self._round["opening"], type=RoundOpened)
        self._scope = _scope(self._opening, scope)
        frozen = self._round["phase"] in {Finalised.__name__, Published.__name__}
        units_stream = self._stream if frozen else str(province_stream(province))
        self._units = self._known(UNITS, lambda t: t.c.stream == units_stream)
        self._by_code = {unit["unit"]: unit for unit in self._units}
        marked = self._known(NOT_RANKED, lambda t: t.c.stream == self._stream)
        self._marked = {row["unit"]: row for row in marked}
        self._stored_sets = self._read_sets()
        self._definitions = {key: definition_of(stored) for key, stored in self._stored_sets.items()}
        self._cards = {card.row["unit"]: card for card in self._read_cards()}

    def _known(self, table: Kept, *conditions: Callable[[sa.Table], Condition]) -> Sequence[sa.RowMapping]:
        return known(self._connection, table, self._as_of, *conditions)

    def ranking(self) -> Ranking:
        decision = self._round["decision"]
        return Ranking(
            position=self._position if self._as_of is None else self._as_of,
            version=RankingProjection.version,
            province=self._opening.province,
            province_name=self._province_name(),
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

    def _read_sets(self) -> dict[str, str]:
        hashes = {pin.content_hash for kind, pin in self._opening.sets.items() if kind in self._scope.kinds}
        query = sa.select(SETS.c.content_hash, SETS.c.definition).where(SETS.c.content_hash.in_(hashes))
        return {row.content_hash: row.definition for row in self._connection.execute(query)}

    def _read_cards(self) -> Iterator[_Card]:
        """The cards of the scope; where points depend on those of other units, all that share its sets are read."""
        provisional = not self._round["frozen"] and compare(self._definitions.values())
        kinds = [kind.value for kind in self._scope.kinds]

        def wanted(table: sa.Table) -> Condition:
            chosen = table.c.content_hash.in_(self._definitions) if provisional else table.c.kind.in_(kinds)
            return sa.and_(table.c.round_stream == self._stream, chosen)

        cards = self._known(CARDS, wanted)
        opened, _ = CARDS
        streams = sa.select(opened.c.stream).where(wanted(opened))
        recorded = self._as_of is None and not provisional
        groups = self._recorded_totals(streams) if recorded else self._totals(cards, streams, provisional=provisional)
        for card in cards:
            if card["kind"] in self._scope.kinds:
                yield _Card(card, groups[card["stream"]], sum_of(groups[card["stream"]]))

    def _recorded_totals(self, streams: Streams) -> dict[str, Totals]:
        query = sa.select(TOTALS.c.stream, TOTALS.c.groups).where(TOTALS.c.stream.in_(streams))
        return {row.stream: row.groups for row in self._connection.execute(query)}

    def _totals(self, cards: Sequence[sa.RowMapping], streams: Streams, *, provisional: bool) -> dict[str, Totals]:
        """Added up anew from what every indicator had, or has against the best values of now."""
        rows = self._known(POINTS, lambda t: t.c.stream.in_(streams))
        entries = {row["stream"]: entries_of(row["changes"], self._as_of) for row in rows}
        if provisional:
            hashes = {card["stream"]: card["content_hash"] for card in cards}
            compared = {card["stream"] for card in cards if self._is_compared(card)}
            against_the_best(entries, hashes, self._definitions, compared)
        return {
            card["stream"]: totals(
                entries[card["stream"]], self._stored_sets[card["content_hash"]], UnitKind(card["kind"])
            )
            for card in cards
        }

    def _is_compared(self, card: sa.RowMapping) -> bool:
        """Whether others are measured against the card's unit: it has handed in and is ranked, in whatever scope."""
        marked = self._marked.get(card["unit"])
        return card["state"] != Drafting.__name__ and not (marked and marked["listed"])

    def _province_name(self) -> str:
        query = sa.select(PROVINCES.c.name).where(PROVINCES.c.province == self._opening.province)
        return str(self._connection.execute(query).scalar_one())

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
            groups=tuple(
                self._group(group, card.groups[group.code]) for group in definition.groups if group.code in card.groups
            ),
        )

    def _group(self, group: Group, total: Total) -> GroupTotal:
        points = self._points(total)
        return GroupTotal(
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


def _scope(opening: RoundOpened, code: Code | None) -> Scope:
    if code is None:
        return opening.scopes[0]
    for scope in opening.scopes:
        if scope.code == code:
            return scope
    raise ScopeUnknown(round=opening.round, scope=code, scopes=", ".join(scope.code for scope in opening.scopes))


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
