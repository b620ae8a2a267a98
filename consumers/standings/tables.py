"""What the topic of rankings was last told."""

import sqlalchemy as sa

from projections.columns import key, text
from projections.tables import METADATA

PUBLISHED = sa.Table(
    "standing_published",
    METADATA,
    *(key(name) for name in ("province", "round", "scope", "unit")),
    text("digest"),
)
"""Whose standings the topic may hold, and the digest of what was last acknowledged; empty before that.

A key is noted before it is first sent: so whoever takes over knows whom to send a tombstone, whatever has happened.
"""
