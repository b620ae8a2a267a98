"""Idempotency keys: what tells one request from another that came with the same key."""

import hashlib
import re
from typing import Any

import msgspec
import rfc8785
from flask import request

from api.refusals import HeaderInvalid
from domain.metadata import Actor

IDEMPOTENCY_KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


def idempotency_key() -> str | None:
    """The request's key, if it has one; refuses one that is empty, too long or not visible ASCII."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is not None and not re.fullmatch("[!-~]{1,200}", key):
        raise HeaderInvalid(
            header=IDEMPOTENCY_KEY, expected_vi="1–200 ký tự ASCII", expected_en="1 to 200 visible ASCII characters"
        )
    return key


def fingerprint(body: dict[str, Any], actor: Actor) -> str:
    """SHA-256 over what is asked, of what, in which words and by whom; equal for equal requests only."""
    asked = [request.method, request.path, body, msgspec.to_builtins(actor)]
    return hashlib.sha256(rfc8785.dumps(asked)).hexdigest()
