"""Which events a command may lead to: read from the decisions that answer it, so that no list can go stale."""

import dis
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any

from application.catalogue import CATALOGUE
from application.handlers import HANDLERS
from domain.command import Command
from domain.event import Event

DECIDING = (
    "application.handlers",
    "application.contexts",
    "application.awards",
    "application.candidates",
    "award_campaign.calendar",
    ".decisions",
    ".conclusions",
    ".dossiers",
    ".facts",
    ".objections",
    ".rulings",
)
"""How the names of modules end whose functions are followed; others answer questions and make no events."""


def events_of(kind: type[Command]) -> Sequence[type[Event]]:
    """The events that the command's decision makes, in the order of the catalogue."""
    made = set(_events_made(HANDLERS[kind].decide, set()))
    return [event for event in CATALOGUE if event in made]


def _events_made(decide: Any, seen: set[Any]) -> Iterator[type[Event]]:
    """The events named by a decision and by the decisions that it hands on to."""
    if isinstance(decide, partial):
        for decision in decide.args:
            yield from _events_made(decision, seen)
    elif isinstance(decide, FunctionType) and decide not in seen and decide.__module__.endswith(DECIDING):
        seen.add(decide)
        for named in _named(decide, decide.__code__):
            if isinstance(named, type) and issubclass(named, Event):
                yield named
            yield from _events_made(named, seen)


def _named(function: FunctionType, code: CodeType) -> Iterator[Any]:
    """What the function's code names: globals, and attributes of modules."""
    for instruction, following in pairwise(dis.get_instructions(code)):
        named = function.__globals__.get(instruction.argval) if instruction.opname == "LOAD_GLOBAL" else None
        yield getattr(named, str(following.argval), None) if isinstance(named, ModuleType) else named
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(function, constant)
