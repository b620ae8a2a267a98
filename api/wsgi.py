"""The application for a WSGI server: ``gunicorn "api.wsgi:create_app()"``.

Not to be loaded before the server forks (gunicorn's ``--preload``): connections and threads don't survive a fork.
"""

import atexit
from contextlib import ExitStack

from flask import Flask

from api import app
from api.server import following
from application.settings import from_environment
from projections.platform import Platform


def create_app() -> Flask:
    """The application on the platform that the environment describes, followed by a thread of this process."""
    resources = ExitStack()
    platform = resources.enter_context(Platform(from_environment()))
    resources.enter_context(following(platform))
    atexit.register(resources.close)
    return app.create_app(platform)
