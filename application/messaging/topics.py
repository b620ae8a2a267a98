"""The topics, which are a contract with everybody outside: names and keys are never changed, only added to."""

import msgspec


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic: its name, what it holds, and whether the broker keeps only the last message of each key."""

    name: str
    vi: str
    en: str
    compacted: bool = False


EVENTS = Topic(
    name="bangvang.events.v1",
    vi="Mọi sự kiện của nhật ký, mỗi tỉnh theo đúng thứ tự; mỗi sự kiện có mặt ít nhất một lần.",
    en="Every event of the log, those of a province in their order; each is there at least once.",
)
RANKINGS = Topic(
    name="bangvang.rankings.v1",
    vi="Vị trí hiện tại của từng đơn vị trong từng bảng xếp hạng.",
    en="The current standing of each unit in each ranking.",
    compacted=True,
)
DEAD_LETTERS = Topic(
    name="bangvang.dead-letters.v1",
    vi="Bản ghi không đọc hoặc không gấp được, kèm tọa độ và lý do.",
    en="Records that could not be read or folded, with where they stood and why.",
)
TOPICS = (EVENTS, RANKINGS, DEAD_LETTERS)

NOWHERE = "_"
"""The key of events that belong to no province, such as those of people; no province's code looks like it."""
