"""How an event becomes the bytes that are kept, and how those bytes become an event again.

The bytes are plain JSON in UTF-8, with decimals as strings and dates and times in ISO 8601, so that any tool can read
the log without this code.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Cipher, Compressor, Mapper, MapperDeserialisationError, StoredEvent, Transcoder

from application.catalogue import CATALOGUE
from domain.event import Catalogue, E_co, Event, Recorded

Read = Callable[[bytes], Recorded[Event]]
"""Reads the stored bytes of the events of one name."""

Data = TypeVar("Data", bound=msgspec.Struct)
Asked = TypeVar("Asked", bound=msgspec.Struct)


class Part(msgspec.Struct, Generic[Data], gc=False):
    """Of a recorded event only its stream and, of its data, what a reader has asked for."""

    originator_id: str
    data: Data


class UnreadableEvent(MapperDeserialisationError):  # noqa: N818  # What was met, in the words of the domain.
    """A stored event can't be read; carries its stored ``name``, its stream's id and its version in that stream."""

    def __init__(self, originator_id: UUID | str, originator_version: int, name: str, problem: str) -> None:
        """Takes where the event stands and what is wrong with it."""
        self.originator_id = originator_id
        self.originator_version = originator_version
        self.name = name
        super().__init__(f"event {name!r}, version {originator_version} of stream {originator_id}: {problem}")


class UnknownEventName(UnreadableEvent):
    """An event has a name that is not in the catalogue: a newer or a foreign program wrote it."""

    def __init__(self, originator_id: UUID | str, originator_version: int, name: str) -> None:
        """Takes where the event stands."""
        super().__init__(originator_id, originator_version, name, "the catalogue has no such name")


class Content(msgspec.Struct, Generic[E_co], gc=False):
    """Of a recorded event only the event itself."""

    data: E_co


ReadContent = Callable[[bytes], Content[Event]]


class Codec:
    """Encodes events as JSON and reads the events of one catalogue, current and retired."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads the names of this catalogue, to which events may still be added later."""
        self.catalogue = catalogue
        self._encode = msgspec.json.Encoder().encode
        self._envelope = msgspec.json.Decoder(dict[str, Any]).decode
        self._readers: dict[str, Read] = {}
        self._content_readers: dict[str, ReadContent] = {}

    def encode(self, event: Recorded[Event]) -> bytes:
        """The JSON of an event and its envelope; the stored name stands beside it in the log, not in it.

        Raises ``UnknownEventName`` rather than let an event into the log that could not be read again.
        """
        self._reader(event.originator_id, event.originator_version, event.data.stored_name)
        return self._encode(event)

    def decode(self, originator_id: UUID | str, originator_version: int, name: str, state: bytes) -> Recorded[Event]:
        """The event that was stored under this name, brought to its current version.

        The arguments are in the order of a log entry's: ``codec.decode(*entry[1:])``. Raises ``UnknownEventName`` and
        ``UnreadableEvent``.
        """
        read = self._reader(originator_id, originator_version, name)
        try:
            return read(state)
        except Exception as error:
            # Besides what msgspec raises, a step that upcasts old fields may stumble in any way.
            raise UnreadableEvent(originator_id, originator_version, name, repr(error)) from error

    def decode_content(self, originator_id: UUID | str, originator_version: int, name: str, state: bytes) -> Event:
        """The same without its envelope, which takes half as long."""
        read = self._content_readers.get(name) or self._new_content_reader(originator_id, originator_version, name)
        try:
            return read(state).data
        except Exception as error:
            # As above.
            raise UnreadableEvent(originator_id, originator_version, name, repr(error)) from error

    def _new_content_reader(self, originator_id: UUID | str, originator_version: int, name: str) -> ReadContent:
        self._reader(originator_id, originator_version, name)
        content: Any = Content[self.catalogue.event_class(name)]  # type: ignore[misc]  # Known only now.
        return self._content_readers.setdefault(name, self.part_reader(name, content))

    def reader(self, name: str) -> Read:
        """What reads the events of one name, for readers of many; it raises whatever is wrong with the bytes."""
        return self._readers.get(name) or self._new_reader(name)

    def part_reader(self, name: str, part: type[Asked]) -> Callable[[bytes], Asked]:
        """The same, but of the record only the fields that the struct ``part`` has are read: several times as fast."""
        read = msgspec.json.Decoder(part).decode
        if not self.catalogue.is_retired(name):
            return read
        whole = self.reader(name)
        return lambda state: read(self._encode(whole(state)))

    def _reader(self, originator_id: UUID | str, originator_version: int, name: str) -> Read:
        try:
            return self.reader(name)
        except KeyError:
            raise UnknownEventName(originator_id, originator_version, name) from None

    def _new_reader(self, name: str) -> Read:
        """Made once for each name, since making a decoder costs as much as a thousand decodings."""
        event: Any = self.catalogue.event_class(name)
        recorded: Any = Recorded[event]
        retired = self.catalogue.is_retired(name)
        read = partial(self._read_retired, name, recorded) if retired else msgspec.json.Decoder(recorded).decode
        return self._readers.setdefault(name, read)

    def _read_retired(self, name: str, recorded: Any, state: bytes) -> Recorded[Event]:
        envelope = self._envelope(state)
        envelope["data"] = self.catalogue.upcast(name, envelope["data"])
        event: Recorded[Event] = msgspec.convert(envelope, recorded, strict=True, str_keys=True)
        return event


class EventMapper(Mapper[UUID]):
    """Lets the eventsourcing library keep our events: set ``MAPPER_TOPIC`` to ``application.codec:EventMapper``.

    The stored topic is the event's stored name. The library's compressor and cipher work on the bytes as always; its
    transcoder is not used. A subclass may read another ``catalogue``.
    """

    catalogue: ClassVar[Catalogue] = CATALOGUE

    def __init__(
        self, transcoder: Transcoder, compressor: Compressor | None = None, cipher: Cipher | None = None
    ) -> None:
        """Takes what the library's infrastructure factory gives every mapper."""
        super().__init__(transcoder, compressor, cipher)
        self.codec = Codec(self.catalogue)

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The stored form of a recorded event; raises ``UnknownEventName``."""
        event: Any = domain_event
        return StoredEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.data.stored_name,
            state=self._seal(self.codec.encode(event)),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded[Event]:
        """The recorded event, in its current version; raises ``UnknownEventName`` and ``UnreadableEvent``."""
        place = stored_event.originator_id, stored_event.originator_version, stored_event.topic
        return self.codec.decode(*place, self._unsealed(*place, stored_event.state))

    def to_contents(self, originator_id: UUID, stored: Iterable[tuple[int, str, bytes]]) -> Iterator[tuple[int, Event]]:
        """The versions and the events, without their envelopes, of what a stream has stored; raises the same."""
        plain = not self.is_sealed
        for version, name, sealed in stored:
            state = sealed if plain else self._unsealed(originator_id, version, name, sealed)
            yield version, self.codec.decode_content(originator_id, version, name, state)

    @property
    def is_sealed(self) -> bool:
        """Whether records are compressed or encrypted, so that they are no JSON as they are stored."""
        return self.compressor is not None or self.cipher is not None

    def _unsealed(self, originator_id: UUID | str, originator_version: int, name: str, state: bytes) -> bytes:
        try:
            return self._unseal(state)
        except Exception as error:
            # Each cipher and compressor has its own errors, and the library names none of them.
            raise UnreadableEvent(originator_id, originator_version, name, repr(error)) from error

    def _seal(self, state: bytes) -> bytes:
        if self.compressor:
            state = self.compressor.compress(state)
        return self.cipher.encrypt(state) if self.cipher else state

    def _unseal(self, state: bytes) -> bytes:
        if self.cipher:
            state = self.cipher.decrypt(state)
        return self.compressor.decompress(state) if self.compressor else state
