"""The people whom events name by reference, for administrators and auditors."""

import msgspec
from flask import Response

from api.context import platform
from api.identity import require_role
from api.rest.answers import Limit, json_response, page_response
from api.rest.parts import PERSON as PART
from api.rest.reads import Reading, page_of
from api.rest.routes import PEOPLE, PERSON
from api.rest.schemas import answer_schema
from application.known_people import KnownPerson, known_people, known_person
from domain.metadata import Role
from domain.person.reference import Reference


class PeopleAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the list."""

    cursor: Reference | None = None
    limit: Limit = 50


@Reading(part=PART, path=PEOPLE, answers=page_of(KnownPerson), asks=PeopleAsked, protected=True)
def list_people(asked: PeopleAsked) -> Response:
    """The people whose names are kept, with the salts that prove them, for auditors and administrators."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    found = known_people(platform().application, asked.cursor or "", asked.limit + 1)
    return page_response(found, asked.limit, lambda person: person.reference)


@Reading(part=PART, path=PERSON, answers=answer_schema(KnownPerson), protected=True)
def get_person(reference: Reference) -> Response:
    """A person's name and the salt that proves it; or that it was erased, by whom, when and why."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    return json_response(known_person(platform().application, reference))
