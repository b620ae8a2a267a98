"""A unit's standing in a ranking as a message: the last one under its key holds, and no value means that it has gone.

Whoever reads the topic needs nothing else: names, provenance and the round's phase stand in every message.
"""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from application.messaging.events import Headers, Message, moment
from domain.metadata import Code, Moment, Provenance, UnitKind

TYPE = b"bangvang.standing.v1"
SOURCE = b"/bangvang/rankings"
SCHEMA = "urn:bangvang:schema:standing:v1"
"""The name of the schema, which messages give as their ``dataschema``."""

Absence = Literal["not-ranked", "exempt", "not-submitted", "no-scorecard"]
Phase = Literal["SelfScoring", "Reviewing", "Concluding", "Finalised", "Published"]
Exact = Annotated[Decimal, msgspec.Meta(extra_json_schema={"pattern": r"^-?[0-9]+(\.[0-9]+)?$"})]
"""A decimal number in a string: exact, never a float."""


class Key(NamedTuple):
    """Whose standing, and in which ranking: the message's key, its parts joined by slashes."""

    province: Code
    round: Code
    scope: Code
    unit: Code

    def __str__(self) -> str:
        """``vinh-long/2022/department/so-y-te``."""
        return "/".join(self)


class Tombstone(NamedTuple):
    """A message without a value: what stood under the key has gone."""

    key: bytes
    headers: Headers


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's place in one ranking as it stands now. Fields are only ever added: ignore those you don't know."""

    province: Code
    province_name: str
    round: Code
    round_name: str
    scope: Annotated[Code, msgspec.Meta(description="Which units are ranked among themselves.")]
    scope_name: str
    unit: Code
    name: str
    name_en: str
    kind: UnitKind
    ranked_within: Annotated[
        Code | None, msgspec.Meta(description="The unit among whose members it is ranked, in a ranking within parents.")
    ] = None
    ranked_within_name: str | None = None
    rank: Annotated[int, msgspec.Meta(ge=1, description="Standard competition ranking: 1, 2, 2, 4.")] | None
    absence: Annotated[Absence | None, msgspec.Meta(description="Why there is no rank, and so no points.")] = None
    reason: Annotated[str, msgspec.Meta(description="What the administrator wrote about the absence.")] = ""
    points: Annotated[Exact | None, msgspec.Meta(description="The total that ranks.")] = None
    max_points: Annotated[Exact | None, msgspec.Meta(description="The applicable maximum.")] = None
    percent: Annotated[Exact | None, msgspec.Meta(description="Points in percent of the maximum, half up.")] = None
    stage: Annotated[Literal["final"], msgspec.Meta(description="Which total ranks: the final one.")] = "final"
    status: Annotated[
        Literal["provisional", "published"],
        msgspec.Meta(description="Provisional until the province has published the round: ranks may still move."),
    ]
    phase: Annotated[Phase, msgspec.Meta(description="What the round is at.")]
    data_provenance: Annotated[
        Provenance, msgspec.Meta(description="Illustrative data were made up, and must be shown as such.")
    ]
    set_provenance: Annotated[
        Provenance,
        msgspec.Meta(description="Illustrative where a set of the ranking has parts that are not published."),
    ]
    notice: Annotated[str, msgspec.Meta(description="What must be told wherever the standing shows.")] = ""
    position: Annotated[int, msgspec.Meta(ge=0, description="The log position up to which it is known.")]
    known_at: Annotated[Moment, msgspec.Meta(description="When the event at that position was recorded.")]

    @property
    def key(self) -> Key:
        """Under which key it is sent."""
        return Key(self.province, self.round, self.scope, self.unit)


ENCODER = msgspec.json.Encoder()
NEVER = datetime.min.replace(tzinfo=UTC)


def message_of(standing: Standing) -> Message:
    """The message that tells a standing."""
    about = [("content-type", b"application/json"), ("ce_dataschema", SCHEMA.encode())]
    headers = [*_headers(standing.key, standing.position, standing.known_at), *about]
    return Message(str(standing.key).encode(), ENCODER.encode(standing), headers)


def tombstone(key: Key, position: int, known_at: datetime) -> Tombstone:
    """The message that tells of a unit which has left a ranking."""
    return Tombstone(str(key).encode(), _headers(key, position, known_at))


def _headers(key: Key, position: int, known_at: datetime) -> Headers:
    subject = str(key).encode()
    return [
        ("ce_specversion", b"1.0"),
        ("ce_source", SOURCE),
        ("ce_id", b"%b@%d" % (subject, position)),
        ("ce_type", TYPE),
        ("ce_time", moment(known_at).encode()),
        ("ce_subject", subject),
        ("ce_partitionkey", subject),
        ("ce_position", b"%d" % position),
    ]


def digest(standing: Standing) -> str:
    """The SHA-256 of all that it says except up to when: equal ones need not be sent again."""
    said = msgspec.structs.replace(standing, position=0, known_at=NEVER)
    return hashlib.sha256(ENCODER.encode(said)).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema of the values, generated from the struct."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": SCHEMA, "title": "Vị trí xếp hạng / Standing", **msgspec.json.schema(Standing)}


def schema_text() -> str:
    """The schema as it is shipped."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"
