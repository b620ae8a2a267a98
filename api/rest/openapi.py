"""The OpenAPI document: flask-smorest and apispec, adapted and typed in this one place."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from threading import Lock
from typing import Any, TypeVar, cast

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.field_converter import DEFAULT_FIELD_MAPPING
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response
from flask_smorest import Api as SmorestApi  # type: ignore[import-untyped]
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema

from api.converters import (
    CodeConverter,
    DomainConverter,
    NumberConverter,
    ReferenceConverter,
    VersionConverter,
    meta_of,
    unanchored,
)
from api.identity import ACTOR, ACTOR_HEADER, SCHEME, UNIT_HEADER
from api.rest.body import Parser
from api.rest.fields import Day, Exact, Identifier, Moment, Number, Switch, Table, Tagged, Text, Truth, Whole, WholeName
from api.rest.problems import MEDIA_TYPE, Problem
from api.rest.schemas import answer_schema
from domain.metadata import Code

View = TypeVar("View", bound=Callable[..., Any])
Document = dict[str, Any]

PREFIX = "/api/v1"
BEARER = "bearer"

FIELD_TYPES: dict[type, tuple[Any, str | None]] = {
    **DEFAULT_FIELD_MAPPING,
    Text: ("string", None),
    Exact: ("string", None),
    Number: (["number", "string"], None),
    Day: ("string", "date"),
    Moment: ("string", "date-time"),
    Identifier: ("string", "uuid"),
    Whole: ("integer", None),
    WholeName: ("string", None),
    Truth: ("boolean", None),
    Switch: ("boolean", None),
    Table: ("object", None),
    Tagged: (None, None),
}

DESCRIPTION = """
Mọi lệnh và truy vấn của Bảng Vàng. Every command and query of Bảng Vàng.

* **Changes** need a bearer token, whose role decides what it may do; `X-Bangvang-Actor` and `X-Bangvang-Unit` say who
  acts and for which unit. Reading rankings, rounds, sets, scorecards and histories needs none.
* **Auditors**: whatever is answered to a request with an auditor's token is first recorded in the log as a read, by
  whom, when and of what. A read that can't be recorded is not answered: 503.
* **Versions**: what is read comes with `ETag: "v7"`; a change of it has to send that back as `If-Match`. Without it
  the answer is 428, with an old one 412.
* **Idempotency**: a change sent with `Idempotency-Key` is carried out once; the same request again has the first one's
  answer, another request with that key is refused with 422.
* **Points** are decimals in strings (`"7.25"`): exact, never a float. In a set's definition they may be JSON numbers,
  as its schema has it; these are read digit by digit.
* **Lists** come in pages: pass `next` back as `cursor` until it is `null`.
* **Live**: instead of asking again and again, read the Kafka topics, which
  [AsyncAPI](/api/v1/asyncapi.json) describes.
* **Problems** are RFC 9457, in Vietnamese or English by `Accept-Language`, and always in both under `vi` and `en`.
"""


class Converter(OpenAPIConverter):
    """Knows our fields, and says both what an object is and whether it may have other fields."""

    field_mapping = FIELD_TYPES

    def init_attribute_functions(self) -> None:
        """Adds our fields to those that are known."""
        super().init_attribute_functions()  # type: ignore[no-untyped-call]
        self.attribute_functions[-1:-1] = [self.tagged2properties, self.table2properties]

    def tagged2properties(self, field: ma.fields.Field[Any], **_: Any) -> Document:
        """One of several schemas, told apart by a field."""
        if not isinstance(field, Tagged):
            return {}
        resolve: Callable[[Any], Document] = self.resolve_nested_schema
        kinds = {tag: resolve(schema())["$ref"] for tag, schema in field.kinds.items()}
        discriminator = {"propertyName": field.tag_field, "mapping": kinds}
        return {"oneOf": [{"$ref": kind} for kind in kinds.values()], "discriminator": discriminator}

    def table2properties(self, field: ma.fields.Field[Any], ret: Document) -> Document:
        """An object whose names are data."""
        if not isinstance(field, Table):
            return {}
        least = ret.pop("minLength", None)
        bounds = {"minProperties": least} if least else {}
        names, values = self.field2property(field.keys), self.field2property(field.values)
        return {"propertyNames": names, "additionalProperties": values, **bounds}

    def schema2jsonschema(self, schema: Any) -> Document:
        """The schema with its description."""
        document: Document = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        made = schema if isinstance(schema, type) else type(schema)
        return {**document, "description": made.__doc__ or ""}


class Plugin(MarshmallowPlugin):
    """Marshmallow as our converter sees it."""

    Converter = Converter


class Api(SmorestApi):  # type: ignore[misc]  # Untyped.
    """flask-smorest, but its errors are problems, and it leaves the handling of errors to us.

    Operations are described when the document is first asked for: that takes longer than all else when a server starts.
    """

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, **settings: Any) -> None:
        """Takes what flask-smorest does."""
        self._undescribed: list[SmorestBlueprint] = []
        self._turn = Lock()
        super().__init__(app, **settings)

    def register_blueprint(self, blp: SmorestBlueprint, **options: Any) -> None:
        """Adds the operations of a part."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def _openapi_json(self) -> Response:
        with self._turn:
            while self._undescribed:
                part = self._undescribed[0]
                part.register_views_in_doc(self, self._app, self.spec, name=part.name, parameters=None)
                self.spec.tag({"name": part.name, "description": part.description})
                # Only now: a part that can't be described must not be missing the next time.
                self._undescribed.pop(0)
        answer: Response = super()._openapi_json()
        return answer

    def _register_error_handlers(self) -> None:
        """Ours answer for the whole application; its own would answer pages in JSON."""

    def _register_responses(self) -> None:
        problem = {"schema": answer_schema(Problem)}
        for status in HTTPStatus:
            content = {"content": {MEDIA_TYPE: problem}} if status >= HTTPStatus.BAD_REQUEST else {}
            self.spec.components.response(status.name, {"description": status.phrase, **content}, lazy=True)

    def _register_pagination_header(self) -> None:
        """Lists say what follows in their bodies."""

    def _register_etag_headers(self) -> None:
        for name, header in HEADERS.items():
            self.spec.components.header(name, header, lazy=True)
        for name, parameter in PARAMETERS.items():
            self.spec.components.parameter(name, "header", dict(parameter), lazy=True)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # Untyped.
    """A part of the interface, with what all its operations have in common."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str) -> None:
        """Takes the tag of the operations and what they are about."""
        super().__init__(name, __name__, description=description)
        self._prepare_doc_cbks.append(_add_described)

    def body(self, schema: type[Schema]) -> Callable[[View], View]:
        """Hands the body, checked, to the view; it may be missing where no field is required."""
        required = any(field.required for field in schema().fields.values())
        return cast("Callable[[View], View]", self.arguments(schema, location="json", required=required))

    def query(self, schema: type[Schema]) -> Callable[[View], View]:
        """Hands the parameters of the address, checked, to the view."""
        return cast("Callable[[View], View]", self.arguments(schema, location="query", unknown=ma.RAISE))

    def answers(self, status: int, schema: type[Schema] | Document, **about: Any) -> Callable[[View], View]:
        """Describes a successful answer, which the view makes itself."""
        document = self.alt_response(status, schema=schema, success=True, **about)
        return cast("Callable[[View], View]", document)

    def described(
        self, *, problems: Sequence[int], headers: Sequence[str] = (), protected: bool = False, **about: Any
    ) -> Callable[[View], View]:
        """Describes the problems, header parameters and protection of an operation.

        ``bodies`` among the rest are media types that it takes besides JSON.
        """
        described = {"problems": problems, "headers": headers, "protected": protected, **about}

        def decorate(view: View) -> View:
            view._apidoc = {**getattr(view, "_apidoc", {}), "described": described}  # type: ignore[attr-defined]  # noqa: SLF001  # Where flask-smorest looks.
            return view

        return decorate


def _add_described(document: Document, info: Mapping[str, Any], **_: Any) -> Document:
    described = dict(info.get("described", {}))
    document.setdefault("parameters", []).extend(described.pop("headers", ()))
    for status in sorted(described.pop("problems", ())):
        document.setdefault("responses", {})[status] = HTTPStatus(status).name
    document.get("requestBody", {}).get("content", {}).update(described.pop("bodies", {}))
    document["security"] = [{BEARER: []}] if described.pop("protected", False) else []
    return {**document, **described}


def _text(description: str, **schema: Any) -> Document:
    return {"description": description, "schema": {"type": "string", **schema}}


HEADERS = {
    "ETAG": _text('The version of what was read or changed, as in `"v7"`.', pattern='^"v[0-9]+"$'),
    "POSITION": {"description": "The log position the answer stands for.", "schema": {"type": "integer"}},
    "LAG": {"description": "Events the answer is behind the log.", "schema": {"type": "integer"}},
    "VERSION": {"description": "The version of the read model.", "schema": {"type": "integer"}},
    "LOCATION": _text("Where to read what was created.", format="uri-reference"),
    "REPLAYED": _text("`true` if the answer is that of an earlier request with this key.", enum=["true"]),
    "CORRELATION": _text("The correlation id that the events carry.", format="uuid"),
}

PARAMETERS = {
    "IF_MATCH": {
        "name": "If-Match",
        "required": True,
        **_text("The ETag of what is to be changed, as it was read."),
    },
    "IF_MATCH_WHERE_IT_EXISTS": {
        "name": "If-Match",
        **_text("The ETag of what is to be changed, needed if it exists already."),
    },
    "IF_NONE_MATCH": {
        "name": "If-None-Match",
        **_text("An ETag read earlier; if it still holds the answer is 304."),
    },
    "MIN_POSITION": {
        "name": "X-Bangvang-Min-Position",
        "description": (
            "Optional: answers no earlier than the read model has come to this log position, such as that of a change "
            "(`X-Bangvang-Position`). Waits five seconds at most, then answers 503."
        ),
        "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
    },
    "IDEMPOTENCY_KEY": {
        "name": "Idempotency-Key",
        **_text(
            "Optional: makes it safe to send the request again. A new key for each new request, best a UUID.",
            pattern="^[!-~]{1,200}$",
        ),
    },
    "CORRELATION_ID": {
        "name": "X-Correlation-Id",
        **_text("Optional: joins the events of one undertaking; a new one if missing.", format="uuid"),
    },
    "ACTOR": {
        "name": ACTOR_HEADER,
        **_text(
            "Optional: who acts; the role's name if missing. An account or a name: events hold a reference to the "
            "person, unless it is a role's name or a program's account such as `system:import`.",
            pattern=f"^{ACTOR}$",
        ),
    },
    "UNIT": {
        "name": UNIT_HEADER,
        **_text("The unit or reviewing body acted for.", pattern=f"^{unanchored(Code)}$", maxLength=80),
    },
}


def create_api(app: Flask) -> Api:
    """flask-smorest on this application, with an empty document."""
    app.config.update(
        API_TITLE="Bảng Vàng",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        API_SPEC_OPTIONS={"info": {"description": DESCRIPTION.strip()}},
    )
    api = Api(app, spec_kwargs={"marshmallow_plugin": Plugin()})
    scheme = {"type": "http", "scheme": SCHEME.lower(), "description": "The token of a role."}
    api.spec.components.security_scheme(BEARER, scheme)
    for converter in (CodeConverter, VersionConverter, ReferenceConverter):
        api.register_converter(converter, _path_parameter)
    api.register_converter(NumberConverter, _number_parameter)
    return api


def _path_parameter(converter: DomainConverter) -> Document:
    meta = meta_of(converter.domain_type)
    length = {"maxLength": meta.max_length} if meta.max_length else {}
    return {"type": "string", "pattern": f"^{unanchored(converter.domain_type)}$", **length}


def _number_parameter(converter: NumberConverter) -> Document:
    return {"type": "integer", "minimum": 0, "maximum": 10**converter.digits - 1}
