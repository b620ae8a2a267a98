"""Importing self-scores of many units: every fault is named with its cell; all of the table is written or nothing."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import ClassVar
from uuid import uuid5

import msgspec

from application.batch import Progress
from application.contexts import ROUND, SCORECARD, assessment, opened_round, registry
from application.handlers import HANDLERS
from application.recording import Receipt
from application.score_table import CellFault, ImportRefused, Line, LineReader, read_rows
from application.service import BangVang, Outcome, Subject, decide
from application.sheets import Row
from application.workspace import Workspace
from domain.indicator_set.definition import Indicator
from domain.metadata import Role
from domain.points import DIGITS
from domain.province.decisions import known_unit
from domain.refusal import Refusal, RefusalKind
from domain.round.commands import RoundCommand
from domain.round.decisions import unlocked
from domain.round.events import stream_id as round_stream
from domain.rules import Inputs
from domain.rules.base import InvalidInput
from domain.scorecard.assessment import Assessment
from domain.scorecard.commands import SelfScore
from domain.scorecard.permissions import known
from domain.scorecard.refusals import (
    PointsAboveMaximum,
    PointsBelowMinimum,
    PointsNotANumber,
    PointsOrInputs,
    TooManyDecimals,
)
from domain.scorecard.state import Opened

__all__ = ["ImportRefused", "ImportScores", "IndicatorAmbiguous", "LineRepeated", "import_scores", "read_rows"]

ABOUT_POINTS = (PointsAboveMaximum, PointsBelowMinimum, PointsNotANumber, PointsOrInputs, TooManyDecimals)


STAND_INS = ("0", "9" * DIGITS)
"""The least and the greatest number, to stand in for an input that can't be read."""


class ImportScores(RoundCommand, frozen=True, kw_only=True):
    """Score many units of a round from a table, as so many self-scores with this as their common cause."""

    roles: ClassVar[frozenset[Role]] = SelfScore.roles


class LineRepeated(Refusal):
    """Two lines score the same indicator of the same unit."""

    code = "line-repeated"
    kind = RefusalKind.INVALID
    vi = "Tiêu chí {indicator} của «{unit}» đã có ở dòng {row}."
    en = "Indicator {indicator} of '{unit}' stands in row {row} already."
    advice_vi = "Chỉ giữ một dòng cho mỗi tiêu chí của một đơn vị."
    advice_en = "Keep one line for each indicator of a unit."


class IndicatorAmbiguous(Refusal):
    """An indicator's code is a number in the sheet, which can't tell 1.1 from 1.10."""

    code = "indicator-ambiguous"
    kind = RefusalKind.INVALID
    vi = "Ô chứa số {number}, có thể là tiêu chí: {codes}."
    en = "The cell holds the number {number}, which may be any of the indicators {codes}."
    advice_vi = "Định dạng cột mã tiêu chí là văn bản (Text) rồi nhập lại mã."
    advice_en = "Format the column of codes as text and enter the code again."


def import_scores(
    application: BangVang,
    rows: Sequence[Row],
    request: ImportScores,
    *,
    key: str | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Scores the indicators of every row, all in one transaction; the outcome is the round's.

    No scorecard is opened. Raises ``ImportRefused`` with every fault of the table, and other refusals where the
    round, the actor or the idempotency ``key`` do not allow the import at all.
    """
    request.authorise()
    if key is not None:
        request = application.people.referred(request, anew=True)

    def work(workspace: Workspace) -> None:
        faults = list(_Import(workspace, request).faults(rows, progress))
        if faults:
            raise ImportRefused(faults)

    stream = round_stream(request.province, request.round)
    receipt = Receipt(key, _fingerprint(rows, request), stream) if key else None
    return application.carry_out(work, Subject(ROUND, stream), receipt)


def _fingerprint(rows: Sequence[Row], request: ImportScores) -> str:
    """What the same import has in common with itself when it is given again: its table, and by whom."""
    return hashlib.sha256(msgspec.json.encode((rows, request.actor, request.reason))).hexdigest()


class _Import:
    """One table being decided, row after row, in one workspace."""

    def __init__(self, workspace: Workspace, request: ImportScores) -> None:
        self._workspace, self._request = workspace, request
        unlocked(opened_round(workspace, request.province, request.round))
        self._province = registry(workspace, request.province)
        self._rows: dict[tuple[str, str], int] = {}

    def faults(self, rows: Sequence[Row], progress: Progress | None) -> Iterator[CellFault]:
        for done, row in enumerate(rows, start=1):
            yield from self._score(row)
            if progress:
                progress(done, len(rows))

    def _score(self, row: Row) -> Sequence[CellFault]:
        """Decides the row's self-score, or tells all that is wrong with the row."""
        reader = LineReader(row)
        line = reader.line()
        return [*reader.faults, *self._faults(line)] or list(self._decide(line))

    def _decide(self, line: Line) -> Iterator[CellFault]:
        try:
            decide(self._workspace, self._command(line))
        except Refusal as refusal:
            column = "points" if isinstance(refusal, ABOUT_POINTS) else "unit"
            yield CellFault(cell=line.cell(column), refusal=refusal)

    def _faults(self, line: Line) -> Iterator[CellFault]:
        """What is wrong with unit, indicator and inputs, as far as each can be judged by itself."""
        if not line.unit:
            return
        command = self._command(line)
        try:
            known_unit(self._province, line.unit)
            card = known(self._workspace.state(SCORECARD, HANDLERS[SelfScore].stream(command)), command)
        except Refusal as refusal:
            yield CellFault(cell=line.cell("unit"), refusal=refusal)
            return
        if line.indicator:
            assessed = assessment(self._workspace, card, command)
            yield from self._indicator_faults(line, card, assessed)

    def _indicator_faults(self, line: Line, card: Opened, assessed: Assessment) -> Iterator[CellFault]:
        try:
            _require_unambiguous(line, assessed.applicable(card))
            indicator = assessed.indicator(card, line.indicator)
            self._require_first(line)
        except Refusal as refusal:
            yield CellFault(cell=line.cell("indicator"), refusal=refusal)
        else:
            yield from _input_faults(line, indicator)

    def _require_first(self, line: Line) -> None:
        first = self._rows.setdefault((line.unit, line.indicator), line.row.number)
        if first != line.row.number:
            raise LineRepeated(unit=line.unit, indicator=line.indicator, row=first)

    def _command(self, line: Line) -> SelfScore:
        request = self._request
        return SelfScore(
            id=uuid5(request.id, str(line.row.number)),
            at=request.at,
            entered_at=request.entered_at,
            actor=request.actor,
            reason=request.reason,
            effective_on=request.effective_on,
            source_document=request.source_document,
            correlation_id=request.correlation_id or request.id,
            causation_id=request.id,
            province=request.province,
            round=request.round,
            unit=line.unit,
            indicator=line.indicator,
            inputs=line.inputs,
            points=line.points,
            evidence=line.evidence,
            explanation=line.explanation,
        )


def _require_unambiguous(line: Line, indicators: Sequence[Indicator]) -> None:
    """Refuses a number in the place of a code where it stands for several codes."""
    if line.cell("indicator").numeric:
        codes = [indicator.code for indicator in indicators if _is_number(indicator.code, Decimal(line.indicator))]
        if len(codes) > 1:
            raise IndicatorAmbiguous(number=line.indicator, codes=", ".join(codes))


def _is_number(code: str, number: Decimal) -> bool:
    try:
        return Decimal(code) == number
    except InvalidOperation:
        return False


def _input_faults(line: Line, indicator: Indicator) -> Iterator[CellFault]:
    """Every input that the rule refuses, and not only the one it meets first."""
    named: set[str] = set()
    refusal = None if line.inputs is None else _refusal(line.inputs, indicator)
    while refusal and refusal.data["field"] not in named:
        named.add(refusal.data["field"])
        yield CellFault(cell=line.cell(refusal.data["field"], "inputs"), refusal=refusal)
        refusal = _next_refusal(line.inputs or {}, indicator, named)


def _next_refusal(inputs: Inputs, indicator: Indicator, named: Collection[str]) -> InvalidInput | None:
    """What the rule would refuse if the inputs already named were right."""
    sound = {name: text for name, text in inputs.items() if name not in named}
    mended = [name for name in indicator.rule.fields() if name in named]
    least, greatest = (_refusal(sound | dict.fromkeys(mended, number), indicator) for number in STAND_INS)
    # What only one of the two brings about is wrong with the number that stands in, not with the line.
    return least if greatest else None


def _refusal(inputs: Inputs, indicator: Indicator) -> InvalidInput | None:
    try:
        indicator.score(inputs, places=0)
    except InvalidInput as refusal:
        return refusal
    return None
