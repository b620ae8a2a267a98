"""The brokers of these tests themselves: what a test may rely on."""

import pytest

from application.settings import Kafka
from tests.consumers.brokers import Broker

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("test", ["one test", "the next"])
def test_a_test_finds_no_topics_of_another(broker: Broker, kafka: Kafka, test: str):
    assert broker.topics() == []
    broker.make_topic("here", 3)
    assert broker.topics() == ["here"]


def test_after_being_away_a_broker_has_what_it_had(broker: Broker, kafka: Kafka):
    broker.make_topic("here", 3)
    with broker.away():
        pass
    assert broker.topics() == ["here"]


def test_a_killed_broker_starts_again_at_the_same_address(broker: Broker, kafka: Kafka):
    broker.make_topic("here", 3)
    broker.kill()
    assert not broker.answers()
    broker.start()
    assert broker.topics() == (["here"] if broker.durable else [])
