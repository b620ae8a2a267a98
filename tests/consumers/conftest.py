"""A broker for the whole run, whose topics each test has for itself, and a platform on PostgreSQL beside it."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4

import pytest
from filelock import FileLock

from application.messaging.topics import TOPICS
from application.settings import Kafka, Settings
from projections.platform import Platform
from tests.consumers.brokers import ApacheKafka, Broker, Given, Started, Tansu
from tests.consumers.programs import SESSION
from tests.projections.conftest import new_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The client forgets a socket now and then, as for each attempt to reach a broker that is away."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.fixture(autouse=True)
def _forgotten_sockets() -> Iterator[None]:
    """The collector closes them before the next test, which may not know of them."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker that the environment asks for (see ``tests/consumers/brokers.py``)."""
    if servers := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield Given(servers)
        return
    kind: type[Started] = ApacheKafka if os.environ.get("BANGVANG_TEST_KAFKA") == "real" else Tansu
    broker = kind(tmp_path_factory.mktemp("broker"))
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


@pytest.fixture
def kafka(broker: Broker) -> Iterator[Kafka]:
    """How to get at a broker that has no topics yet, with a group that nobody has been in."""
    with ExitStack() as stack:
        if isinstance(broker, Given):
            stack.enter_context(_alone_with(broker))
        else:
            broker.clear()
        yield Kafka(servers=broker.servers, group=f"test-{uuid4().hex}", session_timeout=SESSION)


@contextmanager
def _alone_with(broker: Given) -> Iterator[None]:
    """Others of this run wait meanwhile; topics that were there before are left alone."""
    with FileLock(Path(gettempdir()) / "bangvang-test-kafka.lock"):
        before = set(broker.topics())
        ours = before & {topic.name for topic in TOPICS}
        assert not ours, f"{broker.servers} has {ours}, which somebody may need: give the tests a broker of their own"
        try:
            yield
        finally:
            broker.delete(set(broker.topics()) - before)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """An empty database."""
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str, kafka: Kafka) -> Settings:
    """Those of a platform beyond one machine."""
    return Settings(data=tmp_path, database_url=database_url, kafka=kafka)


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    """An empty platform on PostgreSQL, with a broker."""
    with Platform(settings) as platform:
        yield platform
