"""Reading the progress of a round: every unit that takes part, in whose hands it is, and what it lacks."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import partial

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import EnteredBy, IndicatorSet
from domain.metadata import Code, IndicatorCode, UnitKind
from domain.province.events import stream_id as province_stream
from domain.round.events import RoundOpened
from domain.round.events import stream_id as round_stream
from domain.round.refusals import RoundUnknown
from domain.round.state import Concluding, Finalised, Published
from domain.scorecard.state import BackWithUnit, Drafting, Final
from projections.database import reading, rows_of
from projections.positions import POSITIONS, position_of
from projections.progress.fold import ProgressProjection
from projections.progress.tables import tables

UNITS, SETS, ROUNDS, EXEMPT, CARDS, ENTRIES = tables(sa.MetaData(), "")

NO_SCORECARD = "NoScorecard"
"""The state of a unit that takes part and has no scorecard yet."""


class WaitsFor(StrEnum):
    """Whose turn it is."""

    UNIT = "unit"
    REVIEWERS = "reviewers"
    COUNCIL = "council"
    NOBODY = "nobody"


class UnitProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one unit is: its scorecard's state, whose turn it is since when, and what is missing."""

    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    state: str
    waits_for: WaitsFor
    since: datetime | None
    """When the scorecard came into that state."""
    due: date | None
    """Until when it is to be handed in again, where a reviewer has set a day."""
    late: bool
    applicable: int
    """How many indicators the unit is scored on."""
    reviewed: int
    """Of how many of them a reviewer has set or confirmed the points."""
    missing: tuple[IndicatorCode, ...]
    """What the unit has still to enter or to declare not applicable."""
    missing_elsewhere: tuple[IndicatorCode, ...]
    """What somebody else has still to enter: a reviewer, another body, a survey, a system."""
    appeals: tuple[IndicatorCode, ...]
    """Appeals that await a decision."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a round is; ``states`` counts its units by state."""

    position: int
    version: int
    province: Code
    round: Code
    round_name: str
    phase: str
    states: Mapping[str, int]
    waiting: Mapping[WaitsFor, int]
    units: tuple[UnitProgress, ...]


class ProgressQuery:
    """Answers who has handed in, what is missing and who waits for whom."""

    def __init__(self, database: sa.Engine) -> None:
        """Reads from the read database."""
        self._database = database

    def progress(self, province: Code, round_code: Code) -> Progress:
        """The progress of a round; refuses one that was never opened. Exempt units take no part."""
        with reading(self._database, POSITIONS) as connection:
            return _Reading(connection, province, round_code).progress()


class _Reading:
    """The progress of one round being read in one transaction."""

    def __init__(self, connection: sa.Connection, province: Code, round_code: Code) -> None:
        self._connection = connection
        self._rows = partial(rows_of, connection)
        stream = round_stream(province, round_code).hex
        found = self._rows(ROUNDS, ROUNDS.c.stream == stream)
        if not found:
            raise RoundUnknown(province=province, round=round_code)
        (self._round,) = found
        self._opening = msgspec.json.decode(self._round["opening"], type=RoundOpened)
        self._units = self._rows(UNITS, UNITS.c.stream == province_stream(province).hex)
        self._exempt = {row["unit"] for row in self._rows(EXEMPT, EXEMPT.c.stream == stream) if row["exempt"]}
        self._cards = {row["unit"]: row for row in self._rows(CARDS, CARDS.c.round_stream == stream)}
        self._entries: dict[str, dict[IndicatorCode, sa.RowMapping]] = defaultdict(dict)
        of_round = sa.select(CARDS.c.stream).where(CARDS.c.round_stream == stream)
        for row in self._rows(ENTRIES, ENTRIES.c.stream.in_(of_round)):
            self._entries[row["stream"]][row["indicator"]] = row
        hashes = {pin.content_hash for pin in self._opening.sets.values()}
        self._sets = {
            row["content_hash"]: msgspec.json.decode(row["definition"], type=IndicatorSet)
            for row in self._rows(SETS, SETS.c.content_hash.in_(hashes))
        }

    def progress(self) -> Progress:
        units = tuple(self._of_units())
        states, waiting = Counter(unit.state for unit in units), Counter(unit.waits_for for unit in units)
        return Progress(
            position=position_of(self._connection, ProgressProjection, self._opening.province),
            version=ProgressProjection.version,
            province=self._opening.province,
            round=self._opening.round,
            round_name=self._opening.name,
            phase=self._round["phase"],
            states=dict(sorted(states.items())),
            waiting=dict(sorted(waiting.items())),
            units=units,
        )

    def _of_units(self) -> Iterator[UnitProgress]:
        for unit in self._units:
            scored = UnitKind(unit["kind"]) in self._opening.sets
            present = (unit["active"] and scored) or unit["unit"] in self._cards
            if present and unit["unit"] not in self._exempt:
                yield self._of_unit(unit, self._cards.get(unit["unit"]))

    def _of_unit(self, unit: sa.RowMapping, card: sa.RowMapping | None) -> UnitProgress:
        kind = UnitKind(card["kind"] if card else unit["kind"])
        definition = self._sets[card["content_hash"] if card else self._opening.sets[kind].content_hash]
        entries = self._entries[card["stream"]] if card else {}
        lacking = [each for each in definition.applicable(kind) if not _has(entries, each.code, "entered")]
        elsewhere = tuple(each.code for each in lacking if each.entered_by is not EnteredBy.UNIT)
        appeals = tuple(code for code in entries if _has(entries, code, "appealed"))
        state = card["state"] if card else NO_SCORECARD
        return UnitProgress(
            unit=unit["unit"],
            name=unit["name"],
            name_en=unit["name_en"],
            kind=kind,
            state=state,
            waits_for=self._waits_for(state, elsewhere, appeals),
            since=datetime.fromisoformat(card["since"]) if card else None,
            due=date.fromisoformat(card["due"]) if card and card["due"] else None,
            late=bool(card and card["late"]),
            applicable=len(definition.applicable(kind)),
            reviewed=sum(_has(entries, code, "reviewed") for code in entries),
            missing=tuple(each.code for each in lacking if each.entered_by is EnteredBy.UNIT),
            missing_elsewhere=elsewhere,
            appeals=appeals,
        )

    def _waits_for(self, state: str, elsewhere: Sequence[IndicatorCode], appeals: Sequence[IndicatorCode]) -> WaitsFor:
        """The unit has it until it is handed in; then reviewers, until review is closed; then the council."""
        phase = self._round["phase"]
        if state == Final.__name__ or phase in {Finalised.__name__, Published.__name__}:
            return WaitsFor.NOBODY
        if state in {NO_SCORECARD, Drafting.__name__, BackWithUnit.__name__}:
            return WaitsFor.UNIT
        if appeals or (phase == Concluding.__name__ and not elsewhere):
            return WaitsFor.COUNCIL
        return WaitsFor.REVIEWERS


def _has(entries: Mapping[IndicatorCode, sa.RowMapping], code: IndicatorCode, what: str) -> bool:
    return code in entries and bool(entries[code][what])
