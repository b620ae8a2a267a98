"""Which events a command may lead to: read from the decision that answers it, so that no list can go stale."""

import dis
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from types import CodeType, ModuleType
from typing import Any

from application.catalogue import CATALOGUE
from application.handlers import HANDLERS
from domain.command import Command
from domain.event import Event


def events_of(kind: type[Command]) -> Sequence[type[Event]]:
    """The events that the command's decision makes, in the order of the catalogue."""
    made = {found for decision in _decisions(HANDLERS[kind].decide) for found in _events_named(decision)}
    return [event for event in CATALOGUE if event in made]


def _decisions(decide: Any) -> Iterator[Callable[..., Any]]:
    """The decision itself, taken out of what looks up its context."""
    if isinstance(decide, partial):
        yield from decide.args
        return
    for instruction, next_one in pairwise(dis.get_instructions(decide)):
        module = decide.__globals__.get(instruction.argval) if instruction.opname == "LOAD_GLOBAL" else None
        if isinstance(module, ModuleType):
            yield getattr(module, next_one.argval)


def _events_named(decision: Callable[..., Any]) -> Iterator[type[Event]]:
    code = getattr(decision, "__code__", None)
    named = (decision.__globals__.get(name) for name in _names(code)) if code else ()
    yield from (each for each in named if isinstance(each, type) and issubclass(each, Event))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
