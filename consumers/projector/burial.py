"""Dead letters on their way to their topic: the record as it came, with where it stood and what was wrong with it."""

from contextlib import suppress
from threading import Lock

from application.messaging.events import Headers, Message
from application.messaging.standings import Tombstone
from application.messaging.topics import DEAD_LETTERS, NOWHERE
from application.settings import Kafka
from consumers.kafka import BROKER_ERRORS, Producer
from projections.feeding.notes import Letter

TIMEOUT = 10.0
"""Seconds in which the broker has to acknowledge a letter."""


class Burial:
    """Sends dead letters, from whichever thread; it connects when there is one."""

    def __init__(self, settings: Kafka, name: str) -> None:
        """Nothing is sent yet."""
        self._settings, self._name = settings, name
        self._producer: Producer | None = None
        self._turn = Lock()

    def __call__(self, letter: Letter) -> None:
        """Returns when the broker has the letter; raises one of ``BROKER_ERRORS``."""
        with self._turn:
            self._send(message_of(letter))

    def _send(self, message: Message | Tombstone) -> None:
        try:
            if self._producer is None:
                self._producer = Producer(self._settings, name=f"{self._name}-letters")
            self._producer.send(DEAD_LETTERS.name, message)
            self._producer.flush(TIMEOUT)
        except BROKER_ERRORS:
            # The letter is sent anew when its batch is, by a producer that has nothing left to send.
            self.close()
            raise

    def close(self) -> None:
        """Disconnects."""
        if self._producer is not None:
            with suppress(*BROKER_ERRORS):
                self._producer.close()
            self._producer = None


def message_of(letter: Letter) -> Message | Tombstone:
    """The record with its own headers, before which stand those that tell of it."""
    raw = letter.arrival.raw
    key = raw.key or NOWHERE.encode()
    # The library sends no header without a value, though it reads them.
    headers = [*headers_of(letter), *((header, content or b"") for header, content in raw.headers)]
    return Tombstone(key, headers) if raw.value is None else Message(key, raw.value, headers)


def headers_of(letter: Letter) -> Headers:
    """Where the record stood, for which projection it is dead, and why."""
    topic, partition = letter.partition
    told = {
        "topic": topic,
        "partition": partition,
        "offset": letter.arrival.raw.offset,
        "projection": letter.projection,
        "problem": letter.problem,
    }
    return [(f"deadletter_{name}", str(value).encode()) for name, value in told.items()]
