"""``bangvang relay``: carries the log to Kafka until it is told to stop."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import click

from consumers.opening import running, when_told_to_stop
from consumers.relay.relay import Relay
from consumers.standings.worker import StandingsWorker
from projections.platform import Platform

log = logging.getLogger(__name__)


@click.command
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [env: BANGVANG_DATA].")
@click.option("--once", is_flag=True, help="Relay what is in the log now, and end.")
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve metrics for Prometheus on this port.")
@click.pass_context
def relay(context: click.Context, data: Path | None, metrics_port: int | None, *, once: bool) -> None:
    """Carry the log to Kafka, in order and without gaps, and the rankings that come of it.

    Of several relays one works and the others stand by.

    The broker is that of KAFKA_BOOTSTRAP_SERVERS. SIGTERM ends it when what it has sent is acknowledged.
    """
    with running(context, data, metrics_port) as platform:
        carry(platform, once=once)


def carry(platform: Platform, *, once: bool) -> None:
    """Relays events, and the standings that they bring about, until a signal asks for an end, or once."""
    events, standings = Relay(platform), StandingsWorker(platform)

    def stop() -> None:
        events.stop()
        standings.stop()

    when_told_to_stop(stop)
    log.info("relay starts", extra={"servers": platform.settings.kafka.servers, "once": once})
    if once:
        events.run(once=True)
        standings.run(once=True)
    else:
        with _beside(standings):
            events.run()
    log.info("relay ends")


@contextmanager
def _beside(standings: StandingsWorker) -> Iterator[None]:
    thread = Thread(target=standings.run, name="standings")
    thread.start()
    try:
        yield
    finally:
        standings.stop()
        thread.join()
