"""Rules as published annexes have them, and what they earn: the proof that the format can say them.

Of the annexes at hand, indicators, maxima and rules are their own; where one names points, so are the examples.
Other inputs, and what a ratio of nothing earns, are made up, for no annex says it.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from domain.rules import Inputs, Rule
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.tiers import Tier, Tiers

DONG_THAP = "Đồng Tháp, bộ chỉ số cấp huyện 2022 (cds.tpcaolanh.dongthap.gov.vn)"
UNNAMED = "phụ lục cấp huyện, trang lưu không ghi tên tỉnh (thuvienphapluat.vn)"
SEEN = "như đã thấy trong phụ lục công bố, không giữ nguyên văn / as seen in published annexes, not in their words"
PRACTICE = "cách làm phổ biến, chưa thấy văn bản / common practice, no text seen"

HALF, ALL, NONE = Decimal("0.5"), Decimal(1), Decimal(0)


class Published(NamedTuple):
    """One indicator of an annex: where it is from, its name, maximum and rule, and what inputs earn."""

    source: str
    indicator: str
    max_points: Decimal
    rule: Rule
    examples: tuple[tuple[Inputs, Decimal], ...]
    best: Decimal | None = None
    """The largest value of all units, where the rule compares them."""


PUBLISHED = (
    Published(
        DONG_THAP,
        "1.1 Người đứng đầu huyện, thành phố là Trưởng ban BCĐ chuyển đổi số",
        Decimal(10),
        Levels(
            levels=(
                Level(code="dung-dau", when="Trưởng ban là Bí thư/Chủ tịch", share=ALL),
                Level(code="cap-pho", when="Trưởng ban là Phó Bí thư/Phó Chủ tịch", share=HALF),
                Level(code="chua-co", when="chưa có BCĐ hoặc Trưởng ban không phải lãnh đạo", share=NONE),
            )
        ),
        (
            ({"level": "dung-dau"}, Decimal(10)),
            ({"level": "cap-pho"}, Decimal(5)),
            ({"level": "chua-co"}, Decimal(0)),
        ),
    ),
    Published(
        DONG_THAP,
        "1.2 Người đứng đầu chủ trì, chỉ đạo chuyển đổi số",
        Decimal(10),
        Checklist(
            items=(
                Item(code="hop-tinh", when="tham gia đầy đủ các phiên họp CĐS của Tỉnh", share=HALF),
                Item(code="hop-huyen", when="chủ trì các cuộc họp CĐS của huyện", share=HALF),
            )
        ),
        (
            ({"hop-tinh": "có", "hop-huyen": "có"}, Decimal(10)),
            ({"hop-tinh": "có", "hop-huyen": "không"}, Decimal(5)),
        ),
    ),
    Published(
        UNNAMED,
        "1.1 BCĐ chuyển đổi số cấp huyện tổ chức các cuộc họp trong năm",
        Decimal(20),
        Tiers(
            counted="cuộc họp",
            tiers=tuple(Tier(at_least=count, share=Decimal(count) / 4) for count in (4, 3, 2, 1)),
        ),
        tuple(({"count": str(count)}, Decimal(5 * count)) for count in range(4, -1, -1)),
    ),
    Published(
        UNNAMED,
        "1.3 Văn bản chỉ đạo chuyên đề do người đứng đầu ký",
        Decimal(20),
        Ratio(
            a="số văn bản do người đứng đầu ký",
            b="tổng số văn bản theo yêu cầu của tỉnh",
            if_b_is_zero=NothingToCount.ZERO,
        ),
        (({"a": "3", "b": "4"}, Decimal(15)), ({"a": "1", "b": "3"}, Decimal("6.67"))),
    ),
    Published(
        SEEN,
        "Tỷ lệ hồ sơ không trễ hạn",
        Decimal(10),
        Ratio(a="hồ sơ trễ hạn", b="tổng số hồ sơ", if_b_is_zero=NothingToCount.ZERO, complement=True),
        (({"a": "10", "b": "200"}, Decimal("9.5")),),
    ),
    Published(
        PRACTICE,
        "Tỷ lệ hồ sơ trực tuyến, đạt 80 % thì điểm tối đa",
        Decimal(10),
        Ratio(a="hồ sơ trực tuyến", b="tổng số hồ sơ", if_b_is_zero=NothingToCount.FULL, target=Decimal("0.8")),
        (
            ({"a": "40", "b": "100"}, Decimal(5)),
            ({"a": "90", "b": "100"}, Decimal(10)),
            ({"a": "0", "b": "0"}, Decimal(10)),
        ),
    ),
    Published(
        SEEN,
        "Mỗi ứng dụng 1 điểm, tối đa 5 điểm",
        Decimal(5),
        Count(counted="ứng dụng", each=Decimal(1)),
        (({"count": "3"}, Decimal(3)), ({"count": "7"}, Decimal(5))),
    ),
    Published(
        SEEN,
        "Giá trị so với đơn vị cao nhất, ở đây là 40",
        Decimal(10),
        Relative(measured="giá trị của đơn vị"),
        (({"value": "30"}, Decimal("7.5")), ({"value": "40"}, Decimal(10))),
        best=Decimal(40),
    ),
)


def published(kind: type[Rule]) -> Iterator[Published]:
    """The published indicators that are scored by this kind of rule."""
    return (each for each in PUBLISHED if type(each.rule) is kind)
