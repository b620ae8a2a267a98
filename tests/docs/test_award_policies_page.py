"""The guide on award policies is true: its example is sound, and every condition of Vĩnh Long's plan has its proof."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from application.policies.checks import check_policy
from application.sets.files import shipped_policies
from domain.award_campaign.policy import CandidateKind
from domain.award_campaign.soundness import faults
from tests.application.policies import test_published_policy as proofs

PAGE = (Path(__file__).parents[2] / "docs/award-policies.md").read_text(encoding="utf-8")
(POLICY,) = (each for each in shipped_policies() if each.province == "vinh-long")
CELLS = 5


class Row(NamedTuple):
    """A line of the table."""

    plan: str
    says: str
    places: list[str]
    judged: str
    tests: list[str]


def rows(heading: str) -> list[Row]:
    """The lines of the table below a heading."""
    section = PAGE.partition(f"{heading}\n")[2].partition("\n### ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    assert {len(line) for line in lines} == {CELLS}
    return [Row(plan, says, codes(places), judged, codes(tests)) for plan, says, places, judged, tests in lines]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


CONDITIONS = rows("## Every condition of Vĩnh Long's plan")
OTHERS = rows("### Its other rules")


def texts() -> Iterator[tuple[str, str]]:
    """The plan's words of every condition by its place."""
    for award in POLICY.awards:
        for kind in CandidateKind:
            yield from ((f"{award.code}.{kind}.{each.code}", each.text) for each in award.conditions_for(kind))


TEXTS = dict(texts())


def test_the_example_is_sound(tmp_path):
    file = tmp_path / "policy.yaml"
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    file.write_text(block, encoding="utf-8")
    checked = check_policy(file)
    assert checked.faults == ()
    assert checked.policy is not None
    assert list(faults(checked.policy)) == []


def test_every_condition_of_the_policy_stands_in_the_table_once():
    assert sorted(place for row in CONDITIONS for place in row.places) == sorted(TEXTS)


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row.places[0])
def test_the_policy_has_the_plans_words(row: Row):
    quoted = row.says.strip("«»").casefold()
    assert all(quoted in TEXTS[place].casefold() for place in row.places)


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row.places[0])
def test_the_tests_named_prove_the_condition(row: Row):
    proven = {place for test in row.tests for place in proven_by(test)}
    assert set(row.places) <= proven


def proven_by(test: str) -> set[str]:
    """The conditions that a test is run for, one by one."""
    function: Any = getattr(proofs, test)
    marks = getattr(function, "pytestmark", [])
    return {place for mark in marks if mark.args[0] == "place" for place in mark.args[1]}


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.plan)
def test_the_other_rules_have_their_place_and_their_test(row: Row):
    assert row.tests
    assert all(callable(getattr(proofs, test)) for test in row.tests)
    for place in row.places:
        code, _, field = place.rpartition(".")
        part: Any = POLICY.award(code) if code else POLICY
        assert hasattr(part, field)


def test_every_kind_of_condition_is_explained():
    for kind in ("score", "declared", "no-other-award"):
        assert f"| `{kind}` |" in PAGE
    assert "test_no_condition_can_be_done_without" in PAGE
    assert proven_by("test_no_condition_can_be_done_without") == set(TEXTS)
