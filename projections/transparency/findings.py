"""What an audit of the log can find, said so that a layman understands it."""

import msgspec

MOST = 100
"""Findings that are listed: one altered entry is enough, and a log whose positions have shifted has a million."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not hold, and the positions of the log where it is, as narrowly as can be told."""

    code: str
    begin: int
    end: int
    vi: str
    en: str

    def sentence(self, language: str) -> str:
        """It in ``vi`` or ``en``."""
        return self.vi if language == "vi" else self.en


class Findings:
    """A list that does not grow without end."""

    def __init__(self) -> None:
        """Begins empty."""
        self.listed: list[Finding] = []
        self.omitted = 0

    def add(self, finding: Finding) -> None:
        """Adds one, or counts it where there are too many."""
        if finding in self.listed[-1:]:
            return
        if len(self.listed) < MOST:
            self.listed.append(finding)
        else:
            self.omitted += 1


def _at(code: str, position: int, vi: str, en: str) -> Finding:
    return Finding(
        code=code, begin=position, end=position, vi=f"Vị trí {position}: {vi}.", en=f"Position {position}: {en}."
    )


def altered(position: int) -> Finding:
    """Something stands there that is not what the tree was made of."""
    return _at(
        "altered",
        position,
        "sự kiện không còn như khi được ghi: nội dung, tên, dòng hoặc thứ tự đã bị sửa",
        "the event is not as it was recorded: its bytes, name, stream, version or place were altered",
    )


def unreadable(position: int) -> Finding:
    """The record there is no event."""
    return _at("unreadable", position, "bản ghi không đọc được", "the record can't be read")


def misplaced(position: int) -> Finding:
    """The record says that it belongs elsewhere."""
    return _at(
        "misplaced",
        position,
        "bản ghi tự khai thuộc dòng hoặc phiên bản khác",
        "the record says itself that it belongs to another stream or version",
    )


def out_of_order(position: int, expected: int, found: bytes) -> Finding:
    """The versions of a stream are not 1, 2, 3 and so on."""
    version = found.decode(errors="replace")
    return _at(
        "out-of-order",
        position,
        f"phiên bản {version} đứng ở chỗ của phiên bản {expected} trong dòng sự kiện",
        f"version {version} stands where version {expected} of its stream should",
    )


def misnumbered(position: int) -> Finding:
    """Readers of the log never come there, but loading the stream would find it."""
    return _at(
        "misnumbered",
        position,
        "sự kiện nằm ngoài nhật ký, vì vị trí bắt đầu từ 1 và mỗi vị trí chỉ có một sự kiện",
        "an event lies outside the log, whose positions begin with 1 and have one event each",
    )


def missing(begin: int, end: int) -> Finding:
    """Positions are taken that no entry has."""
    return Finding(
        code="missing",
        begin=begin,
        end=end,
        vi=f"Thiếu các vị trí {begin}–{end}: sự kiện đã bị xóa hoặc bị dời đi.",
        en=f"Positions {begin} to {end} are missing: events were deleted or moved.",
    )


def truncated(head: int, size: int) -> Finding:
    """The log was longer once."""
    return Finding(
        code="truncated",
        begin=head + 1,
        end=size,
        vi=f"Nhật ký kết thúc ở vị trí {head}, nhưng đã từng có {size} sự kiện: phần cuối đã bị cắt.",
        en=f"The log ends at position {head} but has had {size} events: its end was cut off.",
    )


def fork_of_checkpoint(size: int, held: int) -> Finding:
    """The log is not the one that a checkpoint was made of."""
    return Finding(
        code="not-as-signed",
        begin=held + 1,
        end=size,
        vi=f"Nhật ký không còn như khi ký điểm kiểm {size}: có thay đổi trong các vị trí {held + 1}–{size}.",
        en=f"The log is not the one signed at checkpoint {size}: positions {held + 1} to {size} hold a change.",
    )


def tree_differs(size: int) -> Finding:
    """The hashes that are kept are not those that a checkpoint was made of."""
    return Finding(
        code="tree-differs",
        begin=1,
        end=size,
        vi=f"Cây băm đang lưu khác điểm kiểm {size}. Nếu nhật ký vẫn khớp, hãy dựng lại mô hình đọc «transparency».",
        en=f"The hash tree kept differs from checkpoint {size}. If the log itself holds, rebuild 'transparency'.",
    )


def tree_damaged(level: int, tile: int) -> Finding:
    """Hashes are missing in the tree."""
    return Finding(
        code="tree-damaged",
        begin=0,
        end=0,
        vi=f"Cây băm đang lưu thiếu ô {level}/{tile}. Hãy dựng lại mô hình đọc «transparency».",
        en=f"The hash tree that is kept lacks tile {level}/{tile}. Rebuild the read model 'transparency'.",
    )


def checkpoint_refused(size: int, problem_vi: str, problem_en: str) -> Finding:
    """A checkpoint that is kept is not to be trusted."""
    return Finding(
        code="checkpoint-refused",
        begin=0,
        end=size,
        vi=f"Điểm kiểm đang lưu ở kích thước {size} không tin được: {problem_vi}",
        en=f"The checkpoint that is kept for size {size} can't be trusted: {problem_en}",
    )


def nothing_signed() -> Finding:
    """There is no checkpoint to hold the log against."""
    return Finding(
        code="nothing-signed",
        begin=0,
        end=0,
        vi="Chưa có điểm kiểm nào được ký, nên không có gì để đối chiếu. Tạo khóa: bangvang keys init.",
        en="No checkpoint was signed so far, so there is nothing to compare with. Make keys: bangvang keys init.",
    )
