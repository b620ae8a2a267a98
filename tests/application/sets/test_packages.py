"""Sets that installed packages ship appear by name; the schema that is shipped is that of the code."""

import sys

import jsonschema_rs
import msgspec
import pytest

from application.sets.document import Document
from application.sets.files import shipped, shipped_sets
from application.sets.packages import InstalledSetInvalid, PackageMissing, SetNameTaken, installed_sets
from application.sets.schema import SHIPPED, schema, schema_text, write_schema
from application.sets.sound_file import sound_set
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import read_yaml
from domain.rules import KINDS
from tests.application.sets.texts import SOUND


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with sets, installed as a province would install it."""

    def install(name, **files):
        folder = tmp_path / name.replace("-", "_")
        folder.mkdir()
        (folder / "__init__.py").touch()
        for file, text in files.items():
            (folder / file.replace("_", ".")).write_text(text, encoding="utf-8")
        metadata = tmp_path / f"{folder.name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[bangvang.indicator_sets]\n{name} = {folder.name}\n")
        return folder

    monkeypatch.syspath_prepend(str(tmp_path))
    yield install
    for name in [name for name in sys.modules if name.startswith("province_")]:
        del sys.modules[name]


def test_the_sets_that_come_with_the_platform_appear_by_name():
    names = {f"{each.province}/{each.code}@{each.version}": each for each in shipped_sets()}
    assert installed_sets() == names


def test_a_package_s_sets_appear_by_name(package):
    folder = package("province-one", set_yaml=SOUND, units_yaml="not a set", readme_txt="")
    (folder / "older").mkdir()
    (folder / "older" / "set.yml").write_text(SOUND.replace("1.0.0", "0.9.0"), encoding="utf-8")
    assert {"vinh-long/so-nganh@1.0.0", "vinh-long/so-nganh@0.9.0"} <= set(installed_sets())


def test_a_package_may_ship_workbooks(package, tmp_path):
    folder = package("province-six")
    (tmp_path / "set.yaml").write_text(SOUND, encoding="utf-8")
    definition = sound_set(tmp_path / "set.yaml")
    write_workbook(definition, folder / "set.XLSX")
    (folder / "~$set.xlsx").write_bytes(b"left behind by Excel")
    assert installed_sets()["vinh-long/so-nganh@1.0.0"] == definition


def test_a_package_with_a_set_that_is_not_sound_is_refused_with_every_fault(package):
    package("province-two", set_yaml=SOUND.replace("version: 1.0.0", "version: one").replace("places: 2", "places: 9"))
    with pytest.raises(InstalledSetInvalid, match=r"The package 'province_two' ships") as refused:
        installed_sets()
    assert len(refused.value.faults) == 2
    assert "phiên bản gồm ba số" in refused.value.sentence("vi")


def test_two_packages_with_one_name_are_refused(package):
    package("province-three", set_yaml=SOUND)
    package("province-four", set_yaml=SOUND)
    with pytest.raises(SetNameTaken, match=r"both ship a set named 'vinh-long/so-nganh@1\.0\.0'"):
        installed_sets()


def test_an_entry_point_that_leads_nowhere_is_refused(package):
    folder = package("province-five")
    (folder / "__init__.py").unlink()
    folder.rmdir()
    with pytest.raises(PackageMissing, match="'province_five' named by 'province-five'"):
        installed_sets()


def test_the_schema_that_is_shipped_is_that_of_the_code(tmp_path):
    write_schema(tmp_path / "new" / "schema.json")
    assert SHIPPED.read_text(encoding="utf-8") == schema_text() == (tmp_path / "new" / "schema.json").read_text("utf-8")


def test_the_schema_admits_every_shipped_set_and_knows_every_kind_of_rule():
    validator = jsonschema_rs.validator_for(schema())
    for definition in shipped_sets():
        validator.validate(msgspec.json.decode(msgspec.json.encode(definition)))
        document = Document(definition.code)
        read_yaml((shipped(definition.province) / f"{definition.code}.yaml").read_bytes(), document)
        validator.validate(document.content)
    assert not validator.is_valid({"code": "Mã"})
    assert set(KINDS) <= {name.casefold() for name in schema()["$defs"]}
