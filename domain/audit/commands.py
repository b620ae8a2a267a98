"""What the platform asks of itself before it answers an auditor."""

from typing import ClassVar

from domain.command import Command
from domain.metadata import Code, Name, Prose, Role


class LogRead(Command, frozen=True, kw_only=True):
    """Keep that an auditor reads something; the platform gives it itself, before it answers."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.AUDITOR})

    operation: Name
    request: Prose
    province: Code | None = None
    round: Code | None = None
    unit: Code | None = None
