"""Scorecards of a whole round at once: all in one transaction, or none."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import click

from api.cli.commands import Act, Form, Given, act_once
from api.cli.envelope import envelope
from api.cli.place import Place
from application.batch import execute_every
from application.contexts import SCORECARD, opened_round, registry
from application.service import Outcome
from application.workspace import Workspace
from domain.metadata import Code, Role
from domain.province.state import Life
from domain.scorecard.commands import FinaliseScorecard, OpenScorecard, ScorecardCommand
from domain.scorecard.events import stream_id
from domain.scorecard.state import NotOpened, Scorecard, UnderReview
from projections.platform import Platform

Wanted = Callable[[Scorecard], bool]
"""Whether a unit's scorecard is one of all those that a command is for."""

BULK: dict[type[ScorecardCommand], tuple[Wanted, str]] = {
    OpenScorecard: (
        lambda card: isinstance(card, NotOpened),
        "Every unit that the round assesses and that has no scorecard yet.",
    ),
    FinaliseScorecard: (
        lambda card: isinstance(card, UnderReview),
        "Every unit whose scorecard is under review.",
    ),
}
"""The commands that take ``--all``."""


def bulk_form(kind: type[ScorecardCommand], form: Form) -> Form:
    """The command's own form, in which ``--all`` may stand for the unit."""
    options = [parameter for parameter in form.parameters if not isinstance(parameter, Place)]
    everyone = click.Option(["--all", "everyone"], is_flag=True, help=BULK[kind][1])
    return Form([Place(["place"], fields=["province", "round"], optional=["unit"]), everyone, *options], form.fields)


def bulk_act(kind: type[ScorecardCommand], form: Form) -> Act:
    """Gives the command once, or to every unit for which it is."""

    def act(platform: Platform, given: Given) -> Outcome:
        if given["everyone"] is (given["unit"] is not None):
            msg = "Name a UNIT, or say --all."
            raise click.UsageError(msg)
        return _act_on_all(kind, form, platform, given) if given["everyone"] else act_once(kind, form, platform, given)

    return act


def _act_on_all(kind: type[ScorecardCommand], form: Form, platform: Platform, given: Given) -> Outcome:
    """One command a unit, all for one reason; in the role of an administrator, unless another is named."""
    if given["key"] is not None or given["expect"] is not None:
        msg = "--key and --expect are for one scorecard, not for --all."
        raise click.UsageError(msg)
    correlation = uuid4()
    commands = []
    for unit in _units(platform, given["province"], given["round"], BULK[kind][0]):
        fields = form.fields(platform, {**given, "unit": unit})
        envelope_fields = envelope(given, Role.ADMINISTRATOR, unit)
        commands.append(kind(**envelope_fields, **fields, correlation_id=correlation))
    return execute_every(platform.application, given["province"], given["round"], commands)


def _units(platform: Platform, province: Code, round_code: Code, wanted: Wanted) -> Iterator[Code]:
    workspace = Workspace(platform.application.load)
    assessed = opened_round(workspace, province, round_code)
    for unit in registry(workspace, province).units.values():
        card = workspace.state(SCORECARD, stream_id(province, round_code, unit.code))
        exists = unit.life is Life.ACTIVE or not isinstance(card, NotOpened)
        exempt = assessed.not_ranked.get(unit.code, False)
        if exists and unit.kind in assessed.opening.sets and not exempt and wanted(card):
            yield unit.code
