"""What nominations come to by the tables: the domain judges, here is only found what it looks at."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from application.awards import findings_by, merged_into, who
from domain.award_campaign.eligibility import Finding, Held, Result, Tally, Verdict, qualifies
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
        openings = [row["opening"] for row in find("eligibility_campaign", "stream", streams)]
        related = {campaign_stream(each.province, code).hex for each in openings for code in each.related}
        rounds = {round_stream(each.province, code).hex for each in openings for code in each.rounds.values()}
        wanted = {*streams, *related}
        self.openings: dict[str, CampaignOpened] = {
            row["stream"]: row["opening"] for row in find("eligibility_campaign", "stream", wanted)
        }
        self.nominations = _by(find("eligibility_nomination", "stream", wanted), "stream", "number")
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
        """The units that were merged into this one, and into those, in the order in which they were registered."""
        return merged_into(self._successors, unit)

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
        findings = findings_by(self, self._campaign, nomination)
        return {"verdict": qualifies(findings).value, "conditions": tuple(self._found(code, nomination, findings))}

    def _found(self, code: Code, nomination: Nomination, findings: Sequence[Finding]) -> Iterator[ConditionFound]:
        nominated = nomination.nominated
        award = self._campaign.opening.policy.award(nominated.award)
        conditions = () if award is None else award.conditions_for(nominated.candidate.kind)
        years = self._campaign.years_of(nomination)
        scene = Scene(self._campaign.opening, self._is_published, nomination, years)
        for condition, finding in zip(conditions, findings, strict=True):
            yield ConditionFound(
                condition=condition,
                finding=finding,
                sources=tuple(self._sources(code, finding)),
                missing=() if finding.verdict is Verdict.MET else tuple(missing(condition, finding, scene)),
            )

    def _is_published(self, assessment: Code) -> bool:
        return round_stream(self._province, assessment).hex in self._known.published

    def _sources(self, code: Code, finding: Finding) -> Iterator[Source]:
        for year in finding.years:
            yield from (self._behind(result) for result in year.results)
        for row in self._said[code]:
            if row["said"].condition == finding.condition:
                act = row["attested"]
                yield AttestationSource(
                    year=row["said"].year, position=act.position, recorded_at=act.recorded_at, actor=act.actor
                )
        for held in finding.held:
            yield self._holding(code, held)

    def _holding(self, code: Code, held: Held) -> AwardSource:
        """The nomination by which the candidate holds the award."""
        holder = who(self._campaign.nominations[code].nominated.candidate)
        granted = self._known.nominations[campaign_stream(self._province, held.campaign).hex]
        row = next(row for row in granted if self._tells(row, held) and who(row["nominated"].candidate) == holder)
        return AwardSource(
            campaign=held.campaign, nomination=row["nomination"], award=held.award, position=row["granted_at"]
        )

    def _tells(self, row: Mapping[Any, Any], held: Held) -> bool:
        """Whether a nomination is one by which somebody holds this award for these years."""
        nominated, campaign = row["nominated"], self._campaigns[held.campaign]
        years = campaign.years_of(campaign.nominations[row["nomination"]])
        return row["step"] == Step.GRANTED and (nominated.award, years) == (held.award, held.years)

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
    )
