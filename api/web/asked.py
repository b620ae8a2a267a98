"""What an address asks a page for besides its path."""

from typing import Any

import msgspec
from flask import request


def asked(name: str, kind: Any) -> Any:
    """A parameter of the address as a type; ``None`` where it is missing or, in a link made by hand, unreadable."""
    try:
        return msgspec.convert(request.args[name], kind, strict=False)
    except (KeyError, msgspec.ValidationError):
        return None
