"""Policies of award campaigns as files: their JSON Schema. A campaign is opened on a policy in JSON."""

from flask import Response

from api.rest.answers import json_response
from api.rest.parts import AWARD_CAMPAIGN
from api.rest.reads import Reading
from api.rest.schemas import Openly
from application.policies.schema import schema


class PolicySchema(Openly):
    """A JSON Schema (2020-12)."""


@Reading(part=AWARD_CAMPAIGN, path="/award-policy-schema", answers=PolicySchema)
def get_award_policy_schema() -> Response:
    """The JSON Schema of a policy file, for editors and programs that write policies."""
    return json_response(schema())
