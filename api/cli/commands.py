"""Every command of the domain as one of the command line: one table, and options made from the fields."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

import click
import msgspec
from msgspec import inspect as types

from api.cli.described import core, summary
from api.cli.envelope import ENVELOPE, default_role, envelope, envelope_options
from api.cli.output import print_json
from api.cli.place import PLACES, Place
from api.cli.session import EXIT_CODES, JSON, Session, Task
from api.cli.values import option_of
from application.contexts import AWARD_CAMPAIGN
from application.service import Outcome
from application.workspace import Workspace
from domain.award_campaign import commands as awards
from domain.award_campaign.events import stream_id
from domain.award_campaign.state import Open
from domain.command import Command
from domain.indicator_set import commands as sets
from domain.metadata import Code
from domain.person.commands import EraseName
from domain.province import commands as provinces
from domain.round import commands as rounds
from domain.scorecard import commands as cards
from projections.platform import Platform

WAYS: Mapping[type[Command], tuple[str, str]] = {
    provinces.RegisterProvince: ("province", "register"),
    provinces.RegisterUnit: ("province", "unit-register"),
    provinces.RenameUnit: ("province", "unit-rename"),
    provinces.MergeUnit: ("province", "unit-merge"),
    provinces.DissolveUnit: ("province", "unit-dissolve"),
    sets.ReleaseIndicatorSet: ("sets", "release"),
    sets.WithdrawIndicatorSet: ("sets", "withdraw"),
    rounds.OpenRound: ("round", "open"),
    rounds.ChangeCalendar: ("round", "change-calendar"),
    rounds.ExtendSelfScoring: ("round", "extend"),
    rounds.MarkUnitNotRanked: ("round", "not-rank"),
    rounds.MarkUnitRanked: ("round", "rank"),
    rounds.CloseSelfScoring: ("round", "close-self-scoring"),
    rounds.CloseReview: ("round", "close-review"),
    rounds.FinaliseRound: ("round", "finalise"),
    rounds.PublishRound: ("round", "publish"),
    rounds.ReopenRound: ("round", "reopen"),
    cards.OpenScorecard: ("scorecard", "open"),
    cards.SelfScore: ("scorecard", "self-score"),
    cards.AttachEvidence: ("scorecard", "attach"),
    cards.WithdrawEvidence: ("scorecard", "withdraw-evidence"),
    cards.Explain: ("scorecard", "explain"),
    cards.MarkNotApplicable: ("scorecard", "not-applicable"),
    cards.SubmitScorecard: ("scorecard", "submit"),
    cards.ReturnScorecard: ("scorecard", "return"),
    cards.AdjustScore: ("scorecard", "adjust"),
    cards.AppealScore: ("scorecard", "appeal"),
    cards.ResolveAppeal: ("scorecard", "resolve"),
    cards.FinaliseScorecard: ("scorecard", "finalise"),
    cards.ReopenScorecard: ("scorecard", "reopen"),
    awards.OpenCampaign: ("awards", "open"),
    awards.ChangeAwardCalendar: ("awards", "change-calendar"),
    awards.Nominate: ("awards", "nominate"),
    awards.WithdrawNomination: ("awards", "withdraw"),
    awards.AttestFact: ("awards", "attest"),
    awards.AddDossierDocument: ("awards", "add-document"),
    awards.SubmitDossier: ("awards", "submit"),
    awards.ReturnDossier: ("awards", "return"),
    awards.ConsolidateDossier: ("awards", "consolidate"),
    awards.AppraiseDossier: ("awards", "appraise"),
    awards.RecordCouncilVote: ("awards", "vote"),
    awards.RecordObjection: ("awards", "object"),
    awards.AnswerObjection: ("awards", "answer"),
    awards.GrantAward: ("awards", "grant"),
    awards.DeclineAward: ("awards", "decline"),
    awards.ReconsiderNomination: ("awards", "reconsider"),
    awards.FlagAward: ("awards", "flag"),
    awards.RevokeAward: ("awards", "revoke"),
    awards.PublishHonours: ("awards", "publish"),
    EraseName: ("people", "erase"),
}
"""Where each command of the domain stands on the command line."""

Given = dict[str, Any]
C = TypeVar("C", bound=Command)


class Form(NamedTuple):
    """How a command's own fields are typed: the parameters, and what the fields are, given their values."""

    parameters: Sequence[click.Parameter]
    fields: Callable[[Platform, Given], Given]


Act = Callable[[Platform, Given], Outcome]
"""Carries out what was typed."""
Tell = Callable[[Session, Any], None]
"""Prints what came of it."""


def form_of(kind: type[Command]) -> Form:
    """Places for what names the aggregate, an option for every other field."""
    own = [field for field in msgspec.structs.fields(kind) if field.name not in ENVELOPE]
    places = [field.name for field in own if field.name in PLACES]
    options = [option_of(field) for field in own if field.name not in PLACES]
    fresh = [field.name for field in own if isinstance(core(field.type), types.UUIDType)]
    for option in options:
        option.required = option.required and option.name not in fresh
    names = [field.name for field in own]

    def fields(_platform: Platform, given: Given) -> Given:
        # What was left out is left to the struct's own default; an id that was left out is a new one.
        typed = {name: given[name] for name in names if given[name] not in (None, (), {})}
        return {name: uuid4() for name in fresh} | typed

    return Form([Place(["place"], fields=places), *options], fields)


def task(kind: type[Command], name: str, form: Form, act: Act | None = None, tell: Tell | None = None) -> Task:
    """The command of the command line that gives this command of the domain, unless it is to ``act`` otherwise.

    What came of it is printed as an outcome, unless it is to ``tell`` otherwise.
    """

    @click.pass_context
    def give(context: click.Context, /, **given: Any) -> None:
        session = context.ensure_object(Session)
        with session.platform_to_change() as platform:
            outcome = (act or partial(act_once, kind, form))(platform, given)
        (tell or print_outcome)(session, outcome)

    expect = click.Option(["--expect"], type=click.IntRange(0), help="Refuse unless this is the current version.")
    return Task(
        name,
        callback=give,
        params=[*form.parameters, *envelope_options(kind), expect],
        help=f"{summary(kind)}\n\nFor: {', '.join(sorted(kind.roles))}.",
        epilog=EXIT_CODES,
    )


def act_once(kind: type[Command], form: Form, platform: Platform, given: Given) -> Outcome:
    """Gives one command."""
    return execute(platform, command_of(kind, form, platform, given), given)


def command_of(kind: type[C], form: Form, platform: Platform, given: Given) -> C:
    """The command that was typed."""
    fields = form.fields(platform, given)
    return kind(**envelope(given, default_role(kind), _own_unit(platform, fields)), **fields)


def _own_unit(platform: Platform, fields: Given) -> Code | None:
    """The unit that a command is about, or that its nomination is of; whoever objects is of some other."""
    if "nomination" not in fields or "objection" in fields or "unit" in fields:
        return fields.get("unit")
    stream = stream_id(fields["province"], fields["campaign"])
    campaign = Workspace(platform.application.load).state(AWARD_CAMPAIGN, stream)
    known = campaign.nominations.get(fields["nomination"]) if isinstance(campaign, Open) else None
    return known.nominated.candidate.unit if known else None


def execute(platform: Platform, command: Command, given: Given) -> Outcome:
    """Gives the command, under its idempotency key if it has one."""
    if given["key"] is None:
        return platform.application.execute(command, expected_version=given["expect"])
    # By reference, for a digest of a name would let one guess it after the name was erased.
    command = platform.application.people.referred(command, anew=True)
    return platform.application.execute_once(
        command, key=given["key"], fingerprint=fingerprint(command, given), expected_version=given["expect"]
    )


def fingerprint(command: Command, given: Given) -> str:
    """What a request has in common with itself when it is typed again: all but new ids, and the time unless given."""
    content = msgspec.to_builtins(command)
    new = {"id", "entered_at"} | ({"at"} if given["at"] is None else set())
    fresh = {name for name in content if isinstance(getattr(command, name), UUID) and given.get(name) is None}
    kept = {name: value for name, value in content.items() if name not in new | fresh}
    return hashlib.sha256(msgspec.json.encode([type(command).__name__, kept], order="sorted")).hexdigest()


def print_outcome(session: Session, outcome: Outcome) -> None:
    """Prints what a command has led to."""
    if session.format == JSON:
        print_json(outcome)
    else:
        click.echo(_outcome(session, outcome))


def _outcome(session: Session, outcome: Outcome) -> str:
    if not outcome.events:
        vi, en = "Không có gì thay đổi; phiên bản {version}.", "Nothing to change; version {version}."
    else:
        vi = "Đã ghi {events} sự kiện, đến vị trí {position}; phiên bản {version}."
        en = "Events recorded: {events}, up to position {position}; version {version}."
    return session.say(vi, en).format(**msgspec.structs.asdict(outcome))
