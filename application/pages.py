"""Reading many events at once: one decoder for a whole page of the log, whatever the names of its entries."""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Union

import msgspec

from application.codec import Codec
from application.recording import Page
from domain.event import Recorded


class Fact(msgspec.Struct, array_like=True, gc=False):
    """A position in the log and what was recorded there: a ``Recorded`` event, or the part of it that was asked for.

    It unpacks as a pair.
    """

    position: int
    recorded: Any

    def __iter__(self) -> Iterator[Any]:
        return iter((self.position, self.recorded))


class UnreadablePage(Exception):  # noqa: N818  # What was met.
    """A page does not hold the entries that it was made of, in their order: the bytes of one of them are no JSON."""


class PageReader:
    """Reads pages of entries of some names, of each its whole record or only a part."""

    def __init__(self, codec: Codec, wanted: Mapping[str, type[msgspec.Struct] | None]) -> None:
        """Takes by name the struct to read of a record; all of it if there is none."""
        retired = {name for name in wanted if codec.catalogue.is_retired(name)}
        entries = {name: _entry(codec, name, msgspec.Raw if name in retired else wanted[name]) for name in wanted}
        kinds: Any = Union[tuple(entries.values())] if entries else None  # noqa: UP007  # So many.
        self._decode = msgspec.json.Decoder(list[kinds]).decode
        self._retired = {entries[name]: _whole(codec, name, wanted[name]) for name in retired}

    def __call__(self, page: Page) -> list[Fact]:
        """What stands on the page, by position; raises whatever is wrong with its bytes, and ``UnreadablePage``."""
        found: list[Fact] = self._decode(page.events)
        positions = list(map(attrgetter("position"), found))
        if positions != sorted(positions) or (len(found), positions[-1]) != page[1:]:
            raise UnreadablePage(page.size, page.last)
        if self._retired:
            for fact in found:
                read = self._retired.get(type(fact))
                if read:
                    fact.recorded = read(bytes(fact.recorded))
        return found


def _entry(codec: Codec, name: str, part: Any) -> type[msgspec.Struct]:
    """What an entry of this name is decoded into: it comes as an array of its name, its position and its record."""
    event: Any = codec.catalogue.event_class(name)
    fields: list[Any] = [("recorded", part or Recorded[event])]
    return msgspec.defstruct(
        name.replace(".", "_"), fields, bases=(Fact,), tag=name, gc=False, forbid_unknown_fields=True
    )


def _whole(codec: Codec, name: str, part: type[msgspec.Struct] | None) -> Callable[[bytes], Any]:
    return codec.reader(name) if part is None else codec.part_reader(name, part)
