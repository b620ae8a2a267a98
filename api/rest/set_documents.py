"""Sets as files to take away: the empty workbook, and a set file in the other form."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec
from flask import Response

from api.rest.parts import FILE, INDICATOR_SET, WORKBOOK, YAML, rule
from api.rest.schemas import request_schema
from api.rest.set_files import NAMES, SET_FILES, sent_set
from application.sets.columns import Language
from application.sets.template import write_template
from application.sets.workbook_writing import Sheets, write_workbook
from application.sets.yaml import write_yaml


class TemplateAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The language of the workbook."""

    lang: Language = "vi"


class ConversionAsked(TemplateAsked, frozen=True, kw_only=True):
    """The form to write the set in; a workbook also in which language, and with how many annexes."""

    to: Literal["yaml", "xlsx"]
    sheets: Sheets = "one"


@INDICATOR_SET.query(request_schema(TemplateAsked, in_address=True))
@INDICATOR_SET.answers(200, FILE, content_type=WORKBOOK)
@INDICATOR_SET.described(problems=[400, 406, 422, 500, 503], operationId="getIndicatorSetTemplate")
def get_indicator_set_template(parameters: dict[str, Any]) -> Response:
    """The empty workbook to fill in: headings, an example of every kind of rule, and help."""
    asked = msgspec.convert(parameters, TemplateAsked)
    return _file(WORKBOOK, lambda path: write_template(path, asked.lang))


@INDICATOR_SET.query(request_schema(ConversionAsked, in_address=True))
@INDICATOR_SET.answers(200, FILE, content_type=YAML)
@INDICATOR_SET.answers(200, FILE, content_type=WORKBOOK)
@INDICATOR_SET.described(
    problems=[400, 406, 413, 415, 422, 500, 503],
    operationId="convertIndicatorSet",
    requestBody={"required": True, "content": SET_FILES},
    description="Nothing of the set is lost, and nothing is recorded; no token is needed. A file with mistakes is "
    "refused with every one of them at its line or cell.",
)
def convert_indicator_set(parameters: dict[str, Any]) -> Response:
    """A sound set file as YAML or as a workbook."""
    asked = msgspec.convert(parameters, ConversionAsked)
    definition = sent_set()
    if asked.to == "yaml":
        return _file(YAML, lambda path: write_yaml(definition, path))
    return _file(WORKBOOK, lambda path: write_workbook(definition, path, sheets=asked.sheets, language=asked.lang))


def _file(media_type: str, write: Callable[[Path], None]) -> Response:
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAMES[media_type]
        write(path)
        response = Response(path.read_bytes(), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{NAMES[media_type]}"'
    return response


INDICATOR_SET.route(rule("/indicator-set-template"), methods=["GET"])(get_indicator_set_template)
INDICATOR_SET.route(rule("/indicator-sets/convert"), methods=["POST"])(convert_indicator_set)
