"""How dossiers of the demonstration's campaign go their way: who gives which command, by which made-up paper."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from api.demo.script import Script
from api.demo.story import COUNCIL_OF_THE_DEMO
from domain.award_campaign.commands import (
    AddDossierDocument,
    AppraiseDossier,
    AttestFact,
    ConsolidateDossier,
    Nominate,
    RecordCouncilVote,
    ReturnDossier,
    SubmitDossier,
)
from domain.award_campaign.eligibility import Attestation
from domain.award_campaign.policy import AwardPolicy, CandidateKind, Declared, Year
from domain.command import Command
from domain.metadata import Code, IndicatorCode, Role, SourceDocument
from domain.part import Part

VOTES = 9
"""How many sit in the province's council."""


class Proposal(Part, frozen=True, kw_only=True):
    """Who is proposed for what, and when the dossier is handed in."""

    code: Code
    award: Code
    unit: Code
    handed_in: date
    person: str | None = None
    position: str = ""
    groups: tuple[IndicatorCode, ...] = ()
    year: Year | None = None

    @property
    def kind(self) -> CandidateKind:
        """A person is an individual."""
        return CandidateKind.COLLECTIVE if self.person is None else CandidateKind.INDIVIDUAL


class Dossiers:
    """The steps of dossiers, each by whoever it belongs to."""

    def __init__(self, script: Script, policy: AwardPolicy, campaign: Code) -> None:
        """What is attested and which documents there are follows from the policy."""
        self._script, self._policy = script, policy
        self._campaign = {"province": policy.province, "campaign": campaign}

    def propose(self, proposal: Proposal) -> None:
        """The unit's council proposes; facts are attested, and the documents are put together."""
        day, unit = proposal.handed_in, proposal.unit
        self.by_unit(
            Nominate,
            proposal,
            award=proposal.award,
            year=proposal.year,
            kind=proposal.kind,
            unit=unit,
            person=proposal.person,
            position=proposal.position,
            groups=proposal.groups,
            votes_for=7,
            source_document=SourceDocument(
                number=f"TRÌNH DIỄN-BB/{proposal.code}", date=day, issuer=f"Hội đồng trình diễn của {unit}"
            ),
        )
        for role, body, attestation in self._facts(proposal):
            fields = {"nomination": proposal.code, "attestation": attestation}
            self._script.give(AttestFact, role, day, body, **self._campaign, **fields)
        award = self._policy.award(proposal.award)
        for document in award.documents if award else ():
            self.add(proposal, document, day)

    def add(self, proposal: Proposal, document: Code, day: date) -> None:
        """Puts a made-up document into the dossier; one of the same kind takes the place of an earlier one."""
        title = f"Tài liệu trình diễn {document} của {proposal.code}"
        digest = hashlib.sha256(f"trinh-dien/{proposal.code}/{document}/{day}".encode()).hexdigest()
        self.by_unit(AddDossierDocument, proposal, day, document=document, title=title, sha256=digest)

    def submit(self, proposal: Proposal, day: date | None = None) -> None:
        """The unit hands the dossier in."""
        self.by_unit(SubmitDossier, proposal, day)

    def send_back(self, proposal: Proposal, day: date, reason: str) -> None:
        """The consolidating body returns it for additions."""
        self.by_body(ReturnDossier, self._policy.consolidated_by, proposal, day, reason=reason)

    def consolidate(self, proposal: Proposal, day: date) -> None:
        """Takes it into the province's list."""
        self.by_body(ConsolidateDossier, self._policy.consolidated_by, proposal, day)

    def appraise(self, proposal: Proposal, day: date, votes_for: int = VOTES) -> None:
        """The appraising body's opinion, and the vote of the province's council."""
        reason = "Trình diễn: hồ sơ đủ thành phần, đúng thể lệ."
        self.by_body(AppraiseDossier, self._policy.appraised_by, proposal, day, favourable=True, reason=reason)
        minutes = SourceDocument(number="TRÌNH DIỄN-BB/HĐTĐKT", date=day, issuer=COUNCIL_OF_THE_DEMO)
        votes = {"votes_for": votes_for, "votes_against": VOTES - votes_for}
        self.by_council(RecordCouncilVote, proposal, day, **votes, source_document=minutes)

    # --- Who speaks ---------------------------------------------------------

    def by_unit(
        self, command: Callable[..., Command], proposal: Proposal, day: date | None = None, **fields: Any
    ) -> None:
        """The candidate's own unit."""
        self.by_body(command, proposal.unit, proposal, day or proposal.handed_in, Role.UNIT, **fields)

    def by_body(
        self,
        command: Callable[..., Command],
        body: Code,
        proposal: Proposal,
        day: date,
        role: Role = Role.REVIEWER,
        **fields: Any,
    ) -> None:
        """A body of the province."""
        self._script.give(command, role, day, body, **self._campaign, nomination=proposal.code, **fields)

    def by_council(self, command: Callable[..., Command], proposal: Proposal, day: date, **fields: Any) -> None:
        """Whoever decides."""
        self._script.give(command, Role.COUNCIL, day, **self._campaign, nomination=proposal.code, **fields)

    def in_vain(
        self, command: Callable[..., Command], role: Role, proposal: Proposal, day: date, **fields: Any
    ) -> None:
        """What the rules refuse."""
        body = proposal.unit if role is Role.UNIT else None
        self._script.give_in_vain(command, role, day, body, **self._campaign, nomination=proposal.code, **fields)

    def _facts(self, proposal: Proposal) -> Iterator[tuple[Role, Code | None, Attestation]]:
        """Every fact that the policy asks of such a candidate, and who attests it."""
        award = self._policy.award(proposal.award)
        for condition in award.conditions_for(proposal.kind) if award else ():
            if isinstance(condition, Declared):
                for year in self._years(proposal) if condition.yearly else (None,):
                    evidence = "Trình diễn: không quy định thêm" if condition.set_by else "Tài liệu trình diễn"
                    said = Attestation(condition=condition.code, holds=True, year=year, evidence=evidence)
                    yield *self._speaker(condition, proposal.unit), said

    def _years(self, proposal: Proposal) -> tuple[Year, ...]:
        return self._policy.years if proposal.year is None else (proposal.year,)

    def _speaker(self, condition: Declared, unit: Code) -> tuple[Role, Code | None]:
        """The unit itself if it may, else the first body that may, else the council."""
        if Role.UNIT in condition.attested_by:
            return Role.UNIT, unit
        if Role.REVIEWER in condition.attested_by:
            return Role.REVIEWER, next(iter(condition.attested_by_units), self._policy.consolidated_by)
        return Role.COUNCIL, None
