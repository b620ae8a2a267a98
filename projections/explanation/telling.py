"""Tells why a number is what it is: the sum that it is, and everything behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.indicator_set.definition import Group, Indicator
from domain.metadata import Code, IndicatorCode
from domain.points import exact_sum, plain
from domain.scorecard.refusals import IndicatorNotForKind, IndicatorUnknown
from projections.explanation.answer import Basis, Explanation, PublishedIndex, Share, Term
from projections.explanation.card import CardThen
from projections.explanation.reasons import Reason, by_indicator
from projections.ranking import RankingProjection
from projections.ranking.answer import SetUsed
from projections.ranking.scopes import Stage
from projections.score_history import Change

FrozenUnits = Mapping[IndicatorCode, Sequence[Code]]
"""Whose the best values are that the round has frozen."""


class Telling:
    """One scorecard at one stage, of which any number is explained."""

    def __init__(self, card: CardThen, changes: Sequence[Change], stage: Stage, position: int) -> None:
        """Takes the scorecard as of a position, and its events up to then."""
        self._card, self._changes, self._stage, self._position = card, changes, stage, position
        self._by_indicator = by_indicator(changes)
        self._definition = card.definition

    def of(self, code: IndicatorCode | None, frozen_units: FrozenUnits) -> Explanation:
        """Why the indicator or group, or without a code the scorecard has its points; refuses an unknown code."""
        if code is None:
            return self._of_scorecard()
        for indicator in self._definition.indicators():
            if indicator.code == code:
                return self._of_indicator(indicator, frozen_units)
        for group in self._definition.every_group():
            if group.code == code:
                return self._of_group(group)
        raise IndicatorUnknown(indicator_set=self._definition.code, version=self._definition.version, indicator=code)

    # --- Whatever the number is of -----------------------------------------------------------------------------------
    def _of_indicator(self, indicator: Indicator, frozen_units: FrozenUnits) -> Explanation:
        if not indicator.applicable_to(self._card.kind):
            raise IndicatorNotForKind(indicator=indicator.code, unit_kind=self._card.kind)
        reason = self._reason(indicator)
        return self._explanation(
            indicator,
            (_term(reason),),
            terms=(),
            calculation=reason.calculation(frozen_units),
            rule=reason.rule(),
            evidence=tuple(reason.evidence()),
            explanation=reason.explanation(),
            events=tuple(self._by_indicator.get(indicator.code, ())),
        )

    def _of_group(self, group: Group) -> Explanation:
        terms = tuple(self._terms(group))
        return self._explanation(group, terms, terms=terms, events=tuple(self._decisive(group.every_indicator())))

    def _of_scorecard(self) -> Explanation:
        terms = tuple(self._group_terms(self._definition.groups))
        about_all = [change for change in self._changes if change.indicator is None]
        events = {each.position: each for each in (*about_all, *self._decisive(self._definition.indicators()))}
        in_order = tuple(events[position] for position in sorted(events))
        return self._explanation(None, terms, terms=terms, events=in_order, index=self._index(terms))

    def _index(self, terms: Sequence[Term]) -> PublishedIndex | None:
        points, maximum = _sum(each.points for each in terms), _sum(each.max_points for each in terms)
        published, computed = self._definition.index, self._definition.index_of(points, maximum)
        if published is None or computed is None:
            return None
        return PublishedIndex(
            computed=computed,
            scale=published.scale,
            places=published.places,
            stated=self._card.stated_index,
        )

    def _explanation(self, part: Indicator | Group | None, summands: Sequence[Term], **told: Any) -> Explanation:
        card, opening, definition = self._card, self._card.opening, self._definition
        points, maximum = _sum(each.points for each in summands), _sum(each.max_points for each in summands)
        beyond_sums = {"calculation": None, "rule": None, "evidence": (), "explanation": None, "index": None}
        return Explanation(
            position=self._position,
            version=RankingProjection.version,
            province=opening.province,
            province_name=card.province_name,
            round=opening.round,
            round_name=opening.name,
            unit=card.unit["unit"],
            name=card.unit["name"],
            name_en=card.unit["name_en"],
            unit_kind=card.kind,
            stage=self._stage,
            phase=card.phase,
            code=part.code if part else None,
            code_name=part.name if part else "",
            code_name_en=part.name_en if part else "",
            points=points,
            max_points=maximum,
            share=Share.of(points, maximum),
            recorded=_sum(each.recorded for each in summands),
            provisional=any(_is_provisional(each) for each in summands),
            indicator_set=SetUsed(
                code=definition.code,
                version=definition.version,
                content_hash=card.content_hash,
                name=definition.name,
                provenance=definition.provenance,
                notes=definition.notes,
            ),
            data_provenance=opening.data_provenance,
            notice=opening.notice,
            **{**beyond_sums, **told},
        )

    # --- Sums ---------------------------------------------------------------------------------------------------------
    def _terms(self, group: Group) -> Iterator[Term]:
        """The indicators of a group that units of this kind are scored on, and the groups in it."""
        for indicator in group.indicators:
            if indicator.applicable_to(self._card.kind):
                yield _term(self._reason(indicator))
        yield from self._group_terms(group.groups)

    def _group_terms(self, groups: Iterable[Group]) -> Iterator[Term]:
        for group in groups:
            terms = tuple(self._terms(group))
            if terms:
                yield _group_term(group, terms)

    def _reason(self, indicator: Indicator) -> Reason:
        return Reason(self._card, indicator, self._by_indicator.get(indicator.code, ()), self._stage)

    def _decisive(self, indicators: Iterable[Indicator]) -> Iterator[Change]:
        """The events that gave these indicators their points, in order."""
        reasons = (self._reason(each) for each in indicators if each.applicable_to(self._card.kind))
        found = (reason.decisive for reason in reasons)
        yield from sorted((each for each in found if each is not None), key=lambda change: change.position)


def _term(reason: Reason) -> Term:
    indicator, applies = reason.indicator, reason.basis is not Basis.NOT_APPLICABLE
    return Term(
        code=indicator.code,
        name=indicator.name,
        name_en=indicator.name_en,
        is_group=False,
        points=reason.points or Decimal(0),
        recorded=reason.recorded or Decimal(0),
        max_points=plain(indicator.max_points) if applies else Decimal(0),
        basis=reason.basis,
        position=reason.position,
    )


def _group_term(group: Group, terms: tuple[Term, ...]) -> Term:
    return Term(
        code=group.code,
        name=group.name,
        name_en=group.name_en,
        is_group=True,
        points=_sum(each.points for each in terms),
        recorded=_sum(each.recorded for each in terms),
        max_points=_sum(each.max_points for each in terms),
        basis=None,
        position=None,
        terms=terms,
    )


def _is_provisional(term: Term) -> bool:
    return term.basis is Basis.BEST_SO_FAR or any(_is_provisional(each) for each in term.terms)


def _sum(points: Iterable[Decimal]) -> Decimal:
    return plain(exact_sum(points))
