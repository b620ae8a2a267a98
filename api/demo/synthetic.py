"""Synthetic inputs: plausible, seeded by the unit, the same on every machine. They are nobody's real results."""

import hashlib
from decimal import Decimal
from random import Random

from domain.indicator_set.definition import Indicator
from domain.points import plain
from domain.rules import AnyRule, Inputs
from domain.rules.best import Best
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist
from domain.rules.count import Count
from domain.rules.levels import Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tiers
from domain.scorecard.events import Evidence


class SyntheticUnit:
    """A made-up unit's way of working: how far along it is, and the dice that decide the rest."""

    def __init__(self, seed: str, at_least: float = 0.55) -> None:
        """The same seed gives the same unit; ``at_least`` is how likely it does well in whatever it is asked."""
        self._dice = Random(seed)  # noqa: S311  # Repeatable on purpose; nothing secret hangs on it.
        self._strength = self._dice.uniform(at_least, 0.97)

    def inputs(self, indicator: Indicator) -> Inputs:
        """What the unit enters for an indicator."""
        return self._for_rule(indicator.rule, indicator.max_points)

    def _for_rule(self, rule: AnyRule, maximum: Decimal) -> Inputs:  # noqa: PLR0911  # One case a kind of rule.
        match rule:
            case Levels(levels=levels):
                by_share = sorted(levels, key=lambda level: level.share, reverse=True)
                return {"level": by_share[min(self._misses(), len(by_share) - 1)].code}
            case Checklist(items=items):
                return {item.code: "yes" if self._succeeds() else "no" for item in items}
            case Tiers(tiers=tiers):
                counts = sorted((tier.at_least for tier in tiers), reverse=True)
                return {"count": str([*counts, 0][min(self._misses(), len(counts))])}
            case Ratio(complement=complement):
                return self._ratio(complement=complement)
            case Count(each=each):
                return {"count": str(max(0, int(maximum / each) + 1 - self._misses()))}
            case Measured():
                return {"value": f"0.{self._dice.randint(4000, 9999)}"}
            case Manual():
                return {"points": str(plain(Decimal(max(0, int(maximum * 2) - self._misses())) / 2))}
            case _:
                return self._for_composed_rule(rule, maximum)

    def _for_composed_rule(self, rule: AnyRule, maximum: Decimal) -> Inputs:
        match rule:
            case Sum(parts=parts) | Best(alternatives=parts):
                nested = ((part.code, self._for_rule(part.rule, maximum * part.share)) for part in parts)
                return {f"{code}.{field}": value for code, inputs in nested for field, value in inputs.items()}
            case Capped(rule=capped):
                return self._for_rule(capped, maximum)
            case Relative():
                return {"value": str(self._dice.randint(10, 100))}
            case Survey(top=top):
                return {"average": str(plain(top * self._dice.randint(60, 98) / 100)), "answers": "120"}
            case _:
                return {"points": "0"}

    def _ratio(self, *, complement: bool) -> Inputs:
        whole = self._dice.randint(5, 60)
        good = sum(self._succeeds() for _ in range(whole))
        return {"a": str(whole - good if complement else good), "b": str(whole)}

    def evidence(self, indicator: Indicator) -> Evidence:
        """A document that does not exist: its name says so."""
        label = f"trinh-dien/{indicator.code}/{self._dice.random()}"
        digest = hashlib.sha256(label.encode()).hexdigest()
        return Evidence(
            name=f"Tài liệu trình diễn {indicator.code}.pdf", size=self._dice.randint(20_000, 4_000_000), sha256=digest
        )

    def declares(self, likelihood: float) -> bool:
        """Whether something holds that holds for this share of units."""
        return self._dice.random() < likelihood

    def _succeeds(self) -> bool:
        return self._dice.random() < self._strength

    def _misses(self) -> int:
        """How often it fails before it succeeds: mostly never."""
        misses = 0
        while not self._succeeds():
            misses += 1
        return misses
