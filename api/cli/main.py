"""The command ``bangvang`` and all that hangs on it."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import click

from api.cli.added import WithAdded
from api.cli.audit import audit
from api.cli.award_policy import policy_group
from api.cli.awards import dossiers, list_campaigns, show_campaign
from api.cli.awards_eligibility import eligibility
from api.cli.awards_honours import honours
from api.cli.awards_papers import papers
from api.cli.awards_why import why_awarded
from api.cli.bulk import BULK, bulk_act, bulk_form
from api.cli.changes import changes, unusual
from api.cli.commands import WAYS, form_of, task
from api.cli.dead_letters import dead_letters
from api.cli.demo import demo
from api.cli.diff import diff
from api.cli.documents import events, refusals
from api.cli.exits import Root
from api.cli.files import FORMS, load_registry
from api.cli.history import history
from api.cli.keys import keys
from api.cli.log import log
from api.cli.migrate import migrate_command
from api.cli.people import list_people, show_person
from api.cli.progress import progress
from api.cli.projections import projections
from api.cli.rank_changes import rank_changes
from api.cli.ranking import ranking
from api.cli.reads import reads
from api.cli.registry import list_provinces, show_province
from api.cli.replay import replay
from api.cli.rounds import list_rounds, show_round
from api.cli.scorecards import show_scorecard
from api.cli.scores import scores
from api.cli.serve import serve
from api.cli.session import CSV, EXIT_CODES, JSON, TABLE, Group, Session, share, shared_options
from api.cli.set_diff import diff_sets
from api.cli.set_files import convert_set, write_set_template
from api.cli.set_outcome import SET_COMMANDS, set_act, set_tell
from api.cli.set_simulate import simulate_set
from api.cli.set_validate import validate_set
from api.cli.sets import list_sets, show_set
from api.cli.status import status
from api.cli.trends import trends
from api.cli.why import why
from api.cli.witness import witness
from application import logs
from application.settings import logs_from_environment
from domain.command import Command

ABOUT: Mapping[str, tuple[str, Sequence[click.Command]]] = {
    "province": ("Provinces and their units.", (load_registry, list_provinces, show_province)),
    "sets": (
        "Indicator sets: their files, trials and releases.",
        (validate_set, write_set_template, convert_set, diff_sets, simulate_set, list_sets, show_set),
    ),
    "round": ("Assessment rounds, from opening to publication.", (list_rounds, show_round)),
    "scorecard": ("A unit's scorecard in a round.", (show_scorecard,)),
    "awards": (
        "Award campaigns: policies, nominations, dossiers, decisions.",
        (policy_group, list_campaigns, show_campaign, eligibility, dossiers, why_awarded, honours, papers),
    ),
    "people": ("The people whom events name by reference.", (list_people, show_person)),
}
"""What each group of commands is about, and what it shows besides giving commands."""
LASTING = frozenset({"serve", "relay", "project"})
"""What runs until it is stopped, and tells what it does meanwhile."""


class Bangvang(WithAdded, Root):
    """The whole command, with what is installed besides."""


@click.group(
    cls=Bangvang,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(version("bangvang"), prog_name="bangvang")
@click.pass_context
def main(context: click.Context) -> None:
    """Bảng Vàng: provinces score their units; every change is kept, every ranking can be rebuilt.

    A round is written PROVINCE/ROUND, such as vinh-long/2022. Data are in the folder of --data or BANGVANG_DATA
    [default: var/data], or in the PostgreSQL that DATABASE_URL names.
    """
    context.ensure_object(Session)
    level = "info" if context.invoked_subcommand in LASTING else "warning"
    context.with_resource(logs.written(logs_from_environment(), level=level))


def _group(name: str) -> Group:
    about, shown = ABOUT[name]
    group = Group(name, help=about)
    for kind, (place, command) in WAYS.items():
        if place == name:
            group.add_command(_task(kind, command))
    for command_shown in shown:
        group.add_command(command_shown)
    return group


def _task(kind: type[Command], name: str) -> click.Command:
    form = FORMS.get(kind) or form_of(kind)
    if kind in BULK:
        return task(kind, name, bulk_form(kind, form), bulk_act(kind, form))
    if kind in SET_COMMANDS:
        return task(kind, name, form, set_act(kind, form), set_tell(kind))
    return task(kind, name, form)


main.params += shared_options((TABLE, CSV, JSON))
share(demo)
READS = (ranking, rank_changes, diff, trends, progress, history, replay, why, changes, unusual)
PROOFS = (audit, keys, witness, reads)
STANDING = (projections, status, dead_letters)
KEPT = (log, migrate_command)
for part in (demo, serve, *map(_group, ABOUT), scores, *READS, *STANDING, *KEPT, *PROOFS, events, refusals):
    main.add_command(part)
