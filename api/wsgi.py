"""The application for a WSGI server: ``gunicorn "api.wsgi:create_app()"``.

Not to be loaded before the server forks (gunicorn's ``--preload``): connections and threads don't survive a fork.
"""

import atexit
import logging
import sys
from contextlib import ExitStack

from flask import Flask

from api import app
from api.server import following
from application import logs
from application.settings import from_environment, logs_from_environment
from domain.refusal import Refusal
from projections.platform import Platform

NEVER = 4
"""The exit code by which gunicorn knows that starting another worker would lead to the same."""

log = logging.getLogger(__name__)


def create_app() -> Flask:
    """The application on the platform that the environment describes.

    A thread of this process keeps its read models, unless the settings say that others do. Ends the process where a
    setting is refused, and says why.
    """
    resources = ExitStack()
    atexit.register(resources.close)
    try:
        return _create_app(resources)
    except Refusal as refusal:
        log.critical("%s %s", refusal, refusal.advice())
        log.critical("%s %s", refusal.sentence("vi"), refusal.advice("vi"))
        sys.exit(NEVER)


def _create_app(resources: ExitStack) -> Flask:
    resources.enter_context(logs.written(logs_from_environment()))
    settings = from_environment()
    platform = resources.enter_context(Platform(settings))
    if settings.follow:
        resources.enter_context(following(platform))
    return app.create_app(platform, embedded=settings.follow)
