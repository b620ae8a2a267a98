"""Commands that other packages add to ``bangvang`` by an entry point."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from api.cli.added import GROUP
from api.cli.main import main

pytestmark = pytest.mark.no_cover

Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package of one entry point, written ``name = module:attribute``."""

    def install(point: str) -> None:
        package = tmp_path / "odd-1.0.dist-info"
        package.mkdir()
        (package / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
        (package / "entry_points.txt").write_text(f"[{GROUP}]\n{point}\n")
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_an_added_command_is_run_by_its_name(install: Install):
    install("carry = consumers.relay.command:relay")
    answer = CliRunner().invoke(main, ["carry", "--help"])
    assert answer.exit_code == 0
    assert "KAFKA_BOOTSTRAP_SERVERS" in answer.output


def test_the_relay_is_installed():
    command = main.get_command(click.Context(main), "relay")
    assert command
    assert command.name == "relay"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("no.such.module:command", "ModuleNotFoundError"),
        ("consumers.relay.command:no_such_name", "AttributeError"),
        ("json:dumps", "no click command"),
    ],
)
def test_a_broken_command_says_so_and_spoils_nothing(install: Install, value, problem):
    install(f"odd = {value}")
    answer = CliRunner().invoke(main, ["--lang", "en", "odd", "--some", "thing"])
    assert answer.exit_code == 1
    assert f"Can't load the command odd ({value})" in answer.output
    assert problem in answer.output
    listed = CliRunner().invoke(main, ["--help"])
    assert listed.exit_code == 0
    assert "relay" in listed.output
    assert "odd" in listed.output


def test_own_commands_stand_before_added_ones(install: Install):
    install("serve = consumers.relay.command:relay")
    context = click.Context(main)
    assert main.get_command(context, "serve") is main.commands["serve"]
    assert main.list_commands(context).count("serve") == 1


def test_what_nobody_added_is_no_command():
    answer = CliRunner().invoke(main, ["rely"])
    assert answer.exit_code == 2
    assert "No such command" in answer.output


def test_what_is_added_is_not_loaded_for_other_commands():
    program = "import sys; from api.cli.main import main; main(['serve', '--help'], standalone_mode=False)"
    check = "; print('kafka' in sys.modules, 'prometheus_client' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program + check], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False False"
