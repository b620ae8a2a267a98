"""``/metrics`` for Prometheus: how requests were answered, and how far log, relay and read models are.

Counted is by the template of an address, never by the address: no person and no unit is in a label.
"""

from typing import cast

from flask import Blueprint, Flask, Response, current_app
from prometheus_client import (
    CollectorRegistry,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from api.context import platform
from api.status_metrics import StatusCollector

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
EXTENSION = "bangvang-requests"

disable_created_metrics()  # type: ignore[no-untyped-call]  # Untyped.

blueprint = Blueprint("metrics", __name__)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Counts a request that has been answered."""
    answered = cast("Histogram", current_app.extensions[EXTENSION])
    answered.labels(method, route, str(status)).observe(seconds)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Everything that is measured, in the form that Prometheus reads."""
    response = Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)
    response.cache_control.no_store = True
    return response


def _registry() -> CollectorRegistry:
    """What is measured now: of requests by all processes that share a folder for it, otherwise by this one."""
    registry = CollectorRegistry()
    if platform().settings.metrics is None:
        registry.register(cast("Histogram", current_app.extensions[EXTENSION]))
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
    else:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # Untyped.
    registry.register(StatusCollector(platform()))
    return registry


def register(app: Flask) -> None:
    """Adds the metrics, outside the versioned interface; each application counts for itself."""
    app.extensions[EXTENSION] = Histogram(
        "bangvang_http_request_seconds",
        "Seconds from a request's arrival to its answer, by address template.",
        ["method", "route", "status"],
        buckets=BUCKETS,
        registry=None,
    )
    app.register_blueprint(blueprint)
