"""``bangvang relay``: carries the log to Kafka until it is told to stop."""

import logging
import signal
from pathlib import Path

import click
from prometheus_client import start_http_server

from application.settings import from_environment
from consumers.relay.relay import Relay
from projections.platform import Platform

log = logging.getLogger(__name__)


@click.command
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [env: BANGVANG_DATA].")
@click.option("--once", is_flag=True, help="Relay what is in the log now, and end.")
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve metrics for Prometheus on this port.")
@click.pass_context
def relay(context: click.Context, data: Path | None, metrics_port: int | None, *, once: bool) -> None:
    """Carry the log to Kafka, in order and without gaps; of several relays one works and the others stand by.

    The broker is that of KAFKA_BOOTSTRAP_SERVERS. SIGTERM ends it when what it has sent is acknowledged.
    """
    with Platform(from_environment(data or getattr(context.find_root().obj, "data", None))) as platform:
        if metrics_port is None:
            carry(platform, once=once)
            return
        server, thread = start_http_server(metrics_port)
        try:
            carry(platform, once=once)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def carry(platform: Platform, *, once: bool) -> None:
    """Relays until a signal asks for an end, or once."""
    working = Relay(platform)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: working.stop())
    log.info("relay starts", extra={"servers": platform.settings.kafka.servers, "once": once})
    working.run(once=once)
    log.info("relay ends")
