"""What happens to a person's name. These names and fields are a storage format. Add, never change."""

from uuid import UUID

from domain.event import Event
from domain.metadata import stream
from domain.person.reference import Reference


def stream_id(reference: Reference) -> UUID:
    """One stream for a person; empty for as long as the name is kept."""
    return stream("person", reference)


class NameErased(Event, name="person.name_erased.v1", frozen=True, kw_only=True):
    """The name behind a reference was erased for good; what the person did stays in the log under the reference."""

    reference: Reference
