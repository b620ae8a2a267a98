"""What the read database knows of its projections: where each stands in the log, who feeds it, what has stopped it."""

import sqlalchemy as sa

METADATA = sa.MetaData()
POSITIONS = sa.Table(
    "projection_position",
    METADATA,
    sa.Column("projection", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("feed", sa.Text, nullable=False),
)
"""Up to which position each projection has folded the whole log.

One that is fed by province (``feed``) has since folded more of some provinces: see ``feeding.tables.PROVINCES``.
"""
PROBLEMS = sa.Table(
    "projection_problem",
    METADATA,
    sa.Column("projection", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
)
"""Where projections have stopped: at an event that they can't fold."""


def make_tables(connection: sa.Connection) -> None:
    """Makes what is missing; positions in the form of earlier days are dropped, so that everything is rebuilt."""
    found = sa.inspect(connection)
    if found.has_table(POSITIONS.name):
        columns = {column["name"] for column in found.get_columns(POSITIONS.name)}
        if columns != set(POSITIONS.columns.keys()):
            POSITIONS.drop(connection)
    METADATA.create_all(connection)
