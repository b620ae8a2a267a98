"""Signed checkpoints of the log, proofs against them and receipts: whoever doubts the log can hold it to its word.

All of it is public: hashes tell nothing of what was hashed, and receipts no more than an event's name and stream.
"""

from typing import Annotated, Literal

import msgspec
from flask import Response, request

from api.awards_public import require_receipt
from api.context import platform
from api.freshness import of_projection
from api.receipt_code import receipt_code
from api.refusals import LogUnsigned, NotAcceptable, TileUnknown
from api.rest.answers import Limit, fresh, json_response, page_response
from api.rest.parts import JSON, NOTE, PROOF, SVG, TILE
from api.rest.reads import Reading, page_of
from api.rest.schemas import answer_schema
from api.signing import signed_publicly
from projections.transparency import ConsistencyProof, InclusionProof, Receipt

CHECKPOINTS = "/log/checkpoints"
TREE = "transparency"
"""The read model that has the log's tree."""
HIGHEST = 7
"""The highest level that tiles can have: eight levels of 256 hashes each are more than any store's positions."""

Size = Annotated[int, msgspec.Meta(ge=1)]


class CheckpointsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the checkpoints; ``next`` comes back as ``after``."""

    after: Annotated[int, msgspec.Meta(ge=-1)] = -1
    """The size behind which to begin."""
    limit: Limit = 50


class InclusionAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which event, in the log of which size."""

    position: Size
    size: Size | None = None
    """If missing, that of the last checkpoint."""


class ConsistencyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Between which sizes."""

    earlier: Size = msgspec.field(name="from")
    later: Size | None = msgspec.field(name="to", default=None)
    """If missing, that of the last checkpoint."""


class ReceiptAsked(msgspec.Struct, frozen=True, kw_only=True):
    """In which form."""

    format: Literal["json", "qr"] | None = None
    """Stands before the header Accept."""


class SignedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What was signed of the log when it had so many events; ``note`` is a signed note (C2SP tlog-checkpoint)."""

    size: int
    note: str


class VerifierKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key of the log as signed notes have it, and the size up to which it counts; null while it is in use."""

    key: str
    until: int | None


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The public keys that the log signs with, the one in use last, and those of the witnesses that it knows."""

    keys: tuple[VerifierKey, ...]
    witnesses: tuple[str, ...]


@Reading(part=PROOF, path="/log/checkpoint", answers=None, also=[NOTE])
def get_checkpoint() -> Response:
    """The last signed checkpoint of the log, as a signed note."""
    newest = platform().checkpoints.newest()
    if newest is None:
        raise LogUnsigned
    return Response(newest[1], content_type=f"{NOTE}; charset=utf-8")


@Reading(part=PROOF, path=CHECKPOINTS, answers=page_of(SignedCheckpoint), asks=CheckpointsAsked)
def list_checkpoints(asked: CheckpointsAsked) -> Response:
    """Every signed checkpoint, by the size that the log had."""
    found = platform().checkpoints.notes(asked.after, asked.limit + 1)
    rows = [SignedCheckpoint(size=size, note=note) for size, note in found]
    return page_response(rows, asked.limit, lambda row: str(row.size), parameter="after")


@Reading(
    part=PROOF,
    path="/log/proofs/inclusion",
    answers=answer_schema(InclusionProof),
    asks=InclusionAsked,
    projection=TREE,
)
def prove_inclusion(asked: InclusionAsked) -> Response:
    """Proof that the event at a position is in the log of a size (RFC 9162, 2.1.3)."""
    freshness = of_projection(TREE)
    made = InclusionProof.made(platform().transparency, asked.position, asked.size or _signed_size())
    return fresh(json_response(made), freshness)


@Reading(
    part=PROOF,
    path="/log/proofs/consistency",
    answers=answer_schema(ConsistencyProof),
    asks=ConsistencyAsked,
    projection=TREE,
)
def prove_consistency(asked: ConsistencyAsked) -> Response:
    """Proof that the log of one size is the beginning of that of a later one (RFC 9162, 2.1.4)."""
    freshness = of_projection(TREE)
    made = ConsistencyProof.made(platform().transparency, asked.earlier, asked.later or _signed_size())
    return fresh(json_response(made), freshness)


def _signed_size() -> int:
    newest = platform().checkpoints.newest()
    return newest[0] if newest else platform().transparency.size()


@Reading(
    part=PROOF,
    path="/log/receipts/{position:number}",
    answers=answer_schema(Receipt),
    asks=ReceiptAsked,
    projection=TREE,
    also=[SVG],
    refuses=[401, 409],
)
def get_receipt(asked: ReceiptAsked, position: int) -> Response:
    """The receipt of the event at a position: proof to keep that it stands in the log. Signs the log if need be.

    That of an event about an award's nomination needs a token, of whichever role, unless the nomination is public.
    """
    require_receipt(position)
    freshness = of_projection(TREE)
    with signed_publicly():
        made = platform().receipts.receipt(position)
    response = _code(made) if _wants_code(asked) else json_response(made)
    response.vary.update(("Accept", "Authorization"))
    return fresh(response, freshness)


def _wants_code(asked: ReceiptAsked) -> bool:
    if asked.format is not None:
        return asked.format == "qr"
    return request.accept_mimetypes.best_match([JSON, SVG], default=JSON) == SVG


def _code(receipt: Receipt) -> Response:
    code = receipt_code(receipt)
    if code is None:
        raise NotAcceptable(available=JSON)
    return Response(code, content_type=SVG)


@Reading(part=PROOF, path="/log/tiles/{level:number}/{tile:number}", answers=None, also=[TILE])
def get_tile(level: int, tile: int) -> Response:
    """A tile of the log's tree as it is now (C2SP tlog-tiles): up to 256 hashes of 32 bytes."""
    hashes = platform().transparency.tile(level, tile) if level <= HIGHEST else b""
    if not hashes:
        raise TileUnknown(level=level, tile=tile)
    return Response(hashes, content_type=TILE)


@Reading(part=PROOF, path="/log/keys", answers=answer_schema(Keys))
def list_keys() -> Response:
    """The public keys to verify checkpoints with; compare them with what the log's keeper publishes elsewhere."""
    checkpoints = platform().checkpoints
    with signed_publicly():
        known = tuple(VerifierKey(key=str(key.verifier), until=key.until) for key in checkpoints.public_keys())
        witnesses = tuple(map(str, checkpoints.witnesses()))
    return json_response(Keys(keys=known, witnesses=witnesses))
