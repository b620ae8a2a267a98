"""Reads a ranking: ranks are made here, from exact totals, in standard competition ranking."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Any

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
from projections.database import reading, rows_of
from projections.positions import POSITIONS, position_of
from projections.ranking.fold import RankingProjection
from projections.ranking.provisional import Shifts, shifts
from projections.ranking.tables import tables


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


UNITS, PROVINCES, SETS, ROUNDS, NOT_RANKED, CARDS, GROUPS, INDICATORS = tables(sa.MetaData(), "")


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
        query = (
            sa.select(ROUNDS, PROVINCES.c.name.label("province_name"))
            .join(PROVINCES, PROVINCES.c.province == ROUNDS.c.province)
            .order_by(ROUNDS.c.province, ROUNDS.c.round)
        )
        with reading(self._database, POSITIONS) as connection:
            return [_summary(row) for row in connection.execute(query).mappings()]

    def ranking(
        self, province: Code, round_code: Code, scope: Code | None = None, stage: Stage = Stage.FINAL
    ) -> Ranking:
        """The ranking of one scope, the round's first if none is named; refuses an unknown round or scope."""
        with reading(self._database, POSITIONS) as connection:
            return _Reading(connection, province, round_code, scope, stage).ranking()


class _Reading:
    """One ranking being read in one transaction."""

    def __init__(
        self, connection: sa.Connection, province: Code, round_code: Code, scope: Code | None, stage: Stage
    ) -> None:
        self._connection, self._stage = connection, stage
        self._rows = partial(rows_of, connection)
        self._stream = round_stream(province, round_code).hex
        round_row = connection.execute(sa.select(ROUNDS).where(ROUNDS.c.stream == self._stream)).mappings().first()
        if round_row is None:
            raise RoundUnknown(province=province, round=round_code)
        self._round = round_row
        self._opening = msgspec.json.decode(round_row["opening"], type=RoundOpened)
        self._scope = _scope(self._opening, scope)
        frozen = round_row["phase"] in {Finalised.__name__, Published.__name__}
        units_stream = self._stream if frozen else province_stream(province).hex
        self._units = self._rows(UNITS, UNITS.c.stream == units_stream)
        self._by_code = {unit["unit"]: unit for unit in self._units}
        self._marked = {row["unit"]: row for row in self._rows(NOT_RANKED, NOT_RANKED.c.stream == self._stream)}
        in_scope = CARDS.c.kind.in_([kind.value for kind in self._scope.kinds])
        self._cards = {row["unit"]: row for row in self._rows(CARDS, CARDS.c.round_stream == self._stream, in_scope)}
        self._definitions = self._read_definitions()
        self._shifts = self._read_shifts()

    def ranking(self) -> Ranking:
        decision = self._round["decision"]
        return Ranking(
            position=position_of(self._connection, RankingProjection),
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

    def _read_definitions(self) -> dict[str, IndicatorSet]:
        hashes = {pin.content_hash for kind, pin in self._opening.sets.items() if kind in self._scope.kinds}
        rows = self._rows(SETS, SETS.c.content_hash.in_(hashes))
        return {row["content_hash"]: msgspec.json.decode(row["definition"], type=IndicatorSet) for row in rows}

    def _read_shifts(self) -> Shifts:
        """What relative points gain or lose against the best values known now; nothing once those are frozen."""
        comparing = {i.code for d in self._definitions.values() for i in d.indicators() if i.rule.compares}
        if self._round["frozen"] or not comparing:
            return {}
        cards = rows_of(
            self._connection, CARDS, CARDS.c.round_stream == self._stream, CARDS.c.content_hash.in_(self._definitions)
        )
        hashes = {card["stream"]: card["content_hash"] for card in cards}
        compared = {card["stream"] for card in cards if self._is_compared(card)}
        rows = rows_of(
            self._connection, INDICATORS, INDICATORS.c.stream.in_(hashes), INDICATORS.c.indicator.in_(comparing)
        )
        return shifts(rows, hashes, self._definitions, compared)

    def _is_compared(self, card: sa.RowMapping) -> bool:
        """Whether others are measured against the card's unit: it has handed in and is ranked, in whatever scope."""
        marked = self._marked.get(card["unit"])
        return card["state"] != Drafting.__name__ and not (marked and marked["listed"])

    def _province_name(self) -> str:
        query = sa.select(PROVINCES.c.name).where(PROVINCES.c.province == self._opening.province)
        return str(self._connection.execute(query).scalar_one())

    def _standings(self) -> Iterator[Standing]:
        groups = self._group_totals()
        competing = defaultdict(list)
        for unit, card in sorted(self._cards.items()):
            if self._absence(unit) is None:
                parent = self._by_code[unit]["parent"] if self._scope.within_parent else None
                competing[parent or ""].append((card, self._share(card)))
        for parent in sorted(competing):
            for rank, card in ranked(competing[parent]):
                yield self._standing(rank, card, groups[card["stream"]])

    def _group_totals(self) -> dict[str, dict[str, sa.RowMapping]]:
        totals: dict[str, dict[str, sa.RowMapping]] = defaultdict(dict)
        for row in self._rows(GROUPS, GROUPS.c.round_stream == self._stream):
            totals[row["stream"]][row["group"]] = row
        return totals

    def _points(self, row: sa.RowMapping, stage: Stage | None = None) -> int:
        shifted = self._shifts.get((row["stream"], row.get("group"), f"{stage or self._stage}_points"), 0)
        return int(row[f"{stage or self._stage}_points"]) + shifted

    def _share(self, card: sa.RowMapping) -> Fraction:
        """The exact share of the applicable maximum, by which units compare whose maxima differ."""
        return Fraction(self._points(card), card["max_points"]) if card["max_points"] else Fraction(0)

    def _standing(self, rank: int, card: sa.RowMapping, groups: dict[str, sa.RowMapping]) -> Standing:
        unit, definition = self._by_code[card["unit"]], self._definitions[card["content_hash"]]
        points, maximum = from_units(self._points(card)), from_units(card["max_points"])
        parent = self._by_code.get(unit["parent"])
        return Standing(
            rank=rank,
            unit=unit["unit"],
            name=unit["name"],
            name_en=unit["name_en"],
            kind=UnitKind(unit["kind"]),
            parent=unit["parent"],
            parent_name=parent["name"] if parent else None,
            self_total=from_units(self._points(card, Stage.SELF)),
            reviewed_total=from_units(self._points(card, Stage.REVIEWED)),
            final_total=from_units(self._points(card, Stage.FINAL)),
            max_points=maximum,
            percent=percent(points, maximum),
            index=definition.index_of(points, maximum),
            stated_index=None if card["stated_index"] is None else Decimal(card["stated_index"]),
            band=definition.band_for(points, maximum),
            state=card["state"],
            late=card["late"],
            groups=tuple(self._group(group, groups[group.code]) for group in definition.groups if group.code in groups),
        )

    def _group(self, group: Group, row: sa.RowMapping) -> GroupTotal:
        points, maximum = from_units(self._points(row)), from_units(row["max_points"])
        return GroupTotal(
            code=group.code,
            name=group.name,
            name_en=group.name_en,
            points=points,
            max_points=maximum,
            percent=percent(points, maximum),
        )

    def _absence(self, unit: Code) -> Absence | None:
        marked, card = self._marked.get(unit), self._cards.get(unit)
        if marked is not None and marked["listed"]:
            return Absence.EXEMPT if marked["exempt"] else Absence.NOT_RANKED
        if card is None:
            return Absence.NO_SCORECARD
        return Absence.NOT_SUBMITTED if card["state"] == Drafting.__name__ else None

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
        for unit in self._units:
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
