"""Who, when and why: what accompanies every command and every event."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid5

import msgspec

NAMESPACE = UUID("6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61")
"""Every stream's id is derived from this constant and the stream's name; changing it would orphan every stream."""

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=80)]
"""A stable identifier of a province, unit, set, round, scope or band: lower-case letters, digits, single hyphens."""

IndicatorCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$(?!\n)", max_length=40)]
"""An indicator's or group's number in its set, as printed in the annex: ``1.1``, ``4.22.11``."""

Name = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=500)]
"""A name or title that people read; never blank."""

Prose = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=10_000)]
"""A sentence or more written by a person: a reason, an explanation; never blank."""

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""A SHA-256 digest in lower-case hexadecimal."""


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A point in time that says its offset from UTC."""


class Role(StrEnum):
    """What an actor may do; each command names the roles that may give it."""

    ADMINISTRATOR = "administrator"
    UNIT = "unit"
    REVIEWER = "reviewer"
    COUNCIL = "council"
    AUDITOR = "auditor"


class UnitKind(StrEnum):
    """The kinds of unit that are scored and ranked among themselves; ``province`` serves the national round."""

    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    ENTERPRISE = "enterprise"
    PROVINCE = "province"


class Provenance(StrEnum):
    """Whether a figure or text is the province's own publication or was written to fill a gap."""

    PUBLISHED = "published"
    ILLUSTRATIVE = "illustrative"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: an identity, the role it acts in and, where it acts for one, the unit."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    """In events a reference to a person, a role's name or a program's account; in commands also an account or name."""
    role: Role
    unit: Code | None = None


class SourceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The administrative document that stands behind a decision."""

    number: Name
    date: date
    issuer: Name


def stream(*names: str) -> UUID:
    """The id of the stream of that name; the same names give the same id on every machine."""
    return uuid5(NAMESPACE, "/".join(names))
