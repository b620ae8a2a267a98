"""Set files as bodies: their JSON Schema, all that is wrong with one, and the set that a sound one holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec
from flask import Response, request

from api.context import platform
from api.refusals import SetTypeUnsupported
from api.rest.answers import json_response
from api.rest.parts import INDICATOR_SET, WORKBOOK, YAML, rule
from api.rest.reads import Reading
from api.rest.schemas import Openly, answer_schema, request_schema
from application.sets.checks import check_file
from application.sets.document import CheckedSet, SetFault
from application.sets.schema import schema
from application.sets.sound_file import renamed, sound_set
from application.sets.standing import check_with_log
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Version
from domain.metadata import Code, Sha256

NAMES = {YAML: "set.yaml", WORKBOOK: "set.xlsx"}
"""What a file is called in faults, by its media type; it has no name of its own."""
SET_FILES: dict[str, dict[str, Any]] = {media_type: {"schema": {}} for media_type in NAMES}
"""How such bodies are described: whatever they hold is answered."""


class SetSchema(Openly):
    """A JSON Schema (2020-12)."""


class ValidationAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a set file is held against, and what is answered besides its faults."""

    against: Literal["log", "nothing"] = "log"
    """Whether a sound set is compared with what was released: its number, its migrations, what it extends."""
    definition: bool = False
    """Whether the whole definition is answered, too, as simulations and releases take it."""


class SetReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of checking a set file: every fault, and which set it is, unless the file itself has mistakes.

    A set that is only at odds with earlier releases is not sound either, but has a name, and can be simulated.
    """

    sound: bool
    province: Code | None
    indicator_set: Code | None
    version: Version | None
    content_hash: Sha256 | None
    """The hash that a release of it would have."""
    definition: IndicatorSet | None
    """Given if it was asked for."""
    faults: tuple[SetFault, ...]


@Reading(part=INDICATOR_SET, path="/indicator-set-schema", answers=SetSchema)
def get_indicator_set_schema() -> Response:
    """The JSON Schema of a set file, for editors and programs that write sets."""
    return json_response(schema())


ABOUT: dict[str, Any] = {
    "problems": [400, 406, 413, 415, 422, 500, 503],
    "operationId": "validateIndicatorSet",
    "requestBody": {"required": True, "content": SET_FILES},
    "description": "Nothing is recorded, and no token is needed. A file with faults is a good question: the answer is "
    "200 with every fault at its line or cell, those of a release that would be refused among them.",
}


@INDICATOR_SET.query(request_schema(ValidationAsked, in_address=True))
@INDICATOR_SET.answers(200, answer_schema(SetReport))
@INDICATOR_SET.described(**ABOUT)
def validate_indicator_set(parameters: dict[str, Any]) -> Response:
    """All that is wrong with a set file, YAML or Excel, sent as the body."""
    asked = msgspec.convert(parameters, ValidationAsked)
    with sent_file() as file:
        checked = _check(asked)(file)
    return json_response(_report(checked, file.name, whole=asked.definition))


INDICATOR_SET.route(rule("/indicator-sets/validate"), methods=["POST"])(validate_indicator_set)


def _check(asked: ValidationAsked) -> Callable[[Path], CheckedSet]:
    if asked.against == "nothing":
        return check_file
    return lambda file: check_with_log(Workspace(platform().application.load), file)


def _report(checked: CheckedSet, name: str, *, whole: bool) -> SetReport:
    found = checked.definition
    return SetReport(
        sound=not checked.faults,
        province=None if found is None else found.province,
        indicator_set=None if found is None else found.code,
        version=None if found is None else found.version,
        content_hash=None if found is None else content_hash(found),
        definition=found if whole else None,
        faults=renamed(checked.faults, name),
    )


def is_set_file() -> bool:
    """Whether the body says that it is a set file."""
    return request.mimetype in NAMES


def sent_set() -> IndicatorSet:
    """The sound set in the body. Raises ``SetFileInvalid`` with every mistake."""
    with sent_file() as file:
        return sound_set(file, file.name)


@contextmanager
def sent_file() -> Iterator[Path]:
    """The body as a file, while it is read; refuses a body that is no set file."""
    if not is_set_file():
        raise SetTypeUnsupported(expected=", ".join(NAMES))
    with TemporaryDirectory() as folder:
        file = Path(folder) / NAMES[request.mimetype]
        file.write_bytes(request.get_data())
        yield file
