"""A real platform behind the application, as for the tests of the API."""

from tests.api.conftest import app, client, clock, platform, prepared

__all__ = ["app", "client", "clock", "platform", "prepared"]
