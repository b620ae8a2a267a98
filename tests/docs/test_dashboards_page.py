"""The page on dashboards tells every field, header and metric there is, and none that there is not."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from application.messaging import headers
from application.messaging.standings import Standing
from application.messaging.topics import RANKINGS
from consumers.standings import metrics

pytestmark = pytest.mark.no_cover

PAGE = (Path(__file__).parents[2] / "docs/dashboards.md").read_text(encoding="utf-8")
ROWS = [re.findall(r"`([^`]+)`", row.split("|")[1]) for row in PAGE.splitlines() if row.startswith("| `")]
NAMES = [name for row in ROWS for name in row]


def test_every_field_is_told():
    assert {name for name in NAMES if name not in headers.OF_STANDINGS} == set(Standing.__struct_fields__)


def test_every_header_is_told():
    assert {name for name in NAMES if name in headers.OF_STANDINGS} == set(headers.OF_STANDINGS)


def test_every_metric_is_told():
    ours = {name for name in REGISTRY._names_to_collectors if name.startswith("bangvang_standings")}  # noqa: SLF001
    told = set(re.findall(r"`(bangvang_standings\w+)`", PAGE))
    assert told <= ours
    assert len(told) == len([each for each in vars(metrics).values() if isinstance(each, MetricWrapperBase)])


def test_the_topic_and_the_files_are_those_that_there_are():
    assert f"`{RANKINGS.name}`" in PAGE
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE)
    assert [link for link in links if not (Path(__file__).parents[2] / "docs" / link).exists()] == []
