"""Handing projections over: from following the log to the group that shares the provinces."""

import logging

from projections.engine import Engine
from projections.positions import Feed, ProjectionStopped
from projections.retry import Retry

log = logging.getLogger(__name__)


class Handing:
    """Each projection is handed over once, when it can be; who takes it back later has it back."""

    def __init__(self, projections: Engine) -> None:
        """None is handed over yet."""
        self._projections = projections
        self._left = {each.name: Retry() for each in projections.fed_by_province}

    def hand_over(self) -> None:
        """Hands over what was not yet. One that stops at an event is left to the log, and tried again ever later."""
        for name, retry in list(self._left.items()):
            if retry.is_due():
                self._hand_over(name, retry)

    def _hand_over(self, name: str, retry: Retry) -> None:
        try:
            position = self._projections.feed_by(name, Feed.KAFKA)
        except ProjectionStopped as problem:
            retry.later()
            facts = {"projection": name, "problem": str(problem), "retry_seconds": round(retry.left(), 2)}
            log.error("not handed over to projectors", extra=facts)  # noqa: TRY400  # The problem says it all.
        else:
            del self._left[name]
            log.info("fed by projectors", extra={"projection": name, "position": position})
