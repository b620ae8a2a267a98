"""Arrays in PostgreSQL's binary format, made in one pass.

psycopg looks at every item of a list to find its type; with thirty events in a save, that alone takes longer than
PostgreSQL needs to store them.
"""

from collections.abc import Iterable
from struct import Struct
from typing import Any, ClassVar
from uuid import UUID

from psycopg import Connection, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

HEADER = Struct("!iiIii")
"""Number of dimensions, whether there are nulls, type of the items; then size and lower bound of the dimension."""

LENGTH = Struct("!i")
BIGINT = Struct("!q")


class BinaryArray:
    """A query parameter: items that are already in binary format."""

    type_name: ClassVar[str]

    def __init__(self, items: Iterable[bytes]) -> None:
        """Takes the items as PostgreSQL sends and receives them."""
        self.items = list(items)


class UuidArray(BinaryArray):
    """A parameter of type ``uuid[]``."""

    type_name = "uuid"

    def __init__(self, values: Iterable[UUID]) -> None:
        """Takes the identifiers."""
        super().__init__(value.bytes for value in values)


class BigintArray(BinaryArray):
    """A parameter of type ``bigint[]``."""

    type_name = "int8"

    def __init__(self, values: Iterable[int]) -> None:
        """Takes the numbers."""
        super().__init__(map(BIGINT.pack, values))


class TextArray(BinaryArray):
    """A parameter of type ``text[]``, in UTF-8."""

    type_name = "text"

    def __init__(self, values: Iterable[str]) -> None:
        """Takes the strings."""
        super().__init__(map(str.encode, values))


class ByteaArray(BinaryArray):
    """A parameter of type ``bytea[]``."""

    type_name = "bytea"


class BinaryArrayDumper(Dumper):
    """Writes a ``BinaryArray`` into a query."""

    format = Format.BINARY

    def __init__(self, cls: type[BinaryArray], context: Any = None) -> None:
        """Is made by psycopg, once for each class and connection."""
        super().__init__(cls, context)
        item = postgres.types[cls.type_name]
        self.oid = item.array_oid
        self._item_oid = item.oid

    def dump(self, obj: BinaryArray) -> bytes:
        """The array's bytes; without items it has a dimension of size 0, which PostgreSQL reads as empty."""
        parts = [HEADER.pack(1, 0, self._item_oid, len(obj.items), 1)]
        for item in obj.items:
            parts += LENGTH.pack(len(item)), item
        return b"".join(parts)


def register_arrays(connection: Connection[Any]) -> None:
    """Lets the queries of this connection take arrays of this module."""
    connection.adapters.register_dumper(BinaryArray, BinaryArrayDumper)
