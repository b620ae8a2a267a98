"""Health checks for whoever runs the platform: alive, and able to answer."""

import logging

import msgspec
from flask import Blueprint, Flask, Response

from api.context import platform
from api.refusals import NotReady
from api.rest.problems import answer

health = Blueprint("health", __name__)

log = logging.getLogger(__name__)


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _json({"status": "ok"})


@health.get("/readyz")
def readyz() -> Response:
    """The stores answer, and the read models are there to be read."""
    try:
        projections = platform().projections.status()
        platform().rankings.rounds()
    except Exception:
        log.exception("not ready")
        return answer(NotReady())
    return _json({"status": "ok", "projections": projections})


def _json(value: object) -> Response:
    response = Response(msgspec.json.encode(value), mimetype="application/json")
    response.cache_control.no_store = True
    return response


def register(app: Flask) -> None:
    """Adds the checks, outside the versioned interface."""
    app.register_blueprint(health)
