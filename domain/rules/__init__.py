"""Scoring rules: how an indicator turns inputs into points. Rules are data; each kind is one class in one module.

A kind registers itself by being there: a module of this folder with a subclass of ``Rule``. Nothing else lists kinds.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Union

from domain.rules.base import Example, Inputs, Reading, Rule

for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)

KINDS: dict[str, type[Rule]] = dict(sorted((str(kind.__struct_config__.tag), kind) for kind in Rule.__subclasses__()))
"""Every kind of rule by the word that stands in its field ``kind``."""

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Union[tuple(KINDS.values())]  # noqa: UP007  # The members are known only when the program runs.
    """Any kind of rule, told apart by the field ``kind``."""

__all__ = ["KINDS", "AnyRule", "Example", "Inputs", "Reading", "Rule"]
