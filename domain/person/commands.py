"""What one may ask about a person."""

from typing import ClassVar

from domain.command import Command
from domain.metadata import Role
from domain.person.reference import Reference


class EraseName(Command, frozen=True, kw_only=True):
    """Erase a person's name for good, with a reason; what the person did stays in the log under the reference."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    needs_reason: ClassVar[bool] = True

    reference: Reference
