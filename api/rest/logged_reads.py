"""What auditors have read, for auditors and administrators."""

from typing import Annotated

import msgspec
from flask import Response

from api.context import platform
from api.identity import require_role
from api.rest.answers import Limit, page_response
from api.rest.parts import LOG
from api.rest.reads import Reading, page_of
from application.audit import LoggedRead, reads
from domain.metadata import Role


class ReadsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose reads, and which part of them; ``next`` comes back as ``after``."""

    actor: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    """Only reads of this auditor."""
    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    """The position behind which to begin."""
    limit: Limit = 50


@Reading(part=LOG, path="/reads", answers=page_of(LoggedRead), asks=ReadsAsked, protected=True)
def list_reads(asked: ReadsAsked) -> Response:
    """What auditors have read, in the order of the log, for auditors and administrators."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    where = platform().log, platform().codec, platform().application.people
    found = reads(*where, actor=asked.actor, after=asked.after, limit=asked.limit + 1)
    return page_response(list(found), asked.limit, lambda read: str(read.position), parameter="after")
