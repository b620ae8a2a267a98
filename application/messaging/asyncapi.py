"""The AsyncAPI 3.0 document: the topics, the messages in them and their headers, generated from the code.

Payloads are described by the structs that are written; what the topics are for is said in Vietnamese and English.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from application.catalogue import CATALOGUE
from application.messaging import headers
from application.messaging.standings import TYPE, Standing
from application.messaging.topics import DEAD_LETTERS, EVENTS, NOWHERE, RANKINGS, Topic
from application.settings import Kafka
from domain.event import Event, Recorded

Document = dict[str, Any]

CHANNELS: Mapping[str, Topic] = {"events": EVENTS, "rankings": RANKINGS, "deadLetters": DEAD_LETTERS}
STANDING, TOMBSTONE, DEAD_LETTER = TYPE.decode(), f"{TYPE.decode()}.gone", "dead-letter"
OPERATIONS = (
    ("sendEvents", "send", "events", "Rơ-le gửi từng sự kiện của nhật ký.", "The relay sends each event of the log."),
    (
        "receiveEvents",
        "receive",
        "events",
        "Các mô hình đọc được dựng từ đây.",
        "The read models are folded from here.",
    ),
    ("sendStandings", "send", "rankings", "Gửi vị trí đã thay đổi.", "Standings that have changed are sent."),
    ("sendDeadLetters", "send", "deadLetters", "Gửi bản ghi không dùng được.", "Records of no use are sent."),
)
DESCRIPTION = """
Các chủ đề Kafka mà bảng điều khiển và hệ thống khác có thể sống nhờ, không cần biết cơ sở dữ liệu của Bảng Vàng.

The Kafka topics that dashboards and other systems can live from, without knowing Bảng Vàng's database.

* **Events** are CloudEvents 1.0 in Kafka's binary mode: attributes are headers named `ce_…`, the value is the record
  byte for byte as it stands in the log. Each is there at least once; those of a province in their order.
* **Rankings** hold one message a unit and ranking under the key `province/round/scope/unit`: the last one holds, and
  none without a value any more. Points are decimals in strings: exact, never a float.
* **Names and keys** are a contract: fields and headers are only ever added, so ignore what you don't know.
""".strip()


@cache
def document() -> Document:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Bảng Vàng",
            "version": version("bangvang"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {name: _channel(name, topic) for name, topic in CHANNELS.items()},
        "operations": {name: _operation(*about) for name, *about in OPERATIONS},
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def document_text() -> str:
    """The document as it is served."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


def _server() -> Document:
    about = "Máy chủ đầu tiên để kết nối / Where to connect first (`KAFKA_BOOTSTRAP_SERVERS`)"
    return {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "variables": {"bootstrap": {"default": Kafka().servers, "description": about}},
    }


def _channel(name: str, topic: Topic) -> Document:
    kept = {"cleanup.policy": ["compact"]} if topic.compacted else {"cleanup.policy": ["delete"], "retention.ms": -1}
    return {
        "address": topic.name,
        "description": _both(topic.vi, topic.en),
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in _names()[name]},
        "bindings": {"kafka": {"topic": topic.name, "topicConfiguration": kept, "bindingVersion": "0.5.0"}},
    }


def _operation(action: str, channel: str, vi: str, en: str) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": f"{vi} / {en}",
        "messages": [{"$ref": f"#/channels/{channel}/messages/{each}"} for each in _names()[channel]],
    }


def _names() -> Mapping[str, Sequence[str]]:
    """The messages of each channel."""
    return {
        "events": [event.stored_name for event in CATALOGUE],
        "rankings": [STANDING, TOMBSTONE],
        "deadLetters": [DEAD_LETTER],
    }


def _messages() -> Document:
    dead_letter = _both("Giá trị nguyên như đã nhận.", "The value is what was received, as it was.")
    gone = _both("Đơn vị đã rời bảng xếp hạng: không còn giá trị.", "The unit has left the ranking: there is no value.")
    place = {"type": "string", "pattern": headers.PLACE}
    return {
        **{event.stored_name: _event_message(event) for event in CATALOGUE},
        STANDING: {
            **_message("StandingHeaders", _named(Standing), place),
            "summary": "Một đơn vị đứng ở đâu trong một bảng xếp hạng. / Where a unit stands in a ranking.",
        },
        TOMBSTONE: {**_message("TombstoneHeaders", {"type": "null"}, place), "summary": gone},
        DEAD_LETTER: {
            **_message("DeadLetterHeaders", {}, {"type": "string"}),
            "summary": dead_letter,
            "contentType": "application/octet-stream",
        },
    }


def _event_message(event: type[Event]) -> Document:
    named = {"properties": {"ce_type": {"const": event.stored_name}}}
    key = {"type": "string", "description": f"The province, `{NOWHERE}` where the event is of none."}
    message = _message("EventHeaders", _named(Recorded[event]), key)  # type: ignore[valid-type]  # Known only now.
    return {
        **message,
        "name": event.stored_name,
        "summary": (event.__doc__ or "").splitlines()[0],
        "headers": {"allOf": [message["headers"], named]},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
    }


def _message(header: str, payload: Document, key: Document) -> Document:
    return {
        "headers": {"$ref": f"#/components/schemas/{header}"},
        "payload": payload,
        "bindings": {"kafka": {"key": key, "bindingVersion": "0.5.0"}},
    }


def _both(vi: str, en: str) -> str:
    return f"{vi}\n\n{en}"


# --- Schemas -----------------------------------------------------------------


def _named(struct: Any) -> Document:
    [reference], _ = _generated([struct])
    return dict(reference)


def _generated(structs: Iterable[Any]) -> tuple[tuple[Document, ...], Document]:
    return msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")


def _schemas() -> Document:
    records: list[Any] = [Recorded[event] for event in CATALOGUE]  # type: ignore[valid-type]  # As above.
    _, generated = _generated([*records, Standing])
    return {
        "EventHeaders": headers.schema(headers.OF_EVENTS),
        "StandingHeaders": headers.schema(headers.OF_STANDINGS),
        "TombstoneHeaders": headers.schema(headers.OF_TOMBSTONES),
        "DeadLetterHeaders": headers.schema(headers.OF_DEAD_LETTERS),
        **_without(generated, {"discriminator"}),
    }


def _without(schema: Any, names: Collection[str]) -> Any:
    """OpenAPI's discriminator is none of AsyncAPI's; each of the alternatives says its tag by itself."""
    if isinstance(schema, dict):
        return {name: _without(value, names) for name, value in schema.items() if name not in names}
    return [_without(value, names) for value in schema] if isinstance(schema, list) else schema
