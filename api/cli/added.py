"""Commands that other packages add: found by their names, loaded only when they are run or described."""

from importlib.metadata import EntryPoint, entry_points

import click

from api.cli.exits import FAILED
from api.cli.session import Session

GROUP = "bangvang.commands"
"""The group of entry points, each a click command."""


def added() -> dict[str, EntryPoint]:
    """The commands that are installed, by their names."""
    return {point.name: point for point in entry_points(group=GROUP)}


def loaded(point: EntryPoint) -> click.Command:
    """The command; one that can't be loaded is a command that says why, so that all others still work."""
    try:
        command = point.load()
    except Exception as error:  # noqa: BLE001  # Somebody else's module may fail in any way.
        return broken(point, f"{type(error).__name__}: {error}")
    if not isinstance(command, click.Command):
        return broken(point, f"{point.value} is no click command")
    return command


def broken(point: EntryPoint, problem: str) -> click.Command:
    """A command in the place of one that can't be loaded; it fails and says why."""

    @click.pass_context
    def fail(context: click.Context, /, **_: object) -> None:
        session = context.ensure_object(Session)
        said = session.say("Không nạp được lệnh", "Can't load the command")
        click.echo(f"{said} {point.name} ({point.value}): {problem}", err=True)
        context.exit(FAILED)

    words = click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)
    settings = {"ignore_unknown_options": True, "help_option_names": []}
    return click.Command(
        point.name, callback=fail, params=[words], context_settings=settings, short_help=f"✗ {problem}"
    )


class WithAdded(click.Group):
    """A group that has, besides its own commands, those that are installed; its own stand before them."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of its own commands, then those of the added ones."""
        own = super().list_commands(context)
        return [*own, *sorted(added().keys() - set(own))]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """A command of this name; an added one is looked for only where there is no own one."""
        own = super().get_command(context, name)
        if own is not None:
            return own
        point = added().get(name)
        return loaded(point) if point else None
