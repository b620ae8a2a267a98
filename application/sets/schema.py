"""The JSON Schema of a set file, for editors that check and complete YAML, and for whoever writes sets by program."""

from importlib.resources import files
from typing import Any

import msgspec

from domain.indicator_set.definition import IndicatorSet

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHIPPED = files("indicator_sets") / "schema" / "indicator-set.schema.json"


def schema() -> dict[str, Any]:
    """The schema, generated from the definition's own classes."""
    return schema_of(IndicatorSet, "Bộ chỉ số / Indicator set")


def schema_of(kind: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """The schema of a file that holds such a structure."""
    number = {"type": ["number", "string"], "format": "decimal"}
    generated = msgspec.json.schema(kind)
    exact = _with_numbers(generated, number)
    return {"$schema": DIALECT, "title": title, **exact}


def _with_numbers(value: Any, number: dict[str, Any]) -> Any:
    """Decimals may be written as numbers: they are read as they are written, never through a float."""
    if isinstance(value, dict):
        if value.get("format") == "decimal":
            return {**value, **number}
        return {name: _with_numbers(item, number) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_numbers(item, number) for item in value]
    return value


def schema_text() -> str:
    """The schema as it is shipped."""
    return as_shipped(schema())


def as_shipped(made: dict[str, Any]) -> str:
    """A schema as the text of a file."""
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"
