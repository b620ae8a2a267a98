"""What the headers of messages say, each described for whoever reads the topics. All are texts in UTF-8."""

from collections.abc import Mapping
from typing import Any

from application.messaging import events, standings
from application.messaging.topics import NOWHERE

Schema = dict[str, Any]


def _text(description: str, **rules: str) -> Schema:
    return {"type": "string", "description": description, **rules}


def _always(value: bytes, description: str) -> Schema:
    return {"type": "string", "description": description, "const": value.decode()}


POSITION = "^(0|[1-9][0-9]*)$"
PLACE = r"^[a-z0-9-]+(/[a-z0-9-]+){3}$"
CLOUD_EVENT = _always(b"1.0", "The version of CloudEvents that the headers are in.")
JSON = _always(b"application/json", "What the value is.")

OF_EVENTS: Mapping[str, Schema] = {
    "ce_specversion": CLOUD_EVENT,
    "ce_source": _always(events.SOURCE, "Whose events these are."),
    "content-type": JSON,
    "ce_id": _text("The event's id: one that comes again has the same.", format="uuid"),
    "ce_type": _text("The event's name."),
    "ce_time": _text("When it was recorded, UTC.", format="date-time"),
    "ce_subject": _text("The stream it is of.", pattern="^[0-9a-f]{32}$"),
    "ce_partitionkey": _text(f"The province, `{NOWHERE}` where it is of none; also the message's key."),
    "ce_position": _text("Its position in the log, which grows with gaps.", pattern=POSITION),
    "ce_sequence": _text("Its number among the events of its province, from 1 without gaps.", pattern=POSITION),
    "ce_previous": _text("The position of the event before it in its province, 0 for the first.", pattern=POSITION),
    "ce_correlationid": _text("What joins the events of one undertaking, as requests have it.", format="uuid"),
}
"""Of a message that holds an event of the log."""

OF_TOMBSTONES: Mapping[str, Schema] = {
    "ce_specversion": CLOUD_EVENT,
    "ce_source": _always(standings.SOURCE, "Whose standings these are."),
    "ce_id": _text("The key and the position, joined by `@`."),
    "ce_type": _always(standings.TYPE, "What the message tells."),
    "ce_time": _text("When the event at the position was recorded, UTC.", format="date-time"),
    "ce_subject": _text("The message's key.", pattern=PLACE),
    "ce_partitionkey": _text("The message's key.", pattern=PLACE),
    "ce_position": _text("The log position up to which this is known.", pattern=POSITION),
}
"""Of a message that tells of a unit which has left a ranking."""

OF_STANDINGS: Mapping[str, Schema] = {
    **OF_TOMBSTONES,
    "content-type": JSON,
    "ce_dataschema": _always(standings.SCHEMA.encode(), "The name of the value's JSON Schema."),
}
"""Of a message that tells a standing."""

OF_DEAD_LETTERS: Mapping[str, Schema] = {
    "deadletter_topic": _text("The topic that the record stood in."),
    "deadletter_partition": _text("The partition that it stood in.", pattern=POSITION),
    "deadletter_offset": _text("The offset that it stood at.", pattern=POSITION),
    "deadletter_projection": _text("The read model that could not take it."),
    "deadletter_problem": _text("What went wrong."),
}
"""Of a record that could not be read or folded; those that it came with stand beside them."""


def schema(headers: Mapping[str, Schema]) -> Schema:
    """The JSON Schema of a message's headers, as an object; others may stand beside them."""
    return {"type": "object", "properties": dict(headers), "required": list(headers)}
