"""The JSON Schema of a set file, for editors that check and complete YAML, and for whoever writes sets by program."""

from importlib.resources import files
from typing import Any

import msgspec

from domain.indicator_set.definition import IndicatorSet

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHIPPED = files("indicator_sets") / "schema" / "indicator-set.schema.json"


def schema() -> dict[str, Any]:
    """The schema, generated from the definition's own classes."""
    number = {"type": ["number", "string"], "format": "decimal"}
    generated = msgspec.json.schema(IndicatorSet)
    exact = _with_numbers(generated, number)
    return {"$schema": DIALECT, "title": "Bộ chỉ số / Indicator set", **exact}


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
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"
