"""The library's own test cases, held against our stores.

Not run here: ``AggregateRecorderTestCase`` is for recorders without positions, ``ProcessRecorderTestCase`` and
``TrackingRecorderTestCase`` for recorders that we don't make (a projection keeps its position in its own tables),
``TranscoderTestCase`` for the library's transcoder, which our mapper does without. The library publishes no test case
for mappers: its factory's cases try ours with compressor and cipher, ``test_codec.py`` does the rest.
"""

from typing import Any

import pytest
from eventsourcing.cipher import AESCipher
from eventsourcing.persistence import InfrastructureFactory, JSONTranscoder
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteTrackingRecorder
from eventsourcing.tests import persistence as cases
from eventsourcing.utils import Environment, get_topic

from application.codec import EventMapper, UnreadableEvent
from application.postgres import PostgresFactory, PostgresRecorder
from application.sqlite import SQLiteFactory, SQLiteRecorder
from tests.application.conftest import Factory, Recorder
from tests.application.samples import Closed, SampleMapper, recorded


class OnSQLite:
    store: Factory

    @pytest.fixture(autouse=True)
    def _store(self, sqlite_environment):
        self.env = Environment(env=sqlite_environment)
        self.store = SQLiteFactory(self.env)
        yield
        self.store.close()


class OnPostgres:
    store: Factory

    @pytest.fixture(autouse=True)
    def _store(self, postgres_environment):
        self.env = Environment(env=postgres_environment)
        self.store = PostgresFactory(self.env)
        yield
        self.store.close()


class Recorders:
    store: Factory

    def create_recorder(self) -> Recorder:
        recorder = self.store.application_recorder()
        assert isinstance(recorder, SQLiteRecorder | PostgresRecorder)
        return recorder


class TestSQLiteRecorder(Recorders, OnSQLite, cases.ApplicationRecorderTestCase[Any]):
    pass


class TestPostgresRecorder(Recorders, OnPostgres, cases.ApplicationRecorderTestCase[Any]):
    pass


class TestSQLitePositions(Recorders, OnSQLite, cases.NonInterleavingNotificationIDsBaseCase):
    pass


class TestPostgresPositions(Recorders, OnPostgres, cases.NonInterleavingNotificationIDsBaseCase):
    pass


class FactoryCase(cases.InfrastructureFactoryTestCase[Any]):
    def test_mapper(self):
        super().test_mapper()
        assert type(self.factory.mapper()) is EventMapper

    def test_mapper_with_wrong_cipher_key(self):
        # The library's case stores an event of its own class, which is in no catalogue of ours.
        self.env["CIPHER_TOPIC"] = "eventsourcing.cipher:AESCipher"
        self.env["MAPPER_TOPIC"] = get_topic(SampleMapper)
        mappers = []
        for name in ("ONE", "TWO"):
            self.env.name = name
            self.env[f"{name}_CIPHER_KEY"] = AESCipher.create_key(16)
            mappers.append(self.factory.mapper(transcoder=JSONTranscoder()))
        event = recorded(Closed())
        stored_event = mappers[0].to_stored_event(event)
        assert mappers[0].to_domain_event(stored_event) == event
        with pytest.raises(UnreadableEvent):
            mappers[1].to_domain_event(stored_event)

    def test_create_process_recorder(self):
        # A projection keeps its position in its own tables, so neither factory makes this recorder.
        with pytest.raises(NotImplementedError):
            self.factory.process_recorder()

    def expected_process_recorder_class(self):
        raise NotImplementedError


class TestSQLiteFactory(OnSQLite, FactoryCase):
    def expected_factory_class(self):
        return SQLiteFactory

    def expected_application_recorder_class(self):
        return SQLiteRecorder

    def expected_aggregate_recorder_class(self):
        return SQLiteAggregateRecorder

    def expected_tracking_recorder_class(self):
        return SQLiteTrackingRecorder

    def tracking_recorder_subclass(self):
        return type("Subclass", (SQLiteTrackingRecorder,), {"__module__": __name__})


class TestPostgresFactory(OnPostgres, FactoryCase):
    def expected_factory_class(self):
        return PostgresFactory

    def expected_application_recorder_class(self):
        return PostgresRecorder

    # Neither snapshots nor tracking are kept beside the events in PostgreSQL.

    def test_create_aggregate_recorder(self):
        with pytest.raises(NotImplementedError):
            self.factory.aggregate_recorder()

    def test_create_tracking_recorder(self):
        with pytest.raises(NotImplementedError):
            self.factory.tracking_recorder()

    def expected_aggregate_recorder_class(self):
        raise NotImplementedError

    def expected_tracking_recorder_class(self):
        raise NotImplementedError

    def tracking_recorder_subclass(self):
        raise NotImplementedError


def test_the_factory_is_found_by_its_module(store_environment):
    factory = InfrastructureFactory.construct(store_environment)
    assert type(factory) in {SQLiteFactory, PostgresFactory}
    factory.close()
