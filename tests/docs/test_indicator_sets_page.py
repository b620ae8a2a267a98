"""The guide on sets is true: its YAML is a sound set, and its numbers are those of the code."""

import re
from pathlib import Path

from application.exact_yaml import load_yaml
from application.sets import archive, cells, checks, document, notation, structure, yaml
from domain.indicator_set.definition import Migration

PAGE = (Path(__file__).parents[2] / "docs/indicator-sets.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_set_is_sound(tmp_path):
    file = tmp_path / "set.yaml"
    file.write_text(BLOCKS[0], encoding="utf-8")
    checked = checks.check_file(file)
    assert checked.faults == ()
    assert checked.definition is not None


def test_the_migrations_can_be_read(tmp_path):
    file = tmp_path / "migrations.yaml"
    file.write_text(BLOCKS[1], encoding="utf-8")
    migrations = load_yaml(file, dict[str, tuple[Migration, ...]])["migrations"]
    assert len(migrations[0].moves) == 5


def test_the_limits_are_those_of_the_code():
    for number in (yaml.MOST_VALUES, yaml.MOST_LINES, cells.MOST_ROWS, structure.LONGEST_TEXT):
        assert f"{number:,} " in PAGE
    assert f"| YAML | {yaml.LARGEST // 1024} KiB;" in PAGE
    megabytes = [size // 1024**2 for size in (checks.LARGEST_WORKBOOK, archive.LARGEST_TOTAL)]
    assert f"| workbook | {megabytes[0]} MiB, {megabytes[1]} MiB unpacked;" in PAGE
    assert f"{cells.MOST_SHEETS} sheets; {cells.MOST_COLUMNS} columns" in PAGE
    assert f"first {document.MOST_FAULTS:,} are told" in " ".join(PAGE.split())
    assert f"| {notation.DEEPEST} deep in a cell |" in PAGE


def test_the_grammar_is_that_of_the_notation():
    rows = re.findall(
        r"^    ((?:rule|entries|entry|example|input|text) +=[^#\n]*?) *(?:#.*)?$", notation.__doc__, re.MULTILINE
    )
    assert len(rows) == 6
    assert all(row in PAGE for row in rows)
