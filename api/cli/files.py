"""Commands whose content comes from files, and the calendar, of which only what changes is typed."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import click
import msgspec

from api.cli.award_policy import campaign_form
from api.cli.commands import Form, Given, print_outcome
from api.cli.envelope import envelope, envelope_options
from api.cli.place import Place
from api.cli.session import Session, Task
from api.cli.set_reference import METAVAR, ReferenceType, SetName, SetReference
from api.cli.values import Span
from application.contexts import INDICATOR_SET, PROVINCE, ROUND, opened_round
from application.service import Outcome
from application.sets.files import PlannedSet, Registry, RoundPlan, load_yaml
from application.sets.packages import installed
from application.workspace import Workspace
from domain.award_campaign.commands import OpenCampaign
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.events import stream_id
from domain.metadata import Code, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.province.events import stream_id as province_stream
from domain.round.calendar import Stage
from domain.round.commands import ChangeCalendar, OpenRound
from domain.round.events import PinnedSet
from domain.round.events import stream_id as round_stream
from domain.round.refusals import SetNotReleased
from projections.platform import Platform


def released_set(platform: Platform, given: Given) -> Given:
    """The definition in the file, refused with every mistake at its place; of a name, what is installed under it."""
    reference: SetReference = given["reference"]
    found = installed().sets.get(str(reference)) if isinstance(reference.source, SetName) else None
    return {"definition": found or reference.definition(lambda: nullcontext(platform))}


def planned_round(platform: Platform, given: Given) -> Given:
    """The round of the plan in the file, its sets pinned by the hashes that were released."""
    plan = load_yaml(given["file"], RoundPlan)
    workspace = Workspace(platform.application.load)
    sets = {kind: _pin(workspace, plan.province, kind, planned) for kind, planned in plan.sets.items()}
    return {**msgspec.structs.asdict(plan), "sets": sets}


def _pin(workspace: Workspace, province: Code, kind: UnitKind, planned: PlannedSet) -> PinnedSet:
    releases = workspace.state(INDICATOR_SET, stream_id(province, planned.indicator_set))
    release = releases.by_version.get(planned.version)
    if release is None:
        raise SetNotReleased(
            indicator_set=planned.indicator_set,
            version=planned.version,
            unit_kind=kind,
            problem_vi="chưa ban hành",
            problem_en="it is not released",
        )
    return PinnedSet(indicator_set=planned.indicator_set, version=planned.version, content_hash=release.content_hash)


def changed_calendar(platform: Platform, given: Given) -> Given:
    """The calendar as it stands, with the windows that were given."""
    windows = {stage.value: given[stage.value] for stage in Stage if given[stage.value] is not None}
    if not windows:
        names = ", ".join(f"--{stage.value.replace('_', '-')}" for stage in Stage)
        msg = f"Give at least one of: {names}"
        raise click.UsageError(msg)
    workspace = Workspace(platform.application.load)
    current = opened_round(workspace, given["province"], given["round"]).calendar
    if given["expect"] is None:
        # What was not typed must still be what it was when it was read here.
        given["expect"] = workspace.version(ROUND, round_stream(given["province"], given["round"])).number
    calendar = msgspec.structs.replace(current, **windows)
    return {"province": given["province"], "round": given["round"], "calendar": calendar}


def loaded_registry(platform: Platform, given: Given) -> Outcome:
    """The province and the units in the file, registered in one transaction; those that are known stay as they are."""
    registry = load_yaml(given["file"], Registry)
    names = msgspec.structs.asdict(registry)
    units = [msgspec.structs.asdict(entry) for entry in names.pop("units")]
    of_units = [{"province": registry.province, "unit": unit.pop("code"), **unit} for unit in units]
    wanted = [(RegisterProvince, names), *((RegisterUnit, unit) for unit in of_units)]
    commands = [kind(**envelope(given, Role.ADMINISTRATOR), **fields) for kind, fields in wanted]
    positions = platform.application.execute_all(commands)
    stream = province_stream(registry.province)
    version = platform.application.load(PROVINCE, stream).number
    position = positions[-1] if positions else None
    return Outcome(stream=stream, version=version, position=position, events=len(positions))


@click.pass_context
def _load(context: click.Context, /, **given: Any) -> None:
    session = context.ensure_object(Session)
    with session.platform_to_change() as platform:
        outcome = loaded_registry(platform, given)
    print_outcome(session, outcome)


load_registry = Task(
    "load",
    callback=_load,
    params=[Place(["place"], fields=["file"]), *(o for o in envelope_options(RegisterProvince) if o.name != "key")],
    help="Register a province and all its units from a YAML file, in one transaction; known ones stay as they are.",
)

FORMS: Mapping[type[Command], Form] = {
    ReleaseIndicatorSet: Form([click.Argument(["reference"], type=ReferenceType(), metavar=METAVAR)], released_set),
    OpenCampaign: campaign_form(),
    OpenRound: Form([Place(["place"], fields=["file"])], planned_round),
    ChangeCalendar: Form(
        [
            Place(["place"], fields=["province", "round"]),
            *(
                click.Option([f"--{stage.value.replace('_', '-')}"], type=Span(), help="First and last day.")
                for stage in Stage
            ),
        ],
        changed_calendar,
    ),
}
"""How these commands are typed; all others by ``form_of``."""
