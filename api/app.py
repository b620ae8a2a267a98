"""The application factory: pages, REST and health checks on one platform."""

from flask import Flask

from api import converters, errors, health, metrics, rest, security, tracing, web
from api.context import Clock, Context, utc_now
from projections.platform import Platform

MAX_BODY = 2 * 1024 * 1024
"""Bytes; the largest indicator set known takes a tenth of it."""


def create_app(platform: Platform, *, clock: Clock = utc_now, embedded: bool = True) -> Flask:
    """The application on this platform; whoever serves it also starts the follower.

    Where ``embedded``, the read models are brought up to date now and after every change, so that the next request
    sees it; otherwise somebody else keeps them.
    """
    app = Flask(__name__, static_folder=None, static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # The default provider has it.
    Context(platform, clock, embedded).attach(app)
    for part in (tracing, converters, errors, security, health, metrics, rest, web):
        part.register(app)
    if embedded:
        platform.projections.catch_up()
    return app
