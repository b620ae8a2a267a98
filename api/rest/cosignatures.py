"""Signatures of witnesses, who have seen that the log only ever grew."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import msgspec
from flask import Response, request

from api.context import platform
from api.rest.answers import json_response
from api.rest.parts import PROOF, rule
from api.rest.proofs import CHECKPOINTS, SignedCheckpoint
from api.rest.schemas import answer_schema, request_schema

MAX_BODY = 4096
"""Bytes; a signature line takes two hundred."""


class Cosignature(msgspec.Struct, frozen=True, kw_only=True):
    """A witness's signature line for a checkpoint (C2SP tlog-cosignature)."""

    line: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    """As in a signed note, with or without its line end."""


ABOUT: dict[str, Any] = {
    "problems": [400, 403, 404, 406, 409, 413, 415, 422, 500],
    "operationId": "addCosignature",
    "description": "The signature itself is the credential: it is taken from witnesses that the log knows, for a "
    "checkpoint that the log has signed. The same signature again changes nothing.",
}


@PROOF.body(request_schema(Cosignature))
@PROOF.answers(200, answer_schema(SignedCheckpoint))
@PROOF.described(**ABOUT)
def add_cosignature(body: dict[str, Any], size: int) -> Response:
    """Adds a witness's signature to a checkpoint, and answers with the note that has all of them."""
    line = msgspec.convert(body, Cosignature).line.removesuffix("\n")
    note = platform().checkpoints.add_cosignature(size, f"{line}\n")
    return json_response(SignedCheckpoint(size=size, note=note))


@wraps(add_cosignature)
def _bounded(**in_path: int) -> Response:
    request.max_content_length = MAX_BODY
    view: Callable[..., Response] = add_cosignature
    return view(**in_path)


PROOF.route(rule(f"{CHECKPOINTS}/{{size:number}}/cosignatures"), methods=["POST"])(_bounded)
