"""What is kept of an auditor's read. These names and fields are a storage format. Add, never change."""

from uuid import UUID

from domain.event import Event
from domain.metadata import Code, Name, Prose, stream


def stream_id(read: UUID) -> UUID:
    """One stream a read, named by the read's own id: no two reads wait for one another, and no stream grows."""
    return stream("audit", str(read))


class ReadLogged(Event, name="audit.read_logged.v1", frozen=True, kw_only=True):
    """An auditor was shown something; who and when is in the envelope."""

    operation: Name
    """What was asked for: an operation of the REST interface (`listChanges`), or a command (`bangvang history`)."""
    request: Prose
    """The request as it was sent: its method and address with all parameters, or the words of the command line."""
    province: Code | None = None
    """What was read about, as far as the request names it."""
    round: Code | None = None
    unit: Code | None = None
