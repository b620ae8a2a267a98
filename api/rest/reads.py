"""The operations that only read: what they are asked, what they answer and how that is described."""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any

import msgspec
from flask import Response, request
from marshmallow import Schema, fields

from api.freshness import require_position
from api.refusals import HeaderInvalid
from api.rest.answers import FRESHNESS, MIN_POSITION
from api.rest.audited import operation_id
from api.rest.fields import Text
from api.rest.openapi import Blueprint
from api.rest.parts import rule
from api.rest.schemas import Openly, answer_schema, request_schema

LONGEST_POSITION = 18
"""Digits: so far no log will ever reach."""

View = Callable[..., Response]
PROBLEMS = {400, 404, 406, 422, 500, 503}
"""What any read may meet: auditors' headers are looked at, and their reads are logged, or not answered."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One operation that reads: where, what comes back, what may be asked.

    ``versioned`` answers stand for an aggregate and carry its ETag; those of a ``projection`` come from that read model
    and say how fresh it is, and may be asked to be as new as a position. ``protected`` ones need a token.
    """

    part: Blueprint
    path: str
    answers: type[Schema] | None
    """Nothing where it does not answer in JSON at all."""
    asks: type[msgspec.Struct] | None = None
    versioned: bool = False
    projection: str = ""
    protected: bool = False
    also: Sequence[str] = ()
    """Other media types it answers in."""
    refuses: Sequence[int] = ()
    """Statuses of problems that only it has."""

    def __call__(self, view: View) -> View:
        """Adds the operation; what is asked is the view's first argument."""
        added = self._waiting(view) if self.projection else view
        if self.asks:
            added = self.part.query(request_schema(self.asks, in_address=True))(self._asking(added))
        if self.answers:
            added = self.part.answers(200, self.answers, headers=self._headers())(added)
        for media_type in self.also:
            added = self.part.answers(200, {"type": "string"}, content_type=media_type)(added)
        added = self.part.described(**self._about(view))(added)
        self.part.route(rule(self.path), methods=["GET"], endpoint=view.__name__)(added)
        return view

    def _waiting(self, view: View) -> View:
        @wraps(view)
        def waited(*arguments: Any, **in_path: str) -> Response:
            wanted = request.headers.get(MIN_POSITION)
            if wanted is not None:
                require_position(self.projection, _position(wanted), in_path.get("province"))
            return view(*arguments, **in_path)

        return waited

    def _asking(self, view: View) -> View:
        @wraps(view)
        def asked(parameters: dict[str, Any], **in_path: str) -> Response:
            return view(msgspec.convert(parameters, self.asks, strict=False), **in_path)

        return asked

    def _headers(self) -> dict[str, str]:
        return ({"ETag": "ETAG"} if self.versioned else {}) | (FRESHNESS if self.projection else {})

    def _about(self, view: View) -> dict[str, Any]:
        problems = PROBLEMS | ({401, 403} if self.protected else set())
        problems |= set(self.refuses)
        headers = (["IF_NONE_MATCH"] if self.versioned else []) + (["ACTOR", "UNIT"] if self.protected else [])
        headers += ["MIN_POSITION"] if self.projection else []
        return {
            "problems": sorted(problems | ({304} if self.versioned else set())),
            "headers": headers,
            "protected": self.protected,
            "operationId": operation_id(view.__name__),
        }


def _position(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_POSITION):
        raise HeaderInvalid(header=MIN_POSITION, expected_vi="một vị trí trong nhật ký", expected_en="a log position")
    return int(text)


@cache
def page_of(item: type[msgspec.Struct]) -> type[Schema]:
    """A part of a list of these."""
    nothing_follows = "The cursor of the part that follows; null in the last one."
    members = {
        "items": fields.List(fields.Nested(answer_schema(item)), required=True),
        "next": Text(required=True, allow_none=True, metadata={"description": nothing_follows}),
        "__doc__": "A part of a list.",
    }
    return type(f"{item.__name__}Page", (Openly,), members)
