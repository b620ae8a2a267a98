"""The table of commands: where each is sent, and what it creates. All else is said by the command itself."""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec

from domain.award_campaign import commands as awards
from domain.command import Command
from domain.indicator_set import commands as sets
from domain.person.commands import EraseName
from domain.province import commands as provinces
from domain.round import commands as rounds
from domain.scorecard import commands as cards

ENVELOPE = frozenset({"id", "at", "entered_at", "actor", "correlation_id", "causation_id"})
"""The fields of a command that are not the sender's to choose in the body."""


class Stream(Enum):
    """Whether the stream that a command goes to exists already. Changes of a stream need its version."""

    NEW = "new"
    PERHAPS = "perhaps"
    EXISTING = "existing"


class Route(msgspec.Struct, frozen=True):
    """Where a command is sent, and the address of what it creates, where it creates something.

    Ids that are listed as new are made up where the body leaves them out.
    """

    command: type[Command]
    path: str
    creates: Callable[[Any], str] | None = None
    stream: Stream = Stream.EXISTING
    new_ids: frozenset[str] = frozenset()

    @property
    def operation(self) -> str:
        """The operation's id: ``openRound``."""
        name = self.command.__name__
        return name[0].lower() + name[1:]

    @property
    def part(self) -> str:
        """The part of the interface it belongs to, which is its aggregate's."""
        return self.command.__module__.split(".")[1]

    @property
    def in_path(self) -> frozenset[str]:
        """The fields that the address gives."""
        return frozenset(re.findall(r"{(\w+)}", self.path))


PROVINCE = "/provinces/{province}"
UNITS = f"{PROVINCE}/units"
UNIT = f"{UNITS}/{{unit}}"
SETS = f"{PROVINCE}/indicator-sets"
RELEASE = f"{SETS}/{{indicator_set}}/versions/{{version}}"
ROUND = f"{PROVINCE}/rounds/{{round}}"
CARD = f"{ROUND}/scorecards/{{unit}}"
CAMPAIGNS = f"{PROVINCE}/award-campaigns"
CAMPAIGN = f"{CAMPAIGNS}/{{campaign}}"
NOMINATIONS = f"{CAMPAIGN}/nominations"
NOMINATION = f"{NOMINATIONS}/{{nomination}}"
PEOPLE = "/people"
PERSON = f"{PEOPLE}/{{reference}}"


def _address(path: str) -> Callable[[Any], str]:
    return lambda command: path.format(**msgspec.structs.asdict(command))


def _release_address(command: sets.ReleaseIndicatorSet) -> str:
    definition = command.definition
    return RELEASE.format(province=definition.province, indicator_set=definition.code, version=definition.version)


ROUTES = (
    Route(provinces.RegisterProvince, "/provinces", _address(PROVINCE), Stream.NEW),
    Route(provinces.RegisterUnit, UNITS, _address(UNIT)),
    Route(provinces.RenameUnit, f"{UNIT}/rename"),
    Route(provinces.MergeUnit, f"{UNIT}/merge"),
    Route(provinces.DissolveUnit, f"{UNIT}/dissolve"),
    Route(sets.ReleaseIndicatorSet, SETS, _release_address, Stream.PERHAPS),
    Route(sets.WithdrawIndicatorSet, f"{RELEASE}/withdraw"),
    Route(rounds.OpenRound, f"{PROVINCE}/rounds", _address(ROUND), Stream.NEW),
    Route(rounds.ChangeCalendar, f"{ROUND}/calendar"),
    Route(rounds.ExtendSelfScoring, f"{ROUND}/extensions"),
    Route(rounds.MarkUnitNotRanked, f"{ROUND}/not-ranked"),
    Route(rounds.MarkUnitRanked, f"{ROUND}/ranked"),
    Route(rounds.CloseSelfScoring, f"{ROUND}/close-self-scoring"),
    Route(rounds.CloseReview, f"{ROUND}/close-review"),
    Route(rounds.FinaliseRound, f"{ROUND}/finalise"),
    Route(rounds.PublishRound, f"{ROUND}/publish"),
    Route(rounds.ReopenRound, f"{ROUND}/reopen"),
    Route(cards.OpenScorecard, f"{ROUND}/scorecards", _address(CARD), Stream.NEW, frozenset({"scorecard"})),
    Route(cards.SelfScore, f"{CARD}/self-scores"),
    Route(cards.AttachEvidence, f"{CARD}/evidence"),
    Route(cards.WithdrawEvidence, f"{CARD}/evidence/withdraw"),
    Route(cards.Explain, f"{CARD}/explanations"),
    Route(cards.MarkNotApplicable, f"{CARD}/not-applicable"),
    Route(cards.SubmitScorecard, f"{CARD}/submit"),
    Route(cards.ReturnScorecard, f"{CARD}/return"),
    Route(cards.AdjustScore, f"{CARD}/adjustments"),
    Route(cards.AppealScore, f"{CARD}/appeals"),
    Route(cards.ResolveAppeal, f"{CARD}/appeals/resolve"),
    Route(cards.FinaliseScorecard, f"{CARD}/finalise"),
    Route(cards.ReopenScorecard, f"{CARD}/reopen"),
    Route(awards.OpenCampaign, CAMPAIGNS, _address(CAMPAIGN), Stream.NEW),
    Route(awards.ChangeAwardCalendar, f"{CAMPAIGN}/calendar"),
    Route(awards.Nominate, NOMINATIONS, _address(NOMINATION)),
    Route(awards.WithdrawNomination, f"{NOMINATION}/withdraw"),
    Route(awards.AttestFact, f"{NOMINATION}/attestations"),
    Route(awards.AddDossierDocument, f"{NOMINATION}/documents"),
    Route(awards.SubmitDossier, f"{NOMINATION}/submit"),
    Route(awards.ReturnDossier, f"{NOMINATION}/return"),
    Route(awards.ConsolidateDossier, f"{NOMINATION}/consolidate"),
    Route(awards.AppraiseDossier, f"{NOMINATION}/appraise"),
    Route(awards.RecordCouncilVote, f"{NOMINATION}/council-votes"),
    Route(awards.RecordObjection, f"{NOMINATION}/objections"),
    Route(awards.AnswerObjection, f"{NOMINATION}/objections/{{objection}}/answer"),
    Route(awards.GrantAward, f"{NOMINATION}/grant"),
    Route(awards.DeclineAward, f"{NOMINATION}/decline"),
    Route(awards.ReconsiderNomination, f"{NOMINATION}/reconsider"),
    Route(awards.FlagAward, f"{NOMINATION}/flag"),
    Route(awards.RevokeAward, f"{NOMINATION}/revoke"),
    Route(awards.PublishHonours, f"{CAMPAIGN}/publish-honours"),
    # The version of a person tells nothing that has to be read before.
    Route(EraseName, f"{PERSON}/erase", stream=Stream.NEW),
)
