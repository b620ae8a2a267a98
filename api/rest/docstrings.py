"""What the code says about fields: the strings under attributes and under type aliases, which Python itself forgets."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import msgspec

from domain import metadata
from domain.indicator_set import definition
from domain.rules import base


def summary(thing: type) -> str:
    """A class's docstring as one line of text."""
    return " ".join(inspect.cleandoc(thing.__doc__ or "").split("\n\n")[0].split())


@cache
def of_fields(struct: type[msgspec.Struct]) -> dict[str, str]:
    """What is said about each field of a struct: under the field, else under the alias that is its type."""
    described: dict[str, str] = {}
    for ancestor in reversed(struct.__mro__):
        if issubclass(ancestor, msgspec.Struct) and ancestor is not msgspec.Struct:
            described |= dict(_of_class(ancestor))
    return described


def _of_class(struct: type) -> Iterator[tuple[str, str]]:
    body = ast.parse(textwrap.dedent(inspect.getsource(struct))).body[0]
    if isinstance(body, ast.ClassDef):
        for statement in body.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                name = ast.unparse(statement.annotation).removesuffix(" | None")
                yield from ((statement.target.id, text) for text in [_aliases().get(name)] if text)
        yield from _strings_under(body.body)


@cache
def _aliases() -> dict[str, str]:
    modules = (sys.modules[module.__name__] for module in (metadata, definition, base))
    return dict(pair for module in modules for pair in _strings_under(ast.parse(inspect.getsource(module)).body))


def _strings_under(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(statements):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())
