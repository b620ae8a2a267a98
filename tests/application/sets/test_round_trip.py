"""A set written as YAML or as a workbook reads as the same set."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook

from application.sets.cells import read_cells
from application.sets.checks import check_file
from application.sets.document import Document
from application.sets.files import shipped, shipped_sets
from application.sets.workbook import read_workbook_into
from application.sets.workbook_writing import write_workbook
from application.sets.writer import SetUnwritable
from application.sets.yaml import read_yaml, write_yaml, yaml_text
from application.sheets import _text
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from tests.application.sets.samples import definitions

SETS = {definition.code: definition for definition in shipped_sets()}
modest = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def content_of_yaml(text: str) -> IndicatorSet:
    document = Document("set.yaml")
    read_yaml(text.encode(), document)
    assert not document.faults()
    return msgspec.convert(document.content, IndicatorSet)


def content_of_workbook(data: bytes) -> IndicatorSet:
    document = Document("set.xlsx")
    read_workbook_into(data, document)
    assert not document.faults(), document.faults()[0]
    return msgspec.convert(document.content, IndicatorSet)


@given(encoded=definitions())
@modest
def test_yaml_to_excel_to_yaml_loses_nothing(tmp_path, encoded):
    definition = msgspec.json.decode(encoded, type=IndicatorSet)
    path = tmp_path / "set.xlsx"
    first = content_of_yaml(yaml_text(definition))
    assert first == definition
    write_workbook(first, path)
    second = content_of_workbook(path.read_bytes())
    assert second == definition
    assert content_hash(second) == content_hash(definition)


@pytest.mark.parametrize("sheets", ["one", "groups"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("definition", SETS.values(), ids=SETS)
def test_a_shipped_set_goes_through_a_workbook_of_either_layout_and_language(tmp_path, definition, language, sheets):
    write_workbook(definition, tmp_path / "set.xlsx", sheets=sheets, language=language)
    assert check_file(tmp_path / "set.xlsx") == (definition, ())


@pytest.mark.parametrize("definition", SETS.values(), ids=SETS)
def test_a_shipped_set_is_sound_as_it_is_shipped_and_as_it_is_written_again(tmp_path, definition):
    assert check_file(shipped(definition.province) / f"{definition.code}.yaml") == (definition, ())
    write_yaml(definition, tmp_path / "set.yaml")
    assert check_file(tmp_path / "set.yaml") == (definition, ())


@pytest.mark.parametrize("definition", SETS.values(), ids=SETS)
def test_the_cells_are_those_that_another_reader_finds(tmp_path, definition):
    write_workbook(definition, path := tmp_path / "set.xlsx", sheets="groups")
    with CalamineWorkbook.from_path(path) as workbook:
        for sheet in read_cells(path.read_bytes()):
            rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            found = {(number, column): cell.text for number, row in sheet.rows.items() for column, cell in row.items()}
            assert found == {
                (number, column): _text(value).strip()
                for number, row in enumerate(rows, start=1)
                for column, value in enumerate(row, start=1)
                if _text(value).strip()
            }


def test_numbers_are_numbers_in_the_workbook_so_that_they_can_be_summed(tmp_path):
    write_workbook(SETS["dong-thap-huyen-2022"], path := tmp_path / "set.xlsx")
    annex = next(sheet for sheet in read_cells(path.read_bytes()) if sheet.name == "Phụ lục")
    assert annex.rows[2][3] == ("60", "Phụ lục!C2", True, False, False, "")
    assert annex.rows[2][1].numeric is False


def test_groups_of_one_title_get_sheets_of_their_own(tmp_path):
    definition = SETS["dong-thap-so-2022"]
    long = tuple(
        msgspec.structs.replace(group, code=str(number + 10), name="Nhóm chỉ số có tên rất dài " * 3)
        for number, group in enumerate((*definition.groups, *definition.groups))
    )
    same = tuple(msgspec.structs.replace(group, code="1") for group in long)
    write_workbook(msgspec.structs.replace(definition, groups=same), path := tmp_path / "set.xlsx", sheets="groups")
    titles = [sheet.name for sheet in read_cells(path.read_bytes())]
    assert len({title.casefold() for title in titles}) == len(titles) == 12 + 5
    assert all(len(title) <= 31 for title in titles)


@pytest.mark.parametrize("dash", ["-", "–", "—"])
@pytest.mark.parametrize("field", ["how", "evidence", "data_source", "verifier", "name", "source", "name_en"])
def test_a_text_that_is_a_mere_dash_comes_back_although_cells_take_one_for_blank(tmp_path, field, dash):
    definition = SETS["dong-thap-so-2022"]
    group = definition.groups[0]
    indicator = msgspec.structs.replace(group.indicators[0], **{field: dash})
    groups = (msgspec.structs.replace(group, indicators=(indicator, *group.indicators[1:])), *definition.groups[1:])
    dashed = msgspec.structs.replace(definition, groups=groups)
    write_workbook(dashed, path := tmp_path / "set.xlsx")
    assert content_of_workbook(path.read_bytes()) == dashed


def test_text_that_no_cell_can_hold_is_refused(tmp_path):
    definition = msgspec.structs.replace(SETS["dong-thap-so-2022"], notes="x" * 40_000)
    with pytest.raises(SetUnwritable, match="longer than 32767 characters"):
        write_workbook(definition, tmp_path / "set.xlsx")
