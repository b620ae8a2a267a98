"""Releases through the application: what a set extends is looked up where it was released."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from application.contexts import INDICATOR_SET
from application.service import BangVang, decide
from application.workspace import Workspace
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Base, IndicatorSet
from domain.indicator_set.events import stream_id
from domain.indicator_set.refusals import BaseUnknown, ExtensionInvalid, WrongVersionBump
from tests.domain.builders import DEFINITION, MANUAL, ask
from tests.domain.editions import both, edit, set_fields

NATIONAL = both(set_fields(province="quoc-gia", code="dti"), edit("1.1", locked=True))(DEFINITION)
BASE = Base(province="quoc-gia", indicator_set="dti", version="1.0.0", content_hash=content_hash(NATIONAL))
OWN = both(set_fields(extends=BASE), edit("1.1", locked=True))(DEFINITION)


def release(definition: IndicatorSet) -> ReleaseIndicatorSet:
    return ask(ReleaseIndicatorSet, id=uuid4(), definition=definition)


@pytest.fixture
def application(sqlite_environment: dict[str, str]) -> Iterator[BangVang]:
    """An event store with the national set released."""
    with BangVang(sqlite_environment) as application:
        application.execute(release(NATIONAL))
        yield application


def test_a_set_is_released_upon_the_base_it_names(application):
    assert application.execute(release(OWN)).events == 1


def test_a_base_that_is_not_in_the_log_is_refused(application):
    elsewhere = Base(province="dong-thap", indicator_set="dti", version="1.0.0", content_hash=BASE.content_hash)
    with pytest.raises(BaseUnknown):
        application.execute(release(set_fields(extends=elsewhere)(OWN)))


def test_an_altered_lock_is_refused(application):
    with pytest.raises(ExtensionInvalid):
        application.execute(release(edit("1.1", rule=MANUAL)(OWN)))


def test_a_release_is_decided_again_if_its_base_changes_meanwhile(application):
    workspace = Workspace(application.load)
    decide(workspace, release(OWN))
    base = stream_id("quoc-gia", "dti")
    assert [(guard.originator_id, guard.originator_version) for guard in workspace.guards()] == [(base, 1)]
    assert workspace.version(INDICATOR_SET, base).number == 1


def test_a_number_that_rises_too_little_leaves_the_log_as_it_was(application):
    before = application.recorder.max_notification_id()
    with pytest.raises(WrongVersionBump):
        application.execute(release(both(set_fields(version="1.0.1"), edit("1.2", max_points=11))(NATIONAL)))
    assert application.recorder.max_notification_id() == before
