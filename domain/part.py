"""What definitions are made of: frozen data with one form."""

from functools import cache
from typing import Any

import msgspec
from msgspec import structs


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a definition. A misspelt field is refused; a default that is written out is as one left out.

    Defaults are not stored, so that a field added later does not change the hash of what was there before.
    """

    def __post_init__(self) -> None:
        """Puts the default itself where its equal stands, for only that is left out when it is stored."""
        for name, default in _defaults(type(self)):
            if getattr(self, name) == default:
                structs.force_setattr(self, name, default)


@cache
def _defaults(part: type[Part]) -> tuple[tuple[str, Any], ...]:
    """The fields that may be left out, and what holds then; looked up once, for sets have thousands of parts."""
    return tuple((each.name, each.default) for each in structs.fields(part) if not each.required)
