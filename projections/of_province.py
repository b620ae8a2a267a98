"""One province's part of the log, and of the tables that are folded from it."""

from collections.abc import Collection, Iterator

import msgspec
import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import Line
from application.origins import OPENINGS, origin_of
from domain.metadata import Code
from projections.database import insert_all

WHOLE_LOG = "whole_log"
"""Marks, in a table's ``info``, that its rows stand for the log of all provinces together."""

STREAMS = sa.Table(
    "verified_stream", sa.MetaData(), sa.Column("stream", sa.Text, primary_key=True), prefixes=["TEMPORARY"]
)
"""The ids of the province's streams, in both forms in which tables have them."""


class Belonging(msgspec.Struct, gc=False):
    """Of a record only its stream."""

    originator_id: str


BELONGING = msgspec.json.Decoder(Belonging).decode


class OfProvince:
    """Finds the lines of one province; which streams are its own is learnt on the way."""

    def __init__(self, province: Code, codec: Codec) -> None:
        """Knows no stream yet."""
        self._province = province
        self._openings = {name: codec.reader(name) for name in CATALOGUE.stored_names(*OPENINGS)}
        self._streams: set[str] = set()

    def names(self, wanted: Collection[str]) -> Collection[str]:
        """The names to read in order to find those that are wanted."""
        return {*wanted, *self._openings}

    def lines(self, lines: Iterator[Line], wanted: Collection[str]) -> Iterator[Line]:
        """Of these lines those of the province that are wanted."""
        for line in lines:
            _, name, state = line
            if name in self._openings:
                self._learn(name, state)
            if name in wanted and BELONGING(state).originator_id in self._streams:
                yield line

    def _learn(self, name: str, state: bytes) -> None:
        recorded = self._openings[name](state)
        origin = origin_of(recorded.originator_id, recorded.data)
        if origin.province == self._province:
            self._streams.add(origin.stream)

    def write_streams(self, connection: sa.Connection) -> None:
        """Writes the ids into ``STREAMS``, which lasts as long as the connection or until it is dropped."""
        STREAMS.create(connection)
        forms = (form for stream in sorted(self._streams) for form in (stream, stream.replace("-", "")))
        insert_all(connection, STREAMS, ({"stream": form} for form in forms))


def belongs(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row of the table is of one of the streams."""
    return table.c.stream.in_(sa.select(STREAMS.c.stream))
