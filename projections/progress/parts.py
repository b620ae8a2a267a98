"""What the progress reads of the events that change an entry of a scorecard: of which indicator it is."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec


class Entered(msgspec.Struct, gc=False):
    """What holds of an indicator after an event; the rest stays."""

    holds: ClassVar[Mapping[str, bool]]

    indicator: str


class SelfScored(Entered, gc=False):
    """A new self-score starts the indicator afresh: reviews and appeals of the old one no longer hold."""

    holds = {"entered": True, "reviewed": False, "appealed": False}


class MarkedNotApplicable(Entered, gc=False):
    """Of ``scorecard.marked_not_applicable``."""

    holds = {"entered": True}


class Adjusted(Entered, gc=False):
    """Of ``scorecard.adjusted``."""

    holds = {"entered": True, "reviewed": True}


class Appealed(Entered, gc=False):
    """Of ``scorecard.appealed``."""

    holds = {"appealed": True}


class AppealResolved(Entered, gc=False):
    """Of ``scorecard.appeal_resolved``."""

    holds = {"appealed": False}
