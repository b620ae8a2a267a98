"""Self-scores of many units at once, from a CSV file or an Excel workbook sent as the body."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from flask import Response, request

from api.context import platform
from api.refusals import TableTypeUnsupported
from api.rest.changes import answer, envelope, is_answered
from api.rest.commands import ANSWERED, HEADER_PARAMETERS, PROBLEMS, authenticated
from api.rest.idempotency import idempotency_key
from api.rest.parts import CSV, FILE, SCORECARD, WORKBOOK, rule
from api.rest.routes import ROUND
from api.rest.schemas import answer_schema, request_schema
from application.imports import ImportScores, import_scores, read_rows
from application.service import Outcome
from application.sets.files import FileUnreadable
from application.sheets import Row
from domain.metadata import Code, Prose

MEDIA_TYPES = (CSV, WORKBOOK)
TABLE = {"schema": FILE}
NAME = "scores"
"""What the table is called in refusals; it has no name of its own."""

ABOUT: dict[str, Any] = {
    "problems": sorted({*PROBLEMS} - {428}),
    "headers": HEADER_PARAMETERS,
    "protected": True,
    "operationId": "importScores",
    "requestBody": {"required": True, "content": dict.fromkeys(MEDIA_TYPES, TABLE)},
    "description": "For: administrator, unit. All of the table is written or nothing; every fault is named with its "
    "cell. It changes many scorecards, so it takes no `If-Match`; the outcome is the round's.",
}


class ImportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with a table."""

    reason: Prose | None = None


@SCORECARD.query(request_schema(ImportAsked, in_address=True))
@SCORECARD.answers(200, answer_schema(Outcome), headers=ANSWERED)
@SCORECARD.described(**ABOUT)
def scores(asked: dict[str, Any], province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """Score many units from a table: columns unit, indicator, and points or the inputs of the rule."""
    command = ImportScores(province=province, round=round, reason=asked.get("reason"), **envelope())
    command.authorise()
    key = idempotency_key()
    replayed = is_answered(key)
    outcome = import_scores(platform().application, _rows(), command, key=key)
    return answer(command, outcome, replayed=replayed)


SCORECARD.route(rule(f"{ROUND}/scores"), methods=["POST"], endpoint="import_scores")(authenticated(scores))


def _rows() -> list[Row]:
    if request.mimetype not in MEDIA_TYPES:
        raise TableTypeUnsupported(expected=", ".join(MEDIA_TYPES))
    with TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        file.write_bytes(request.get_data())
        try:
            return read_rows(file)
        except FileUnreadable as refusal:
            raise FileUnreadable(**{**refusal.data, "file": NAME}) from None
