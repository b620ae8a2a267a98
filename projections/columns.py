"""Columns as the read models have them: keys, texts, points in whole ten-thousandths, flags."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa


def key(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.Text) -> sa.Column[Any]:
    """A part of the primary key."""
    return sa.Column(name, kind, primary_key=True)


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.Text, nullable=optional)


def points(name: str, *, optional: bool = False) -> sa.Column[int]:
    """Points, in whole ten-thousandths."""
    return sa.Column(name, sa.BigInteger, nullable=optional)


def whole(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean, nullable=False)


class Document(sa.TypeDecorator[Any]):
    """A struct or a collection of structs, kept as the JSON that anybody can read."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        """Takes the type that the JSON is read as."""
        super().__init__()
        self.kind = kind
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(kind).decode

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:  # noqa: ARG002
        """The JSON."""
        return self._encode(value).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """What it holds."""
        return self._decode(value or "null")


def document(name: str, kind: Any) -> sa.Column[Any]:
    """What the fold may change in place: see ``Rows.changing``."""
    return sa.Column(name, Document(kind), nullable=False)


class Sequel(sa.TypeDecorator[list[bytes]]):
    """A JSON array that grows. While events are folded, each item is the bytes of its JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: list[bytes] | None, dialect: sa.Dialect) -> str:  # noqa: ARG002
        """The array."""
        return array_of(value or ()).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> list[bytes]:  # noqa: ARG002
        """Its items."""
        return [bytes(item) for item in ITEMS(value or "[]")]


ITEMS = msgspec.json.Decoder(list[msgspec.Raw]).decode


def array_of(items: Iterable[bytes]) -> bytes:
    """A JSON array of items that are JSON."""
    return b"".join((b"[", b",".join(items), b"]"))


def sequel(name: str) -> sa.Column[list[bytes]]:
    """Items that the fold appends to: see ``Rows.changing``."""
    return sa.Column(name, Sequel, nullable=False)
