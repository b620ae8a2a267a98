"""Pages of the documentation that are written from the code are not stale."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.causes import events_of
from api.cli.commands import WAYS
from api.cli.documents import events_page, known_refusals, refusals_page
from api.cli.main import main
from application.catalogue import CATALOGUE
from application.handlers import HANDLERS, INTERNAL
from domain.refusal import Refusal
from domain.scorecard import commands as cards
from domain.scorecard import events

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(("name", "page"), [("events.md", events_page), ("refusals.md", refusals_page)])
def test_a_page_is_what_the_code_says(name, page):
    assert (DOCS / name).read_text(encoding="utf-8") == page(), "it is stale: make docs"


def test_every_event_comes_of_a_command_and_every_command_leads_to_one():
    caused = {kind: events_of(kind) for kind in HANDLERS}
    assert {event for made in caused.values() for event in made} == set(CATALOGUE)
    assert all(caused.values())


def test_what_a_command_leads_to_is_read_from_its_decision():
    assert events_of(cards.SelfScore) == [events.SelfScored, events.EvidenceAttached, events.Explained]
    assert events_of(cards.OpenScorecard) == [events.ScorecardOpened]
    assert events_of(cards.ResolveAppeal) == [events.AppealResolved]


def test_the_catalogue_names_every_event_command_and_part():
    page = events_page()
    assert all(f"### `{event.stored_name}`\n" in page for event in CATALOGUE)
    assert all(f"**{kind.__name__}**" in page and f"`{' '.join(way)}`" in page for kind, way in WAYS.items())
    assert all(f"**{kind.__name__}**" in page for kind in INTERNAL)
    assert "### Evidence\n" in page
    assert "`department`, `district`" in page
    assert "| `sets` | PinnedSet by UnitKind |" in page
    assert "None so far." in page


def test_retired_names_are_listed(monkeypatch):
    monkeypatch.setattr(type(CATALOGUE), "retired", lambda _: {"unit.registered.v0": "unit.registered.v1"})
    assert "| `unit.registered.v0` | `unit.registered.v1` |" in events_page()


def test_every_refusal_of_the_platform_is_listed():
    layers = ("domain.", "application.", "projections.", "api.")
    ours = {refusal for refusal in Refusal.known.values() if refusal.__module__.startswith(layers)}
    assert set(known_refusals()) >= ours
    assert "| `points-above-maximum` | `invalid` |" in refusals_page()


def test_the_pages_can_be_read_as_data_too():
    def printed(*words: str) -> str:
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0
        return result.stdout

    assert printed("events", "catalogue") == events_page()
    assert json.loads(printed("events", "catalogue", "--format", "json"))[0]["name"] == "province.registered.v1"
    assert printed("refusals") == refusals_page()
    assert printed("refusals", "--format", "csv").startswith("code,kind,vi,en,advice_vi,advice_en\n")
