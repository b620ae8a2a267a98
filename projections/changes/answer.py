"""What is answered: a round's changes, and those of them that fall under the rules of the report."""

from datetime import date
from decimal import Decimal

import msgspec

from domain.metadata import Code, Provenance
from projections.changes.marks import Mark
from projections.score_history import Change


class RoundChange(Change, frozen=True, kw_only=True):
    """One event of one of the round's scorecards."""

    unit: Code
    size: Decimal | None
    """By how much the indicator's final points changed, none counting as 0; null where the event can't change any."""
    deadline: date | None
    """The last day for this step by the round's calendar as it stands; null for steps without a window."""
    marks: tuple[Mark, ...]
    """The rules of the report of unusual changes that it falls under."""


class RuleFound(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: its code, what it lists and from where on, in both languages; and how many changes fall under it."""

    code: Mark
    vi: str
    en: str
    threshold_vi: str
    threshold_en: str
    changes: int


class Unusual(msgspec.Struct, frozen=True, kw_only=True):
    """The changes of a round that fall under the stated rules. It lists, and says of nobody that they did wrong.

    ``data_provenance`` and ``notice`` say whether the scores are real, as the round does.
    """

    position: int
    version: int
    province: Code
    round: Code
    data_provenance: Provenance
    notice: str
    vi: str
    """What the report is and is not, in Vietnamese."""
    en: str
    """The same in English."""
    rules: tuple[RuleFound, ...]
    changes: tuple[RoundChange, ...]
    """In the order of the log; each names the rules it falls under."""
    next: int | None
    """The position to come back with as `after` for the part that follows; null in the last one."""
