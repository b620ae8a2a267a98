"""An event store that is opened and closed for a test."""

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import InfrastructureFactory

from application.log import LogReader, open_log
from application.postgres import PostgresFactory, PostgresRecorder
from application.sqlite import SQLiteFactory, SQLiteRecorder

Factory = SQLiteFactory | PostgresFactory
Recorder = SQLiteRecorder | PostgresRecorder


@pytest.fixture
def factory(store_environment: dict[str, str]) -> Iterator[Factory]:
    factory = InfrastructureFactory.construct(store_environment)
    assert isinstance(factory, SQLiteFactory | PostgresFactory)
    yield factory
    factory.close()


@pytest.fixture
def recorder(factory: Factory) -> Recorder:
    recorder = factory.application_recorder()
    assert isinstance(recorder, SQLiteRecorder | PostgresRecorder)
    return recorder


@pytest.fixture
def log(recorder: Recorder) -> Iterator[LogReader]:
    log = open_log(recorder)
    yield log
    log.close()


@pytest.fixture
def postgres_factory(postgres_environment: dict[str, str]) -> Iterator[PostgresFactory]:
    factory = PostgresFactory(postgres_environment)
    yield factory
    factory.close()


@pytest.fixture
def postgres_recorder(postgres_factory: PostgresFactory) -> PostgresRecorder:
    return postgres_factory.application_recorder()
