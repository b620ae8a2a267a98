"""What the log says of streams as they stand: for answers that must show a version to be expected."""

from collections.abc import Iterator
from typing import TypeVar, cast

from application.catalogue import CATALOGUE
from domain.event import Event
from projections.platform import Platform

PAGE = 500

E = TypeVar("E", bound=Event)


def events_of(platform: Platform, kind: type[E]) -> Iterator[E]:
    """Every event of this kind, in the order of the log."""
    names, position = CATALOGUE.stored_names(kind), 0
    while entries := platform.log.read(position, PAGE, names):
        for entry in entries:
            position = entry.position
            yield cast("E", platform.codec.decode(*entry[1:]).data)
