"""Why an indicator has its points: the event that gave them, and how they come of its inputs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from domain.indicator_set.content import rule_hash
from domain.indicator_set.definition import Indicator
from domain.metadata import IndicatorCode
from domain.points import from_units
from domain.rules import Inputs
from domain.rules.base import InvalidInput
from domain.scorecard.events import (
    Adjusted,
    AppealResolved,
    EvidenceWithdrawn,
    Explained,
    MarkedNotApplicable,
    Rescaled,
    SelfScored,
)
from domain.scorecard.events import EvidenceAttached as Attached
from projections.explanation.answer import Basis, Calculation, EvidenceAttached, Rule
from projections.explanation.card import CardThen
from projections.explanation.workings import Part, Working, shown, working
from projections.ranking.alone import Bests
from projections.ranking.points import Entry
from projections.ranking.provisional import moving_value
from projections.ranking.scopes import Stage
from projections.score_history import Change

GIVING: Mapping[Stage, frozenset[str]] = {
    Stage.SELF: frozenset({SelfScored.stored_name}),
    Stage.REVIEWED: frozenset({SelfScored.stored_name, Adjusted.stored_name}),
    Stage.FINAL: frozenset({SelfScored.stored_name, Adjusted.stored_name, AppealResolved.stored_name}),
}
"""The events that give an indicator its points at a stage."""


class Origin(NamedTuple):
    """The event whose points or inputs count, and the one that put them against the frozen best value, if any did."""

    given: Change
    frozen: Change | None


def by_indicator(changes: Sequence[Change]) -> Mapping[IndicatorCode, Sequence[Change]]:
    """The events of each indicator, in order."""
    found: dict[IndicatorCode, list[Change]] = {}
    for change in changes:
        if change.indicator is not None:
            found.setdefault(change.indicator, []).append(change)
    return found


class Reason:
    """Why one indicator of a scorecard has its points at a stage."""

    def __init__(self, card: CardThen, indicator: Indicator, changes: Sequence[Change], stage: Stage) -> None:
        """Takes the indicator's events up to then."""
        self._card, self.indicator, self._changes, self._stage = card, indicator, changes, stage
        self._entry = card.entries.get(indicator.code, Entry())
        counted = self._entry.counted(f"{stage}_points")
        self.points = None if counted is None else from_units(counted)
        self.moves = self.points is not None and self._is_measured(card.bests)
        self.origin = self._origin() if self.points is not None else None

    @property
    def recorded(self) -> Decimal | None:
        """The points as they stand in the log, entered when another value may have been the best."""
        of_points = [change for change in self._changes if change.stage is not None]
        recorded: Decimal | None = getattr(of_points[-1], f"{self._stage}_after") if of_points else None
        return recorded

    def _is_measured(self, bests: Bests) -> bool:
        """Whether the points are those of now against the best value known, not recorded ones."""
        return self.indicator.code in bests and moving_value(f"{self._stage}_points", self._entry) is not None

    @property
    def basis(self) -> Basis:
        """What the points come of."""
        if self.origin is None:
            return Basis.NOT_SCORED if self._entry.applicable else Basis.NOT_APPLICABLE
        if self.moves:
            return Basis.BEST_SO_FAR
        if self.origin.frozen is not None:
            return Basis.FROZEN_BEST
        if self.origin.given.event == AppealResolved.stored_name:
            return Basis.APPEAL
        return Basis.RULE if self.origin.given.inputs is not None else Basis.JUDGED

    @property
    def position(self) -> int | None:
        """Of the event that gave the points, or took the indicator out of the reckoning."""
        return self.decisive.position if self.decisive else None

    @property
    def decisive(self) -> Change | None:
        """The event that gave the points, or took the indicator out of the reckoning."""
        if self.origin is not None:
            return self.origin.frozen or self.origin.given
        if self._entry.applicable:
            return None
        return next(each for each in reversed(self._changes) if each.event == MarkedNotApplicable.stored_name)

    def _origin(self) -> Origin:
        given = [change for change in self._changes if change.event in GIVING[self._stage]]
        last, judged = given[-1], [change for change in given if change.event != AppealResolved.stored_name][-1]
        frozen = self._frozen_since(last)
        # A rejected appeal leaves points as they were: those of the review, which move with the best value.
        rejected = last.event == AppealResolved.stored_name and not last.details["accepted"]
        if rejected and (frozen or self.moves or last.final_after == last.reviewed_after):
            last, frozen = judged, self._frozen_since(judged)
        return Origin(last, frozen)

    def _frozen_since(self, given: Change) -> Change | None:
        """The last event since then that has put the points against a frozen best value and so changed them."""
        since = (change for change in reversed(self._changes) if change.position > given.position)
        return next(
            (change for change in since if change.event == Rescaled.stored_name and self._is_moved(change)), None
        )

    def _is_moved(self, change: Change) -> bool:
        before, after = (getattr(change, f"{self._stage}_{moment}") for moment in ("before", "after"))
        return bool(before != after)

    # --- The calculation ----------------------------------------------------------------------------------------------
    def calculation(self, frozen_units: Mapping[IndicatorCode, Sequence[str]]) -> Calculation:
        """From inputs to points; ``frozen_units`` tells whose the frozen best values are."""
        if self.origin is None or self.points is None:
            return Calculation(basis=self.basis, position=self.position, points=None, **NOTHING)
        inputs, best = self.origin.given.inputs, self._best(self.origin)
        done = self._working(inputs, best)
        units = self._card.bests[self.indicator.code].units if self.moves else frozen_units.get(self.indicator.code, ())
        return Calculation(
            basis=self.basis,
            position=self.position,
            inputs=inputs,
            best=best,
            best_units=tuple(units) if best is not None and (self.moves or self.origin.frozen) else (),
            parts=done.parts,
            rounding=str(done.rounding),
            difference=str(Fraction(self.points) - done.exact - done.rounding),
            points=self.points,
        )

    def _best(self, origin: Origin) -> Decimal | None:
        if origin.given.inputs is None or not self.indicator.rule.compares:
            return None
        if self.moves:
            return self._card.bests[self.indicator.code].value
        told = (origin.frozen or origin.given).details.get("best")
        return None if told is None else Decimal(told)

    def _working(self, inputs: Inputs | None, best: Decimal | None) -> Working:
        """How the inputs earn points; points that were entered as such are their own only part."""
        if inputs is not None:
            try:
                return working(self.indicator, inputs, self._card.definition.places, best)
            except InvalidInput:
                # No command lets such inputs in; whoever finds them in the log has to see that they earn nothing.
                return Working((), Fraction(0), Fraction(0), Decimal(0))
        entered = self.points or Decimal(0)
        part = Part(what="", formula=shown(entered), points=str(Fraction(entered)))
        return Working((part,), Fraction(entered), Fraction(0), entered)

    def rule(self) -> Rule:
        """The rule as the pinned release has it."""
        rule, places = self.indicator.rule, self._card.definition.places
        return Rule(
            kind=str(rule.__struct_config__.tag),
            vi=rule.explain("vi"),
            en=rule.explain("en"),
            how=self.indicator.how,
            max_points=self.indicator.max_points,
            places=places,
            rule_hash=rule_hash(self.indicator, places),
            recorded_hash=self.origin.given.details.get("rule_hash") if self.origin else None,
        )

    # --- What stands behind it ----------------------------------------------------------------------------------------
    def evidence(self) -> Iterator[EvidenceAttached]:
        """The documents that had been attached by then and not withdrawn."""
        attached: list[EvidenceAttached] = []
        for change in self._changes:
            if change.event == Attached.stored_name:
                attached.append(_attached(change))
            elif change.event == EvidenceWithdrawn.stored_name:
                attached = [each for each in attached if each.sha256 != change.details["sha256"]]
        yield from attached

    def explanation(self) -> str | None:
        """What the unit wrote last."""
        texts = [str(change.details["text"]) for change in self._changes if change.event == Explained.stored_name]
        return texts[-1] if texts else None


NOTHING: Mapping[str, Any] = {
    "inputs": None,
    "best": None,
    "best_units": (),
    "parts": (),
    "rounding": "0",
    "difference": "0",
}
"""The calculation of no points."""


def _attached(change: Change) -> EvidenceAttached:
    evidence = change.details["evidence"]
    return EvidenceAttached(
        name=evidence["name"],
        size=evidence["size"],
        sha256=evidence["sha256"],
        position=change.position,
        recorded_at=change.recorded_at,
        actor_id=change.actor_id,
    )
