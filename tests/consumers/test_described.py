"""What the programs write into the topics is what the AsyncAPI document says."""

from typing import Any

import pytest

from application.messaging import headers
from application.messaging.topics import EVENTS
from consumers.kafka import Record
from consumers.projector.burial import message_of
from projections.feeding.arrivals import Arrival, Partition
from projections.feeding.notes import Letter
from tests.application.messaging.test_asyncapi import DOCUMENT, fits, texts

pytestmark = pytest.mark.no_cover


def test_a_dead_letter_fits_its_message_and_has_no_header_that_is_not_described():
    untold: tuple[str, Any] = ("ce_time", None)
    raw = Record(3, 7, b"vinh-long", b"\xff", [("ce_type", b"unit.merged.v1"), untold], timestamp=0)
    letter = Letter("ranking", Partition(EVENTS.name, 3), Arrival(raw, None, "không đọc được"), "không đọc được")
    sent = texts(message_of(letter).headers)
    assert sent.keys() - headers.OF_DEAD_LETTERS.keys() == {"ce_type", "ce_time"}
    assert fits(DOCUMENT["components"]["messages"]["dead-letter"]["headers"], sent)
    assert sent["deadletter_offset"] == "7"
