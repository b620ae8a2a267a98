"""Sets that installed packages ship appear by name; the schema that is shipped is that of the code."""

import sys

import jsonschema_rs
import msgspec
import pytest

from application.sets.document import Document
from application.sets.files import shipped, shipped_sets
from application.sets.packages import InstalledSetInvalid, PackageMissing, SetNameTaken, installed
from application.sets.schema import SHIPPED, schema, schema_text
from application.sets.sound_file import sound_set
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import read_yaml
from domain.refusal import Refusal
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
    assert installed() == (names, ())


def test_a_package_s_sets_appear_by_name(package):
    folder = package("province-one", set_yaml=SOUND, units_yaml="not a set", readme_txt="")
    (folder / "older").mkdir()
    (folder / "older" / "set.yml").write_text(SOUND.replace("1.0.0", "0.9.0"), encoding="utf-8")
    assert {"vinh-long/so-nganh@1.0.0", "vinh-long/so-nganh@0.9.0"} <= set(installed().sets)


def test_a_package_may_ship_workbooks(package, tmp_path):
    folder = package("province-six")
    (tmp_path / "set.yaml").write_text(SOUND, encoding="utf-8")
    definition = sound_set(tmp_path / "set.yaml")
    write_workbook(definition, folder / "set.XLSX")
    (folder / "~$set.xlsx").write_bytes(b"left behind by Excel")
    assert installed().sets["vinh-long/so-nganh@1.0.0"] == definition


def problem(*kept: str) -> Refusal:
    """The only problem that there is, which takes no other set away."""
    found = installed()
    own = {f"{each.province}/{each.code}@{each.version}" for each in shipped_sets()}
    assert found.sets.keys() == own | set(kept)
    (only,) = found.problems
    return only


def test_a_package_with_a_set_that_is_not_sound_is_told_of_with_every_fault(package):
    package("province-two", set_yaml=SOUND.replace("version: 1.0.0", "version: one").replace("places: 2", "places: 9"))
    told = problem()
    assert isinstance(told, InstalledSetInvalid)
    assert "The package 'province_two' ships" in told.sentence()
    assert len(told.faults) == 2
    assert "phiên bản gồm ba số" in told.sentence("vi")


def test_of_two_packages_with_one_name_the_first_stands(package):
    package("province-three", set_yaml=SOUND)
    package("province-four", set_yaml=SOUND)
    told = problem("vinh-long/so-nganh@1.0.0")
    assert isinstance(told, SetNameTaken)
    assert "both ship a set named 'vinh-long/so-nganh@1.0.0'" in told.sentence()


def test_an_entry_point_that_leads_nowhere_takes_nothing_away(package):
    folder = package("province-five")
    (folder / "__init__.py").unlink()
    folder.rmdir()
    assert isinstance(problem(), PackageMissing)


def test_a_package_that_fails_when_it_is_imported_takes_nothing_away(package):
    (package("province-seven") / "__init__.py").write_text("raise RuntimeError('broken')", encoding="utf-8")
    assert (
        "'province_seven', which is to have indicator sets, can't be opened: RuntimeError('broken')."
        in problem().sentence()
    )


def test_the_schema_that_is_shipped_is_that_of_the_code():
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()


def test_the_schema_admits_every_shipped_set_and_knows_every_kind_of_rule():
    validator = jsonschema_rs.validator_for(schema())
    for definition in shipped_sets():
        validator.validate(msgspec.json.decode(msgspec.json.encode(definition)))
        document = Document(definition.code)
        read_yaml((shipped(definition.province) / f"{definition.code}.yaml").read_bytes(), document)
        validator.validate(document.content)
    assert not validator.is_valid({"code": "Mã"})
    assert set(KINDS) <= {name.casefold() for name in schema()["$defs"]}
