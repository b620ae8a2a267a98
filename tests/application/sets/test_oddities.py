"""Values that once ended the program, or that one form of a file can hold and the other can't."""

from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from application.sets.yaml import SetTooLargeForYaml, write_yaml
from tests.application.sets.texts import SOUND, faults_of, repacked, workbook, yaml_file
from tests.domain.builders import DEFINITION

ANNEX_SHEET = "xl/worksheets/sheet2.xml"


def test_a_number_beyond_all_bounds_is_no_number(tmp_path):
    path = repacked(workbook(tmp_path), {})
    with ZipFile(path) as book:
        sheet = book.read(ANNEX_SHEET).decode()
    repacked(path, {ANNEX_SHEET: sheet.replace("<v>20</v>", "<v>1e999999999</v>")})
    (fault, *_) = faults_of(path)
    assert fault == ("Phụ lục I!C4", "1e999999999", "it is not a decimal number")


def test_text_where_a_list_of_codes_belongs_is_told(tmp_path):
    text = SOUND + "migrations:\n  - {from_version: 0.9.0, moves: [{kind: retired, old: số cũ, reason: Bỏ}]}\n"
    (fault,) = faults_of(yaml_file(tmp_path, text))
    assert fault == ("line 48, column 56", "số cũ", "expected array, got str")


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\ufdd0"])
def test_what_is_no_character_is_refused(tmp_path, character):
    text = SOUND.replace("Hạ tầng", '"Hạ \\u' + f"{ord(character):04x}" + ' tầng"')
    (fault,) = faults_of(yaml_file(tmp_path, text))
    assert fault[2] == "it has a control character or one that is not valid Unicode"


def test_a_set_that_no_yaml_file_can_hold_is_not_written(tmp_path):
    (one,) = DEFINITION.groups[:1]
    many = tuple(replace(one.indicators[0], code=f"1.{number}") for number in range(2_000))
    large = replace(DEFINITION, groups=(replace(one, indicators=many),))
    with pytest.raises(SetTooLargeForYaml, match="too large for a YAML file"):
        write_yaml(large, tmp_path / "large.yaml")
    assert not (tmp_path / "large.yaml").exists()
