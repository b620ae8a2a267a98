"""Reading a request's body and parameters: JSON by msgspec, faults all at once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Never

import marshmallow as ma
import msgspec
from flask import Request
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request

from api.refusals import BodyUnreadable, MediaTypeUnsupported, RequestInvalid
from api.rest.problems import count_of

EXACT = msgspec.json.Decoder(float_hook=Decimal)
"""Reads numbers with a point as they are written, not through a float."""
DEEPEST = 48
"""So deeply may lists and objects stand in each other; groups and rules may hold others of their kind."""


def _is_deeper_than(levels: int, content: Any) -> bool:
    within = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return bool(within) and (not levels or any(_is_deeper_than(levels - 1, each) for each in within))


class Parser(FlaskParser):
    """webargs, but it refuses instead of aborting, and takes a body of another kind for a mistake."""

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return core.missing
        if not is_json_request(req):
            raise MediaTypeUnsupported
        try:
            content = EXACT.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise BodyUnreadable from None
        if _is_deeper_than(DEEPEST, content):
            raise BodyUnreadable
        return content

    def handle_error(
        self,
        error: ma.ValidationError,
        _req: Request,
        _schema: ma.Schema,
        *,
        error_status_code: int | None,  # noqa: ARG002  # webargs passes both by name.
        error_headers: Mapping[str, str] | None,  # noqa: ARG002
    ) -> Never:
        """Refuses the request with every fault found."""
        raise RequestInvalid(count=count_of(error.messages), faults=error.messages)
