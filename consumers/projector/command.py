"""``bangvang project``: feeds the read models from Kafka, until it is told to stop."""

import logging
from pathlib import Path

import click

from consumers.opening import running, when_told_to_stop
from consumers.projector.projector import Projector
from projections.platform import Platform

log = logging.getLogger(__name__)


@click.command
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [env: BANGVANG_DATA].")
@click.option("--once", is_flag=True, help="End when nothing has come for three seconds.")
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve metrics for Prometheus on this port.")
@click.pass_context
def project(context: click.Context, data: Path | None, metrics_port: int | None, *, once: bool) -> None:
    """Feed the read models from Kafka; all that run share the provinces, in the group of BANGVANG_KAFKA_GROUP.

    The broker is that of KAFKA_BOOTSTRAP_SERVERS. SIGTERM ends it when what it has in hand is folded; others go on
    with its provinces at once. `bangvang projections feed --all log` takes the read models back.
    """
    with running(context, data, metrics_port) as platform:
        feed(platform, once=once)


def feed(platform: Platform, *, once: bool) -> None:
    """Projects until a signal asks for an end, or once."""
    working = Projector(platform)
    when_told_to_stop(working.stop)
    log.info("projector starts", extra={"servers": platform.settings.kafka.servers, "once": once})
    working.run(once=once)
    log.info("projector ends")
