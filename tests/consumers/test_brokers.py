"""The brokers of these tests themselves: what a test may rely on."""

import pytest

from application.settings import Kafka
from tests.consumers.brokers import Broker

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("test", ["one test", "the next"])
def test_a_test_finds_no_topics_of_another(broker: Broker, kafka: Kafka, test: str):
    assert "here" not in broker.topics()
    broker.make_topic("here", 3)
    assert "here" in broker.topics()


def test_after_being_away_a_broker_has_what_it_had(broker: Broker, kafka: Kafka):
    broker.make_topic("here", 3)
    with broker.away():
        pass
    assert "here" in broker.topics()


def test_a_killed_broker_starts_again_at_the_same_address(broker: Broker, kafka: Kafka):
    broker.make_topic("here", 3)
    broker.kill()
    assert not broker.answers()
    broker.start()
    assert ("here" in broker.topics()) == broker.durable
