"""What a request works with: the platform, the clock, and whether this process keeps the read models itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, cast

from flask import Flask, current_app

from projections.platform import Platform

EXTENSION = "bangvang"

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The one place where the time of a command comes from."""
    return datetime.now(UTC)


class Context(NamedTuple):
    """``embedded`` says that the read models are brought up to date in the request that has changed something."""

    platform: Platform
    clock: Clock = utc_now
    embedded: bool = True

    def attach(self, app: Flask) -> None:
        """Makes this the context of every request to the application."""
        app.extensions[EXTENSION] = self


def context() -> Context:
    """The context of the current request."""
    return cast("Context", current_app.extensions[EXTENSION])


def platform() -> Platform:
    """The platform of the current request."""
    return context().platform
