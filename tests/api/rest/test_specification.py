"""Whatever the specification allows to be asked, and much that it does not, is answered as the specification says."""

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from api import converters, rest
from api.rest.parts import WORKBOOK
from api.rest.routes import ROUTES
from application.settings import Settings
from domain.metadata import Role
from projections.platform import Platform
from tests.api import scenario
from tests.application.test_awards import open_campaign, propose
from tests.domain.campaigns import CAMPAIGN

pytestmark = pytest.mark.no_cover
"""What is asked here is asked elsewhere too, one thing at a time; measuring coverage would double the time."""

EXAMPLES = 5
SEED = 2022
THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs."""
SIMPLEST = "0"
CURRENT = '"current"'
AGGREGATE = re.compile(
    "/api/v1/provinces/[^/]+(?:/rounds/[^/]+(?:/scorecards/[^/]+)?|/(?:indicator-sets|award-campaigns)/[^/]+)?"
)
"""The part of an address that is the aggregate's which a command changes."""
BEGINNING = re.compile("/(?:provinces|rounds|scorecards|indicator-sets|award-campaigns)$")
"""How addresses end at which something new is begun."""


def often(name: str) -> dict[str, object]:
    return {"dictionary": name, "probability": 0.8}


CONFIGURATION = {
    "seed": SEED,
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "no-shrink": True},
    # Every mistake at every place takes minutes, so that it is done where there is time.
    "phases": {
        "coverage": {
            "enabled": THOROUGH,
            "unexpected-methods": ["PATCH"],
            "generate-duplicate-query-parameters": False,
        }
    },
    # Made-up names would seldom lead to anything: what the tests have set up is asked for often.
    "dictionaries": {
        "provinces": {"values": ["vinh-long"]},
        "rounds": {"values": ["2022"]},
        "units": {"values": list(scenario.DEPARTMENTS)},
        "sets": {"values": ["bo-so"]},
        "releases": {"values": ["1.0.0"]},
        "campaigns": {"values": [CAMPAIGN]},
        "nominations": {"values": ["n-1"]},
        "versions": {"values": [CURRENT, '"v1"']},
        "indicators": {"values": ["1.1", "2.1"]},
        "points": {"values": ["0", "7.5", "10"]},
    },
    "parameters": {
        "path.province": often("provinces"),
        "path.round": often("rounds"),
        "path.unit": often("units"),
        "path.indicator_set": often("sets"),
        "path.version": often("releases"),
        "path.campaign": often("campaigns"),
        "path.nomination": often("nominations"),
        "header.If-Match": often("versions"),
        "body.unit": often("units"),
        "body.indicator": often("indicators"),
        "body.points": often("points"),
    },
    "operations": [
        # What can be wrong with a definition is the same for a trial and a release; going through all of it takes a
        # minute, so that it is done for the release, and only where there is time.
        {"include-operation-id": "simulateIndicatorSet", "phases": {"coverage": {"enabled": False}}},
        {"include-operation-id": "releaseIndicatorSet", "phases": {"coverage": {"enabled": THOROUGH}}},
    ],
    "checks": {
        # A well-formed request may be refused by a rule of the domain, or because its version is stale or missing.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "403", "404", "409", "412", "422", "428"]},
        "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
    },
}


class Door:
    """Leads to the application under test, which is opened when the tests run; until then it only describes itself."""

    def __init__(self) -> None:
        self.app = Flask("specification")
        converters.register(self.app)
        rest.register(self.app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_IDEMPOTENCY_KEY") == SIMPLEST:
            # The simplest key would come with many requests, and only the first of them would be looked at.
            environ["HTTP_IDEMPOTENCY_KEY"] = str(uuid4())
        if environ.get("HTTP_IF_MATCH") == CURRENT:
            del environ["HTTP_IF_MATCH"]
            environ |= self.current(environ["PATH_INFO"])
        return self.app(environ, start_response)

    def current(self, path: str) -> dict[str, str]:
        """The version of what is to be changed; none of something new."""
        aggregate = AGGREGATE.match(path)
        if BEGINNING.search(path) or not aggregate:
            return {}
        return {"HTTP_IF_MATCH": scenario.client_of(self.app).get(aggregate[0]).headers.get("ETag", CURRENT)}


door = Door()
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", door, config=SchemathesisConfig.from_dict(CONFIGURATION)
)
ROLES = {route.operation: min(route.command.roles) for route in ROUTES}


@schema.auth(refresh_interval=None)
class TokenOfTheRole:
    """A token of a role that may do what is asked: the administrator's, wherever it does."""

    def get(self, case: schemathesis.Case[Any], _context: schemathesis.AuthContext) -> str:
        operation = case.operation.definition.raw["operationId"]
        return f"token-of-the-{ROLES.get(operation, Role.ADMINISTRATOR)}"

    def set(self, case: schemathesis.Case[Any], data: str, _context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.serializer(WORKBOOK)
def workbook(_context: schemathesis.SerializationContext, value: Any) -> Any:
    return value if isinstance(value, str | bytes) else str(value).encode()


@pytest.fixture(scope="module", autouse=True)
def _round_under_way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    where = Settings(data=tmp_path_factory.mktemp("platform"), tokens=scenario.TOKENS)
    with Platform(where) as platform:
        door.app = scenario.application(platform)
        client = scenario.client_of(door.app)
        scenario.register(client)
        scenario.open_round(client)
        scenario.self_score(client)
        open_campaign(platform.application, rounds={2023: "2022"})
        propose(platform.application, "n-1", "so-y-te")
        platform.projections.catch_up()
        yield


@schema.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_specified(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()
