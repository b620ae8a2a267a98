"""What the composition says holds: it is valid, pinned, unprivileged, and starts programs that there are."""

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from prometheus_client import REGISTRY, generate_latest
from ruamel.yaml import YAML

from api.cli.main import main
from consumers.projector import metrics as projector
from consumers.relay import metrics as relay
from tests.api.scenario import Client

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
SETTING = re.compile(r"^\| `([A-Z0-9_]+)` \|", re.MULTILINE)
METRIC = re.compile(r"\bbangvang_[a-z_]+")
OURS = frozenset({"relay", "project", "api", "alone"})
UNPRIVILEGED = OURS | {"kafka"}
"""Those whose image itself names a user that is not root."""
NO_METRICS = {"bangvang_read", "bangvang_reader", "bangvang_kafka"}
"""A schema, a role, a volume."""
SERVER = {"FORWARDED_ALLOW_IPS"}
"""What gunicorn reads."""


def read(path: str) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))


COMPOSITION: Mapping[str, Any] = read("docker-compose.yml")
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSITION["services"]
services = pytest.mark.parametrize("name", SERVICES)


def test_it_is_valid():
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checked = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@services
def test_versions_are_pinned(name: str):
    assert re.search(r":v?\d+\.\d+(\.\d+)?[\w.-]*$", SERVICES[name]["image"])


@services
def test_nobody_has_more_rights_than_needed(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service
    user = service.get("user", "")
    assert (name in UNPRIVILEGED) if not user else re.match(r"[1-9]\d*:", user)
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_our_own_image_names_a_user_who_is_not_root():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    [user] = [line for line in lines if line.startswith("USER ")]
    assert user == "USER ${USER_ID}:${USER_ID}"
    assert "ARG USER_ID=10001" in lines
    assert len([line for line in lines if line.startswith("FROM ")]) == 2
    # pip is gone from what the second stage takes over, and no compiler was ever there: wheels only.
    assert any("--only-binary :all:" in line for line in lines)


@services
def test_everybody_is_watched_and_started_again(name: str):
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    of_image = name in {"api", "alone"} and "HEALTHCHECK" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "healthcheck" in service or of_image


@services
def test_secrets_are_files_and_what_is_mounted_is_there(name: str):
    service = SERVICES[name]
    assert not [value for key, value in service.get("environment", {}).items() if re.search(r"PASSWORD$", key)]
    assert set(service.get("secrets", ())) <= set(COMPOSITION["secrets"])
    for volume in service.get("volumes", ()):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSITION["volumes"]


@services
def test_who_is_waited_for_is_there(name: str):
    awaited = SERVICES[name].get("depends_on", {})
    assert awaited.keys() <= SERVICES.keys()
    assert {each["condition"] for each in awaited.values()} <= {"service_healthy"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_settings_are_those_that_there_are(name: str):
    documented = set(SETTING.findall((ROOT / "docs/settings.md").read_text(encoding="utf-8")))
    assert SERVICES[name]["environment"].keys() <= documented | SERVER


@pytest.mark.parametrize("name", ["relay", "project"])
def test_commands_are_those_that_there_are(name: str):
    program, *words = SERVICES[name]["command"]
    assert program == "bangvang"
    with main.make_context(program, list(words), resilient_parsing=True) as context:
        command = main.get_command(context, words[0])
        assert command
        made: click.Context = command.make_context(words[0], words[1:], parent=context)
    assert made.params["metrics_port"] == 9100


def test_so_are_the_ones_that_the_page_names():
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    said = re.findall(r"^(?:docker compose (?:exec|run --rm) \w+ )?bangvang ([^\n#|]+)", page, re.MULTILINE)
    assert len(said) >= 8
    with main.make_context("bangvang", [], resilient_parsing=True) as context:
        for words in map(shlex.split, said):
            command: click.Command | None = main.get_command(context, words[0])
            while isinstance(command, click.Group):
                words.pop(0)
                command = command.get_command(context, words[0])
            assert command, words


def exposed(client: Client) -> set[str]:
    """The names of all that is measured, by the API and by the consumers' processes."""
    told = client.get("/metrics").text + generate_latest(REGISTRY).decode()
    assert {relay.EVENTS, projector.EVENTS}, "loading them is what registers them"
    families = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))
    return families | {f"{name}_{part}" for name in families for part in ("bucket", "count", "sum")}


@pytest.mark.parametrize(
    "path",
    ["deploy/prometheus/alerts.yml", "deploy/grafana/dashboards/bangvang.json", "docs/operations.md"],
)
def test_metrics_that_are_relied_upon_are_measured(client: Client, path: str):
    text = (ROOT / path).read_text(encoding="utf-8")
    named = set(METRIC.findall(text)) - NO_METRICS
    assert named
    assert named <= exposed(client)


def test_every_metric_and_every_alert_is_explained(client: Client):
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    measured = set(re.findall(r"^# TYPE (bangvang_\w+)", client.get("/metrics").text, re.MULTILINE))
    assert {name for name in measured if f"`{name}" not in page} <= {"bangvang_info"}
    rules = [rule for group in read("deploy/prometheus/alerts.yml")["groups"] for rule in group["rules"]]
    assert [rule["alert"] for rule in rules if f"| {rule['alert']} |" not in page] == []
    assert all(rule["labels"]["severity"] in {"critical", "warning"} for rule in rules)


def test_processes_are_watched_by_the_names_of_their_services():
    watched = {
        name
        for job in read("deploy/prometheus/prometheus.yml")["scrape_configs"]
        for each in job["dns_sd_configs"]
        for name in each["names"]
    }
    assert watched == OURS
