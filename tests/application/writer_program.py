"""A program that writes one stream, run several times at once by ``test_concurrent_writers.py``.

It is given the stream's id and the environment as ``KEY=value``.
"""

import sys
from itertools import cycle
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory

from tests.application.samples import stored

EVENTS = 60


def write(recorder: ApplicationRecorder, stream: UUID) -> None:
    """Writes the stream in saves of one to four events."""
    events = stored(stream, *range(1, EVENTS + 1))
    for size in cycle((1, 2, 3, 4)):
        recorder.insert_events(events[:size])
        del events[:size]
        if not events:
            break


if __name__ == "__main__":
    factory = InfrastructureFactory.construct(dict(setting.split("=", 1) for setting in sys.argv[2:]))
    write(factory.application_recorder(), UUID(sys.argv[1]))
    factory.close()
