"""Columns as the read models have them: keys, texts, points in whole ten-thousandths, flags."""

from typing import Any

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
