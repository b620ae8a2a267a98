"""The JSON Schema of a policy file, for editors that check and complete YAML, and for whoever writes policies."""

from importlib.resources import files
from typing import Any

from application.sets.schema import as_shipped, schema_of
from domain.award_campaign.policy import AwardPolicy

SHIPPED = files("indicator_sets") / "schema" / "award-policy.schema.json"


def schema() -> dict[str, Any]:
    """The schema, generated from the policy's own classes."""
    return schema_of(AwardPolicy, "Thể lệ khen thưởng / Award policy")


def schema_text() -> str:
    """The schema as it is shipped."""
    return as_shipped(schema())
