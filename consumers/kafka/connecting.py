"""What every client has in common: how it connects, and what it means when it can't."""

import socket
from collections.abc import Iterable
from typing import Any

from kafka.errors import KafkaError

from application.settings import Kafka

PROBE_TIMEOUT = 2.0
"""Seconds in which one of the servers has to take a connection."""

BOOTSTRAP_TIMEOUT = 5.0
"""Seconds in which a client has to learn about the cluster."""


class BrokerAway(Exception):  # noqa: N818  # It tells what has happened.
    """The broker can't be reached, or does not acknowledge in time."""


BROKER_ERRORS: tuple[type[Exception], ...] = (BrokerAway, KafkaError)
"""What means that the broker is away, busy or not yet as it should be: to be tried again, ever later."""


def connecting(settings: Kafka) -> dict[str, Any]:
    """What every client is told; refuses at once where no server listens.

    A client that fails while it is made leaves its thread behind, which must not happen again and again.
    """
    servers = settings.servers.split(",")
    _require_one(servers)
    return {
        "bootstrap_servers": servers,
        "bootstrap_timeout_ms": int(BOOTSTRAP_TIMEOUT * 1000),
        # Left alone, a client would look for a restarted broker only every half minute.
        "reconnect_backoff_max_ms": 1000,
    }


def _require_one(servers: Iterable[str]) -> None:
    problems = []
    for server in servers:
        host, _, port = server.strip().rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_TIMEOUT).close()
        except OSError as error:
            problems.append(f"{server}: {error}")
        else:
            return
    raise BrokerAway("; ".join(problems))
