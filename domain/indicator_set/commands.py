"""What one may ask of an indicator set."""

from typing import ClassVar

from domain.command import Command
from domain.indicator_set.definition import IndicatorSet, Version
from domain.metadata import Code, Role


class ReleaseIndicatorSet(Command, frozen=True, kw_only=True):
    """Release a version of a set; it can't be changed afterwards."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})

    definition: IndicatorSet


class WithdrawIndicatorSet(Command, frozen=True, kw_only=True):
    """Keep new rounds from pinning a version, with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    needs_reason: ClassVar[bool] = True

    province: Code
    indicator_set: Code
    version: Version
