"""What is whose fault: a store that can't be reached now, or an event that a fold can't digest."""

import sqlite3

import psycopg
import sqlalchemy as sa
from eventsourcing.persistence import PersistenceError

from projections.positions import ProjectionOutdated

INFRASTRUCTURE = (
    *(sa.exc.OperationalError, sa.exc.InternalError, sa.exc.TimeoutError),
    *(sqlite3.OperationalError, psycopg.OperationalError, psycopg.InternalError),
    *(PersistenceError, OSError, ProjectionOutdated),
)
"""What is no event's fault: a store that can't be reached, a program that is too old.

All else is: a fold that raises, a row that its table refuses.
"""
