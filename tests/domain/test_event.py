"""The catalogue of stored names: each is well formed, taken once, and readable for ever."""

import pytest

from domain.event import Catalogue, Event
from tests.domain.builders import opened


class Opened(Event, name="chest.opened.v3", frozen=True, kw_only=True):
    key: str
    by: str


class Shut(Event, name="chest.shut.v1", frozen=True, kw_only=True):
    pass


def catalogue() -> Catalogue:
    """Chests that were opened by v1 (a number), then by v2 (a key), now by v3 (a key and a person)."""
    found = Catalogue([Opened, Shut])
    found.retire("chest.opened.v2", "chest.opened.v3", lambda old: {**old, "by": "?"})
    found.retire("chest.opened.v1", "chest.opened.v2", lambda old: {"key": str(old["number"])})
    return found


def test_an_event_has_the_name_written_behind_its_bases():
    assert (Opened.stored_name, Shut().stored_name) == ("chest.opened.v3", "chest.shut.v1")
    assert opened().stored_name == "scorecard.opened.v1"


def test_an_event_is_frozen():
    with pytest.raises(AttributeError):
        opened().unit = "khac"  # type: ignore[misc]  # That is the point.


def test_current_events_are_listed_in_their_order():
    assert list(catalogue()) == [Opened, Shut]


def test_every_name_ever_written_is_read_by_a_current_class():
    names = ["chest.opened.v1", "chest.opened.v2", "chest.opened.v3"]
    assert [catalogue().event_class(name) for name in names] == [Opened] * 3
    assert [catalogue().is_retired(name) for name in names] == [True, True, False]


def test_a_name_that_was_never_written_is_unknown():
    with pytest.raises(KeyError):
        catalogue().event_class("chest.burnt.v1")


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("chest.opened.v1", {"number": 7}),
        ("chest.opened.v2", {"key": "7"}),
        ("chest.opened.v3", {"key": "7", "by": "?"}),
    ],
)
def test_old_fields_are_brought_step_by_step_to_the_current_version(name, stored):
    assert catalogue().upcast(name, stored) == {"key": "7", "by": "?"}


def test_an_event_is_asked_for_under_all_its_names():
    assert catalogue().stored_names(Opened) == {"chest.opened.v1", "chest.opened.v2", "chest.opened.v3"}
    assert catalogue().stored_names() == catalogue().stored_names(Opened, Shut)


def test_retired_names_are_told_with_their_successors():
    assert catalogue().retired() == {"chest.opened.v2": "chest.opened.v3", "chest.opened.v1": "chest.opened.v2"}


@pytest.mark.parametrize("name", ["chest.opened", "Chest.opened.v1", "chest.opened.v0", "chest.opened.v1.1", ""])
def test_a_malformed_name_is_not_entered(name):
    with pytest.raises(ValueError, match="not a stored event name"):
        catalogue().retire(name, "chest.shut.v1", dict)


@pytest.mark.parametrize("name", ["chest.shut.v1", "chest.opened.v1"])
def test_a_taken_name_is_not_entered_again(name):
    with pytest.raises(ValueError, match="is taken"):
        catalogue().retire(name, "chest.opened.v3", dict)
    with pytest.raises(ValueError, match="is taken"):
        catalogue().add(Shut)


def test_an_event_without_a_name_is_not_entered():
    class Nameless(Event, frozen=True, kw_only=True):
        pass

    with pytest.raises(ValueError, match="not a stored event name"):
        Catalogue([Nameless])
