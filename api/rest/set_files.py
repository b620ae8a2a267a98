"""Set files before they are released: their JSON Schema, and all that is wrong with one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from flask import Response, request

from api.refusals import SetTypeUnsupported
from api.rest.answers import json_response
from api.rest.imports import WORKBOOK
from api.rest.parts import INDICATOR_SET, rule
from api.rest.reads import Reading
from api.rest.schemas import Openly, answer_schema
from application.sets.checks import check_file
from application.sets.document import CheckedSet, SetFault
from application.sets.schema import schema
from domain.indicator_set.content import content_hash
from domain.metadata import Sha256

YAML = "application/yaml"
NAMES = {YAML: "set.yaml", WORKBOOK: "set.xlsx"}
"""What a file is called in faults, by its media type; it has no name of its own."""


class SetSchema(Openly):
    """A JSON Schema (2020-12)."""


class SetReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of checking a set file: every fault, or the hash that a release of it would have."""

    sound: bool
    content_hash: Sha256 | None
    faults: tuple[SetFault, ...]


@Reading(part=INDICATOR_SET, path="/indicator-set-schema", answers=SetSchema)
def get_indicator_set_schema() -> Response:
    """The JSON Schema of a set file, for editors and programs that write sets."""
    return json_response(schema())


ABOUT: dict[str, Any] = {
    "problems": [406, 413, 415, 500],
    "operationId": "validateIndicatorSet",
    "requestBody": {"required": True, "content": {media_type: {"schema": {}} for media_type in NAMES}},
    "description": "Nothing is recorded, and no token is needed. A file with faults is a good question: the answer is "
    "200 with every fault at its line or cell.",
}


@INDICATOR_SET.answers(200, answer_schema(SetReport))
@INDICATOR_SET.described(**ABOUT)
def validate_indicator_set() -> Response:
    """All that is wrong with a set file, YAML or Excel, sent as the body."""
    name = NAMES.get(request.mimetype)
    if name is None:
        raise SetTypeUnsupported(expected=", ".join(NAMES))
    checked = _checked(name, request.get_data())
    definition = checked.definition
    return json_response(
        SetReport(
            sound=definition is not None,
            content_hash=None if definition is None else content_hash(definition),
            faults=tuple(msgspec.structs.replace(fault, file=name) for fault in checked.faults),
        )
    )


INDICATOR_SET.route(rule("/indicator-sets/validate"), methods=["POST"])(validate_indicator_set)


def _checked(name: str, data: bytes) -> CheckedSet:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        return check_file(file)
