"""The empty workbook that a province's officer fills in: headings, an example of every kind of rule, and help."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

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
from application.sets.words import ENUMS, RULES
from application.sets.workbook_writing import annex_table, indicator_row, write_information, write_list
from application.sets.writer import Value, WorkbookWriter
from domain.indicator_set.definition import Indicator
from domain.metadata import Provenance
from domain.rules import KINDS, Example

LEADS = {
    "vi": (
        (
            "Mỗi dòng của phụ lục là một nhóm hoặc một chỉ số. Dòng không có «Loại quy tắc» và có mã đứng trước mã của "
            "các dòng khác (1 đứng trước 1.1) là nhóm; hoặc ghi «Cấp nhóm»."
        ),
        (
            "Cột STT đã được định dạng Text. Không dùng công thức; không ẩn trang tính, hàng hay cột. Chỉ gộp ô ở dòng "
            "tên nhóm, và ở các cột cách tính, tài liệu, nguồn, đơn vị phối hợp khi nội dung chung cho nhiều chỉ số."
        ),
        "«Tình trạng số liệu» để trống thì theo nhóm, rồi theo bộ chỉ số.",
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
        (
            "The column No. is formatted as Text. Use no formulas; hide no sheets, rows or columns. Merge cells only "
            "in a group's title, and where one text on scoring, documents, sources or verifiers is about several rows."
        ),
        "Where 'Provenance' is blank, that of the group holds, else that of the set.",
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
    writer.table(ANNEX.of(language), annex_table(), ())
    for name in table_fields():
        write_list(writer, name, ())
    writer.table(EXAMPLES.of(language), annex_table(), example_rows(language))
    _write_help(writer)
    writer.save(path)


def example_rows(language: Language) -> Iterator[dict[str, Value]]:
    """A row for each kind of rule, as it would stand in an annex."""
    return (indicator_row(indicator) for indicator in example_indicators(language))


def example_indicators(language: Language = "vi") -> Iterator[Indicator]:
    """An indicator for each kind of rule."""
    for number, sample in enumerate((kind.sample() for kind in KINDS.values()), start=1):
        yield Indicator(
            code=f"1.{number}",
            name=sample.indicator,
            max_points=Decimal(10) if sample.rule.counts_in_maximum else Decimal(0),
            rule=sample.rule,
            how=sample.rule.explain(language),
            evidence="Văn bản, tài liệu chứng minh",
            examples=(Example(inputs=sample.inputs, points=sample.points),),
            provenance=Provenance.ILLUSTRATIVE,
        )


def _write_help(writer: WorkbookWriter) -> None:
    sheet = writer.sheet(HELP.of(writer.language), (40, 110))
    for number, sentence in enumerate(LEADS[writer.language], start=1):
        sheet.add(str(number), sentence)
    for name, known in _helped():
        sheet.add(known.of(writer.language), known.help(writer.language) or name)
    for code, meaning in _explained_words(writer.language):
        sheet.add(code, meaning)


def _explained_words(language: Language) -> Iterator[tuple[str, str]]:
    """Every kind of rule and every other word of choice, with what it means."""
    for kind, rule in KINDS.items():
        known = RULES.get(kind)
        said = next(line for line in str(rule.__doc__).splitlines() if line)
        yield kind, f"{known.vi}: {known.meaning}" if known and language == "vi" else said
    for choice, words in ENUMS.items():
        for code in (code for code in choice if code not in KINDS):
            word = words.get(code)
            yield code, f"{word.vi}: {word.meaning}" if word else code


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
