"""What nominations come to by the tables: the domain judges, here is only found what it looks at."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from application.award_lineage import Achiever, achievers, honoured, merged_into
from application.awards import candidate_of
from domain.award_campaign.decisions import award_of
from domain.award_campaign.eligibility import Finding, Held, Result, Tally, Verdict, assess, qualifies
from domain.award_campaign.events import CampaignOpened
from domain.award_campaign.events import stream_id as campaign_stream
from domain.award_campaign.policy import Year
from domain.award_campaign.state import INITIAL, Campaign, Nomination, Open, Step
from domain.metadata import Code
from domain.points import from_units
from domain.province.events import stream_id as province_stream
from domain.round.events import stream_id as round_stream
from projections.eligibility.answer import AttestationSource, AwardSource, ConditionFound, ResultSource, Source
from projections.eligibility.missing import Scene, missing
from projections.rows import Row

Find = Callable[[str, str, Collection[str]], Sequence[Mapping[Any, Any]]]
"""The rows of a table that have one of these values in a column."""
ByStream = Mapping[str, list[Mapping[Any, Any]]]


ToJudge = Mapping[str, Collection[Code] | None]
"""The campaigns, and which of their nominations are to be judged; all where none are named."""


def judged(find: Find, to_judge: ToJudge) -> Iterator[Row]:
    """What nominations come to, as rows."""
    if not to_judge:
        return
    known = _Known(find, to_judge.keys())
    for stream, codes in sorted(to_judge.items()):
        sources = _Tables(known, stream)
        for row in known.nominations[stream]:
            if codes is None or row["nomination"] in codes:
                yield {"stream": stream, "nomination": row["nomination"], **sources.verdict(row["nomination"])}


class _Known:
    """All rows that these campaigns look at, read at once."""

    def __init__(self, find: Find, streams: Collection[str]) -> None:
        sources = {row["source"] for row in find("eligibility_source", "stream", streams)}
        campaigns = sorted(
            find("eligibility_campaign", "stream", {*streams, *sources}), key=lambda row: int(row["position"])
        )
        self.openings: dict[str, CampaignOpened] = {row["stream"]: row["opening"] for row in campaigns}
        """Those of the campaigns and of all that they look at, as they were opened."""
        openings = [self.openings[stream] for stream in streams]
        rounds = {round_stream(each.province, code).hex for each in openings for code in each.rounds.values()}
        self.nominations = _by(find("eligibility_nomination", "stream", self.openings), "stream", "number")
        self.attestations = _by(find("eligibility_attestation", "stream", streams), "stream", "number")
        provinces = {province_stream(each.province).hex for each in openings}
        self.units = _by(find("eligibility_unit", "stream", provinces), "stream", "number")
        published = find("eligibility_round", "stream", rounds)
        self.published = {row["stream"]: row["published_at"] for row in published if row["published_at"] is not None}
        cards = find("eligibility_card", "round_stream", self.published) if self.published else []
        final = (row for row in cards if row["finalised_at"] is not None)
        self.cards = {(row["round_stream"], row["unit"]): row for row in final}


def _by(rows: Sequence[Mapping[Any, Any]], column: str, order: str) -> ByStream:
    found: dict[str, list[Mapping[Any, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row[order])):
        found[row[column]].append(row)
    return found


class _Tables:
    """What the conditions of one campaign look at, and which events are behind it."""

    def __init__(self, known: _Known, stream: str) -> None:
        self._known, self._stream = known, stream
        opening = known.openings[stream]
        self._province = opening.province
        self._said = _by(known.attestations[stream], "nomination", "number")
        self._campaigns = {opening.campaign: self._open(stream)}
        self._campaign = self._campaigns[opening.campaign]
        units = known.units[province_stream(self._province).hex]
        self._successors = {row["unit"]: row["successor"] for row in units}

    def _open(self, stream: str) -> Open:
        own = self._said if stream == self._stream else {}
        nominations = {row["nomination"]: _nomination(row, own) for row in self._known.nominations[stream]}
        return Open(opening=self._known.openings[stream], nominations=nominations)

    def predecessors(self, unit: Code) -> Sequence[Code]:
        """The units that were merged into this one, in the order in which they were registered."""
        return merged_into(self._successors, unit)

    def naming(self, campaign: Code) -> Sequence[Code]:
        """The campaigns that name this one as related."""
        openings = (each for each in self._known.openings.values() if each.province == self._province)
        return [each.campaign for each in openings if campaign in each.related]

    def campaign(self, code: Code) -> Campaign:
        """A campaign of the province."""
        stream = campaign_stream(self._province, code).hex
        if stream not in self._known.openings:
            return INITIAL
        if code not in self._campaigns:
            self._campaigns[code] = self._open(stream)
        return self._campaigns[code]

    def result(self, unit: Code, year: Year, assessment: Code) -> Result | None:
        """The unit's published result in the round of a year."""
        card = self._card(unit, assessment)
        if card is None:
            return None
        groups = card["groups"].items()
        return Result(
            unit=unit,
            year=year,
            round=assessment,
            total=_tally(card["points"], card["max_points"]),
            groups={code: _tally(*each) for code, each in groups},
            version=card["version"],
        )

    def _card(self, unit: Code, assessment: Code) -> Mapping[Any, Any] | None:
        return self._known.cards.get((round_stream(self._province, assessment).hex, unit))

    def verdict(self, code: Code) -> Row:
        """What a nomination comes to."""
        nomination = self._campaign.nominations[code]
        candidate = candidate_of(self, self._campaign, nomination)
        findings = assess(self._campaign.opening.policy, award_of(self._campaign, nomination), candidate)
        who = achievers(nomination.nominated.candidate, candidate.results)
        found = tuple(self._found(nomination, findings, who))
        return {"verdict": qualifies(findings).value, "conditions": found}

    def _found(
        self, nomination: Nomination, findings: Sequence[Finding], who: Collection[Achiever]
    ) -> Iterator[ConditionFound]:
        conditions = award_of(self._campaign, nomination).conditions_for(nomination.nominated.candidate.kind)
        years = self._campaign.years_of(nomination)
        scene = Scene(self._campaign.opening, self._is_published, nomination, years)
        for condition, finding in zip(conditions, findings, strict=True):
            yield ConditionFound(
                condition=condition,
                finding=finding,
                sources=tuple(self._sources(nomination.nominated.nomination, finding, who)),
                missing=() if finding.verdict is Verdict.MET else tuple(missing(condition, finding, scene)),
            )

    def _is_published(self, assessment: Code) -> bool:
        return round_stream(self._province, assessment).hex in self._known.published

    def _sources(self, code: Code, finding: Finding, who: Collection[Achiever]) -> Iterator[Source]:
        for year in finding.years:
            yield from (self._behind(result) for result in year.results)
        for row in self._said[code]:
            if row["said"].condition == finding.condition:
                act = row["attested"]
                yield AttestationSource(
                    year=row["said"].year, position=act.position, recorded_at=act.recorded_at, actor=act.actor
                )
        for held in dict.fromkeys(finding.held):
            yield from self._holding(code, held, who)

    def _holding(self, code: Code, held: Held, who: Collection[Achiever]) -> Iterator[AwardSource]:
        """The nominations, but this one, by which such awards are held for the same achievements."""
        campaign = self._campaigns[held.campaign]
        for row in self._known.nominations[campaign_stream(self._province, held.campaign).hex]:
            other = campaign.nominations[row["nomination"]]
            told = other.nominated.award, campaign.years_of(other), other.step
            is_this = campaign is self._campaign and row["nomination"] == code
            if told == (held.award, held.years, Step.GRANTED) and not is_this and not honoured(other).isdisjoint(who):
                yield AwardSource(
                    campaign=held.campaign, nomination=row["nomination"], award=held.award, position=row["granted_at"]
                )

    def _behind(self, result: Result) -> ResultSource:
        stream = round_stream(self._province, result.round).hex
        return ResultSource(
            year=result.year,
            unit=result.unit,
            round=result.round,
            version=result.version,
            position=self._known.cards[stream, result.unit]["finalised_at"],
            published_at=self._known.published[stream],
        )


def _tally(points: int, maximum: int) -> Tally:
    return Tally(points=from_units(points), maximum=from_units(maximum))


def _nomination(row: Mapping[Any, Any], said: ByStream) -> Nomination:
    attestations = (each["said"] for each in said.get(row["nomination"], ()))
    return Nomination(
        nominated=row["nominated"],
        step=Step(row["step"]),
        attestations={(each.condition, each.year): each for each in attestations},
        findings=row["findings"],
    )
