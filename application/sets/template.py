"""The empty workbook that a province's officer fills in: headings, an example of every kind of rule, and help."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from application.sets.columns import (
    ANNEX,
    EXAMPLES,
    HELP,
    Label,
    Language,
    annex_labels,
    information_rows,
    label,
    table_fields,
    table_label,
    table_shape,
)
from application.sets.structure import fields_of
from application.sets.values import plain_type
from application.sets.workbook_writing import indicator_row, write_information, write_list
from application.sets.writer import Value, WorkbookWriter
from domain.indicator_set.definition import Group, Indicator
from domain.metadata import Provenance
from domain.rules import KINDS, Example, Rule
from domain.rules.best import Best
from domain.rules.bonus import Bonus
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tier, Tiers

HALF, ONE = Decimal("0.5"), Decimal(1)
MEETINGS = Tiers(
    counted="cuộc họp trong năm",
    tiers=tuple(Tier(at_least=4 - number, share=ONE - Decimal("0.25") * number) for number in range(4)),
)
PORTAL = Levels(
    levels=(
        Level(code="yes", when="Có chuyên mục riêng", share=ONE),
        Level(code="no", when="Không có", share=Decimal(0)),
    )
)
NEWS = Count(counted="tin, bài", each=ONE)
PARTS = (
    Portion(code="portal", name="Chuyên mục", share=HALF, rule=PORTAL),
    Portion(code="news", name="Tin, bài", share=HALF, rule=NEWS),
)

RULES: tuple[tuple[str, Rule, dict[str, str], Decimal], ...] = (
    (
        "Người đứng đầu làm Trưởng Ban Chỉ đạo",
        Levels(
            levels=(
                Level(code="head", when="Trưởng ban là người đứng đầu", share=ONE),
                Level(code="deputy", when="Trưởng ban là cấp phó", share=HALF),
                Level(code="none", when="Không phải lãnh đạo", share=Decimal(0)),
            )
        ),
        {"level": "deputy"},
        Decimal(5),
    ),
    (
        "Tham gia và chủ trì họp về chuyển đổi số",
        Checklist(
            items=(
                Item(code="attends", when="dự đủ các phiên họp của tỉnh", share=HALF),
                Item(code="chairs", when="chủ trì các cuộc họp của đơn vị", share=HALF),
            )
        ),
        {"attends": "có", "chairs": "không"},
        Decimal(5),
    ),
    ("Ban Chỉ đạo họp trong năm", MEETINGS, {"count": "3"}, Decimal("7.5")),
    (
        "Văn bản chỉ đạo do người đứng đầu ký",
        Ratio(a="số văn bản người đứng đầu ký", b="tổng số văn bản", if_b_is_zero=NothingToCount.ZERO),
        {"a": "3", "b": "4"},
        Decimal("7.5"),
    ),
    ("Ứng dụng do đơn vị xây dựng", Count(counted="ứng dụng", each=Decimal(2)), {"count": "3"}, Decimal(6)),
    ("Giá trị do hệ thống đo", Measured(measured="tỷ lệ hồ sơ trực tuyến"), {"value": "0.8"}, Decimal(8)),
    (
        "Mức độ hài lòng của người dân",
        Survey(asked="hài lòng về dịch vụ công", top=Decimal(5), fewest=30),
        {"average": "4.2", "answers": "100"},
        Decimal("8.4"),
    ),
    ("Sáng kiến, cách làm hay", Manual(guide="Hội đồng chấm theo hướng dẫn"), {"points": "6"}, Decimal(6)),
    ("Thuê bao trên 100 dân", Relative(measured="thuê bao trên 100 dân"), {"value": "20"}, Decimal(10)),
    ("Chuyên mục và tin, bài", Sum(parts=PARTS), {"portal.level": "yes", "news.count": "3"}, Decimal(8)),
    ("Chuyên mục hoặc tin, bài", Best(alternatives=PARTS), {"news.count": "3"}, Decimal(3)),
    ("Tin, bài, không quá 8 điểm", Capped(rule=NEWS, share=Decimal("0.8")), {"count": "9"}, Decimal(8)),
    (
        "Điểm thưởng, điểm trừ",
        Bonus(guide="theo quyết định của Hội đồng", at_least=Decimal(-5), at_most=Decimal(5)),
        {"points": "-2"},
        Decimal(-2),
    ),
)
"""One indicator for each kind of rule: its name, its rule, and the inputs and points of a worked example."""

LEADS = {
    "vi": (
        (
            "Mỗi dòng của phụ lục là một nhóm hoặc một chỉ số. Dòng không có «Loại quy tắc» và có mã đứng trước mã của "
            "các dòng khác (1 đứng trước 1.1) là nhóm; hoặc ghi «Cấp nhóm»."
        ),
        "Định dạng cột STT là Text. Không dùng công thức, không gộp ô dưới dòng tiêu đề, không ẩn trang tính.",
        (
            'Tham số quy tắc: các mục cách nhau bằng dấu chấm phẩy; mã=tỷ lệ "nội dung"; tỷ lệ 1 là toàn bộ điểm, '
            "0.5 là một nửa; quy tắc con đặt trong ngoặc đơn. Xem trang «Ví dụ quy tắc»."
        ),
        'Ví dụ tính điểm: mỗi dòng một ví dụ, đầu vào -> điểm "nguồn".',
        "Trang này và trang «Ví dụ quy tắc» không được đọc khi nhập.",
    ),
    "en": (
        (
            "Each row of the annex is a group or an indicator. A row without a rule kind whose number leads those of "
            "other rows (1 leads 1.1) is a group; or give its 'Group level'."
        ),
        "Format the column No. as Text. Use no formulas, merge no cells below the headings, hide no sheets.",
        (
            'Rule parameters: entries parted by semicolons; code=share "text"; a share of 1 is the maximum, 0.5 is '
            "half of it; a rule inside a rule stands in parentheses. See the sheet 'Rule examples'."
        ),
        'Worked examples: one a line, inputs -> points "source".',
        "This sheet and 'Rule examples' are not read on import.",
    ),
}


def write_template(path: Path, language: Language = "vi") -> None:
    """Writes the empty workbook."""
    writer = WorkbookWriter(language)
    write_information(writer, None)
    annex = writer.table(ANNEX.of(language), annex_labels(), ())
    annex.choices.update(_choices(tuple(annex_labels())))
    for name in table_fields():
        write_list(writer, name, ())
    writer.table(EXAMPLES.of(language), annex_labels(), example_rows(language))
    _write_help(writer)
    writer.save(path)


def example_rows(language: Language) -> Iterator[dict[str, Value]]:
    """A row for each kind of rule, as it would stand in an annex."""
    return (indicator_row(indicator, language) for indicator in example_indicators())


def example_indicators() -> Iterator[Indicator]:
    """An indicator for each kind of rule."""
    for number, (name, rule, inputs, points) in enumerate(RULES, start=1):
        yield Indicator(
            code=f"1.{number}",
            name=name,
            max_points=Decimal(10) if rule.counts_in_maximum else Decimal(0),
            rule=rule,
            evidence="Văn bản, tài liệu chứng minh",
            examples=(Example(inputs=inputs, points=points),),
            provenance=Provenance.ILLUSTRATIVE,
        )


def _choices(columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The words to choose from, by column."""
    kinds: dict[str, Any] = {name: field.kind for part in (Indicator, Group) for name, field in fields_of(part).items()}
    for column, name in enumerate(columns, start=1):
        kind = plain_type(kinds.get(name))
        if name == "rule.kind":
            yield column, list(KINDS)
        elif kind is bool:
            yield column, ["yes", "no"]
        elif isinstance(kind, type) and issubclass(kind, StrEnum):
            yield column, [str(word) for word in kind]


def _write_help(writer: WorkbookWriter) -> None:
    sheet = writer.sheet(HELP.of(writer.language), (40, 110))
    for number, sentence in enumerate(LEADS[writer.language], start=1):
        sheet.add(str(number), sentence)
    for name, known in _helped():
        sheet.add(known.of(writer.language), known.help(writer.language) or name)
    for kind, rule in KINDS.items():
        sheet.add(kind, next(line for line in str(rule.__doc__).splitlines() if line))


def _helped() -> Iterator[tuple[str, Label]]:
    """Every line and column of the workbook, once."""
    yield from ((row.name, label(row.name, "set")) for row in information_rows())
    yield from annex_labels().items()
    for table, structure in table_fields().items():
        shape = table_shape(structure)
        heading = table_label(table)
        for name in (*shape.own, *shape.below):
            known = label(name)
            yield name, known._replace(vi=f"{heading.vi}: {known.vi}", en=f"{heading.en}: {known.en}")
