"""What the read database knows of the way through the broker: what was sent, what was folded, what could not be."""

import sqlalchemy as sa

from projections.columns import at, key, text, whole
from projections.tables import METADATA

RELAY = sa.Table(
    "relay",
    METADATA,
    key("name"),
    at("position"),
    whole("epoch"),
    text("holder"),
)
"""Up to which position of the log a relay has had everything acknowledged, and who holds it: a save of an earlier
``epoch`` is refused. Names: ``events`` and ``rankings``."""

RELAYED = sa.Table(
    "relay_province",
    METADATA,
    key("province"),
    at("position"),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    text("recorded_at"),
)
"""The last event of each province that was sent, and its number among them; saved with the relay's position."""

PROVINCES = sa.Table(
    "projection_province",
    METADATA,
    key("projection"),
    key("province"),
    whole("version"),
    at("position"),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    text("recorded_at"),
    text("correlation_id"),
)
"""The last event of each province that a projection has folded; saved in the transaction that writes the rows.

A province without a row stands where the whole projection does (``projection_position``), as does one whose row is
behind that.
"""

PARTITIONS = sa.Table(
    "projection_partition",
    METADATA,
    key("projection"),
    key("topic"),
    key("partition", sa.Integer),
    at("offset"),
    whole("epoch"),
    text("member"),
)
"""The offset of the next record that a projection has not had yet, and which member has the partition: one of an
earlier ``epoch`` is fenced."""

DEAD_LETTERS = sa.Table(
    "projection_dead_letter",
    METADATA,
    key("projection"),
    key("topic"),
    key("partition", sa.Integer),
    key("offset", sa.BigInteger),
    text("province", optional=True),
    sa.Column("position", sa.BigInteger),
    text("event", optional=True),
    text("problem"),
    text("at"),
    sa.Column("record_key", sa.LargeBinary),
    sa.Column("record_value", sa.LargeBinary),
    text("record_headers"),
    text("settled_at", optional=True),
)
"""Records that a projection could not read or fold, as they came; ``record_headers`` is a JSON list of pairs of a
name and base64. Settled is what a later rebuild has put right."""
