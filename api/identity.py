"""Who is asking: the one place that turns a request's credentials into an actor.

For now a bearer token stands for a role, and the request itself says who acts and for which unit.
"""

import hmac
import re
from collections.abc import Mapping

import msgspec
from flask import request

from api.context import platform
from api.refusals import HeaderInvalid, TokenMissing, TokenUnknown
from domain.metadata import Actor, Code, Role
from domain.refusal import RoleNotAllowed

SCHEME = "Bearer"
ACTOR_HEADER = "X-Bangvang-Actor"
UNIT_HEADER = "X-Bangvang-Unit"

ACTOR = r"[!-~](?:[ -~]{0,198}[!-~])?"
"""An actor's id in a header: visible ASCII, with blanks inside."""


def current_actor() -> Actor:
    """Whoever gives the request; refuses one without a known token and one whose headers can't be read."""
    role = _role(platform().settings.tokens)
    actor = request.headers.get(ACTOR_HEADER, role.value)
    if not re.fullmatch(ACTOR, actor):
        raise HeaderInvalid(header=ACTOR_HEADER, expected_vi="1–200 ký tự ASCII", expected_en="1 to 200 ASCII letters")
    return Actor(id=actor, role=role, unit=_unit())


def require_role(*allowed: Role) -> Actor:
    """Whoever gives the request, in one of these roles."""
    actor = current_actor()
    if actor.role not in allowed:
        raise RoleNotAllowed(role=actor.role, allowed=", ".join(sorted(allowed)))
    return actor


def auditor_if_any() -> Actor | None:
    """The auditor who asks, if it is one; others, and strangers, may read what is open to all without being known."""
    return current_actor() if role_if_any() is Role.AUDITOR else None


def role_if_any() -> Role | None:
    """The role whose token the request has; strangers have none."""
    try:
        return _role(platform().settings.tokens)
    except (TokenMissing, TokenUnknown):
        return None


def _role(tokens: Mapping[str, Role]) -> Role:
    authorization = request.authorization
    if authorization is None or authorization.type != SCHEME.lower() or not authorization.token:
        raise TokenMissing
    given = authorization.token.encode()
    # Every token is compared, and each in constant time, so that the time taken tells nothing about any of them.
    found = [role for token, role in tokens.items() if hmac.compare_digest(token.encode(), given)]
    if not found:
        raise TokenUnknown
    return found[0]


def _unit() -> Code | None:
    unit = request.headers.get(UNIT_HEADER)
    try:
        # A line break can't be in a header, so that the pattern's end is the end.
        return None if unit is None else msgspec.convert(unit, Code)
    except msgspec.ValidationError:
        expected = {"expected_vi": "mã đơn vị", "expected_en": "the code of a unit"}
        raise HeaderInvalid(header=UNIT_HEADER, **expected) from None
