"""Who, when and why: the options that every command takes besides its own."""

import getpass
import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import click
import msgspec

from api.cli.values import Choices, Moment, type_of
from domain.command import Command
from domain.metadata import Actor, Role, SourceDocument

PRECEDENCE = (Role.UNIT, Role.REVIEWER, Role.COUNCIL, Role.ADMINISTRATOR, Role.AUDITOR)
"""In which role one acts unless told otherwise: the first of these that the command is for."""

ENVELOPE = frozenset(Command.__struct_fields__)
DOCUMENT = ("document_number", "document_date", "document_issuer")


def default_role(kind: type[Command]) -> Role:
    """The role in which a command is given unless another is named: the one nearest to the matter."""
    return next(role for role in PRECEDENCE if role in kind.roles)


def envelope_options(kind: type[Command], role: Role | None = None) -> list[click.Option]:
    """The options of actor, time, reason and document; ``role`` is acted in unless another is named."""
    role = role or default_role(kind)
    actor, document, own = _types(Actor), _types(SourceDocument), _types(Command)
    return [
        click.Option(["--as", "role"], type=Choices(Role), help=f"Role acted in [default: {role}]."),
        click.Option(["--actor"], type=actor["id"], help="Who acts, by account [default: this computer's user]."),
        click.Option(
            ["--actor-unit", "--unit-of"], type=actor["unit"], help="Unit or body acted for [as unit: its own]."
        ),
        click.Option(["--at"], type=Moment(), help="When it was given, in Viet Nam's time [default: now]."),
        click.Option(["--reason"], type=own["reason"], help=f"Why; kept for good{needed(kind.needs_reason)}."),
        click.Option(["--effective-on"], type=own["effective_on"], help="The day it holds from, where that differs."),
        click.Option(
            ["--document-number"],
            type=document["number"],
            help=f"Number of the decision behind it{needed(kind.needs_decision)}.",
        ),
        click.Option(["--document-date"], type=document["date"], help="Its date."),
        click.Option(["--document-issuer"], type=document["issuer"], help="Who issued it."),
        click.Option(["--key"], help="Idempotency key: given again, it has the first answer."),
    ]


def needed(required: bool) -> str:  # noqa: FBT001  # A word for a fact.
    """What the help says of an option without which the domain refuses the command."""
    return " [needed]" if required else ""


def _types(kind: type[msgspec.Struct]) -> dict[str, click.ParamType[Any]]:
    return {field.name: type_of(field.type) for field in msgspec.structs.fields(kind)}


def envelope(given: dict[str, Any], role: Role, unit: str | None = None) -> dict[str, Any]:
    """The fields that every command has, from what was typed.

    ``role`` is acted in unless another was named, and ``unit``, the one that the command is about, is the actor's own
    where that role is the unit's.
    """
    role = given["role"] or role
    own = unit if role is Role.UNIT else None
    now = datetime.now(UTC)
    return {
        "id": uuid4(),
        "at": given["at"] or now,
        "entered_at": now if given["at"] else None,
        "actor": Actor(id=given["actor"] or user(), role=role, unit=given["actor_unit"] or own),
        "reason": given["reason"],
        "effective_on": given["effective_on"],
        "source_document": _document(given),
    }


def user() -> str:
    """The user of this computer by name, else by number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _document(given: dict[str, Any]) -> SourceDocument | None:
    number, date, issuer = (given[name] for name in DOCUMENT)
    if None not in {number, date, issuer}:
        return SourceDocument(number=number, date=date, issuer=issuer)
    if (number, date, issuer) != (None, None, None):
        names = ", ".join(f"--{name.replace('_', '-')}" for name in DOCUMENT)
        msg = f"A document needs all of: {names}"
        raise click.UsageError(msg)
    return None
