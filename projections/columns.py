"""Columns as the read models have them: keys, texts, points in whole ten-thousandths, flags."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

Columns = Sequence[sa.Column[Any]]


def key(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.Text) -> sa.Column[Any]:
    """A part of the primary key."""
    return sa.Column(name, kind, primary_key=True)


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.Text, nullable=optional)


def points(name: str, *, optional: bool = False) -> sa.Column[int]:
    """Points, in whole ten-thousandths."""
    return sa.Column(name, sa.BigInteger, nullable=optional)


def at(name: str, *, optional: bool = False) -> sa.Column[int]:
    """A position in the log."""
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
