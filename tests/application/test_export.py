"""The export: every event once and exactly, in the folder of its province and year, or nothing at all."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo.provinces import load_province
from application.catalogue import CATALOGUE
from application.codec import Codec
from application.export import dataset
from application.export.folder import MANIFEST, Manifest
from application.export.log_export import export_log
from application.export.rows import SCHEMA, points_of
from application.log import LogReader
from application.refusals import EventNotExportable, ExportFolderTaken
from application.settings import Settings
from domain.event import Event, Recorded
from domain.metadata import Provenance, UnitKind
from domain.province.events import ProvinceRegistered, UnitRegistered
from domain.round.events import UnitMarkedNotRanked
from domain.scorecard.events import AppealResolved, Explained, ScorecardOpened
from projections.platform import Platform
from tests.application.conftest import Recorder
from tests.application.samples import DECISION, SCORED, recorded, sample_catalogue, stored

CODEC = Codec(CATALOGUE)
HA_TIEN, VINH_LONG = UUID(int=1), UUID(int=2)

OPENED = ScorecardOpened(
    scorecard=uuid4(),
    province="vinh-long",
    round="2022",
    unit="so-y-te",
    unit_kind=UnitKind.DEPARTMENT,
    indicator_set="so-nganh",
    version="1.0.0",
    content_hash="ab" * 32,
)


def granted(points: str | Decimal) -> AppealResolved:
    return AppealResolved(indicator="1.1", accepted=True, points=Decimal(points))


def rows_in(folder: Path) -> list[dict[str, Any]]:
    """Every row with the values that the folders' names give it, in log order."""
    rows = []
    for path in folder.rglob("*.parquet"):
        places = dict(part.split("=") for part in path.relative_to(folder).parts[:-1])
        rows += [{**row, **places} for row in pq.ParquetFile(path).read().to_pylist()]
    return sorted(rows, key=lambda row: row["position"])


def positions_in(folder: Path) -> list[int]:
    return [row["position"] for row in rows_in(folder)]


Save = Callable[..., None]


@pytest.fixture
def save(recorder: Recorder) -> Save:
    """Appends events to a stream."""

    def append(stream: UUID, *events: Event, after: int = 0, **envelope: Any) -> None:
        made: list[Recorded[Event]] = [
            msgspec.structs.replace(recorded(event, stream, after + number), **envelope)
            for number, event in enumerate(events, 1)
        ]
        for event in made:
            name, state = event.data.stored_name, CODEC.encode(event)
            recorder.insert_events(stored(stream, event.originator_version, name=name, state=state))

    return append


@pytest.fixture
def two_provinces(save: Save) -> None:
    """A province with a unit and a scorecard, and a province between them."""
    save(VINH_LONG, ProvinceRegistered(province="vinh-long", name="Vĩnh Long"))
    save(HA_TIEN, ProvinceRegistered(province="ha-tien", name="Hà Tiên"))
    save(VINH_LONG, UnitRegistered(unit="so-y-te", kind=UnitKind.DEPARTMENT, name="Sở Y tế"), after=1)
    save(UUID(int=3), OPENED, granted("7.5"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports" / "log"


# --- A province's whole story -----------------------------------------------


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with Platform(Settings(data=tmp_path_factory.mktemp("story"))) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        yield platform


@pytest.fixture(scope="module")
def exported(story: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    export_log(story.log, story.codec, folder)
    return folder


def test_every_event_is_exported_once_as_it_was_stored(story, exported):
    entries, rows = story.log.read(0, 1_000_000), rows_in(exported)
    assert len(rows) == len(entries) == story.log.head()
    for entry, row in zip(entries, rows, strict=True):
        event = json.loads(entry.state)
        data, actor, document = event["data"], event["actor"], event.get("source_document", {})
        assert (row["position"], row["stream"], row["version"]) == (
            entry.position,
            str(entry.originator_id),
            entry.originator_version,
        )
        assert row["name"] == entry.name
        assert json.loads(row["data"]) == data
        assert (row["inputs"] and json.loads(row["inputs"])) == data.get("inputs")
        assert row["recorded_at"] == datetime.fromisoformat(event["recorded_at"])
        assert [row[name] for name in ("event_id", "correlation_id", "causation_id", "reason")] == [
            event.get(name) for name in ("event_id", "correlation_id", "causation_id", "reason")
        ]
        assert (row["effective_on"] and row["effective_on"].isoformat()) == event.get("effective_on")
        assert [row[f"actor_{name}"] for name in ("id", "role", "unit")] == [
            actor.get(name) for name in ("id", "role", "unit")
        ]
        assert [row[f"document_{name}"] and str(row[f"document_{name}"]) for name in ("number", "date", "issuer")] == [
            document.get(name) for name in ("number", "date", "issuer")
        ]


@pytest.mark.parametrize("field", ["points", "self_points", "reviewed_points", "final_points"])
def test_points_are_exact(story, exported, field):
    stated = [json.loads(entry.state)["data"].get(field) for entry in story.log.read(0, 1_000_000)]
    assert [row[field] for row in rows_in(exported)] == [value and Decimal(value) for value in stated]


def test_events_have_province_round_and_unit_of_their_stream(exported):
    rows = rows_in(exported)
    assert {row["province"] for row in rows} == {"vinh-long"}
    cards = [row for row in rows if row["name"].startswith("scorecard.")]
    assert {row["round"] for row in cards} == {"2022"}
    units = {row["stream"]: row["unit"] for row in cards if row["name"] == "scorecard.opened.v1"}
    assert all(row["unit"] == units[row["stream"]] for row in cards)
    for name in ("round.published.v1", UnitMarkedNotRanked.stored_name):
        assert next(row for row in rows if row["name"] == name)["round"] == "2022"
    assert next(row for row in rows if row["name"] == UnitMarkedNotRanked.stored_name)["unit"]
    assert next(row for row in rows if row["name"] == "indicator_set.released.v1")["round"] is None


def test_the_export_says_how_far_it_reaches_and_what_must_be_told(story, exported):
    manifest = msgspec.json.decode((exported / MANIFEST).read_bytes(), type=Manifest)
    assert (manifest.position, manifest.events, manifest.files) == (story.log.head(), story.log.head(), 1)
    (told,) = manifest.rounds
    assert (told.province, told.round, told.data_provenance) == ("vinh-long", "2022", Provenance.ILLUSTRATIVE)
    assert "Synthetic demonstration data" in told.notice
    assert "log alone counts" in manifest.notice_en


def test_every_file_has_the_documented_columns(exported):
    (path,) = exported.glob(dataset.FILES)
    assert pq.ParquetFile(path).schema_arrow.equals(SCHEMA)


def test_every_field_that_has_a_column_is_of_its_kind():
    points = ("points", "self_points", "reviewed_points", "final_points")
    samples: dict[str, Any] = {"indicator": "1", "unit": "1", "round": "1", **dict.fromkeys(points, Decimal(1))}
    fields = [field for event in CATALOGUE for field in msgspec.structs.fields(event) if field.name in samples]
    assert {field.name for field in fields} == set(samples)
    for field in fields:
        assert msgspec.convert(samples[field.name], field.type) == samples[field.name]


# --- Which events, and where ------------------------------------------------


@pytest.mark.usefixtures("two_provinces")
def test_events_of_either_store_are_exported(log: LogReader, folder):
    told: list[tuple[int, int]] = []
    manifest = export_log(log, CODEC, folder, advance=lambda *reached: told.append(reached))
    rows = rows_in(folder)
    assert [(row["position"], row["province"], row["unit"]) for row in rows] == [
        (1, "vinh-long", None),
        (2, "ha-tien", None),
        (3, "vinh-long", "so-y-te"),
        (4, "vinh-long", "so-y-te"),
        (5, "vinh-long", "so-y-te"),
    ]
    assert (manifest.position, manifest.events, manifest.files) == (5, 5, 2)
    assert told == [(5, 5)]


@pytest.mark.usefixtures("two_provinces")
@pytest.mark.parametrize(
    ("provinces", "until", "positions", "reached"),
    [
        (["ha-tien"], None, [2], 5),
        (["ha-tien", "vinh-long"], 4, [1, 2, 3, 4], 4),
        (["vinh-long"], 99, [1, 3, 4, 5], 5),
        ([], 1, [1], 1),
    ],
)
def test_a_part_of_the_log_is_exported(log: LogReader, folder, provinces, until, positions, reached):
    manifest = export_log(log, CODEC, folder, provinces=provinces, until=until)
    assert positions_in(folder) == positions
    assert (manifest.position, manifest.events, manifest.provinces) == (reached, len(positions), provinces)


def test_an_empty_log_has_an_empty_export(log: LogReader, folder):
    manifest = export_log(log, CODEC, folder)
    assert (manifest.position, manifest.events, manifest.files) == (0, 0, 0)
    assert [path.name for path in folder.iterdir()] == [MANIFEST]


def test_the_year_is_that_of_viet_nam(save, log: LogReader, folder):
    eve = datetime(2022, 12, 31, 16, 59, 59, tzinfo=UTC)
    save(VINH_LONG, ProvinceRegistered(province="vinh-long", name="Vĩnh Long"), recorded_at=eve)
    later = (eve + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=-5)))
    save(HA_TIEN, ProvinceRegistered(province="ha-tien", name="Hà Tiên"), recorded_at=later)
    export_log(log, CODEC, folder)
    assert [(row["year"], row["recorded_at"]) for row in rows_in(folder)] == [("2022", eve), ("2023", later)]


def test_a_stream_that_names_no_province_stands_apart(save, log: LogReader, folder):
    save(VINH_LONG, Explained(indicator="1.1", text="a"), source_document=DECISION)
    export_log(log, CODEC, folder)
    (row,) = rows_in(folder)
    assert (row["province"], row["document_number"]) == (dataset.NOWHERE, "12/QĐ-UBND")
    export_log(log, CODEC, folder, provinces=["vinh-long"])
    assert rows_in(folder) == []


def test_retired_events_are_brought_to_their_current_version(recorder, log: LogReader, folder):
    codec = Codec(sample_catalogue())
    envelope = msgspec.json.decode(codec.encode(recorded(SCORED, VINH_LONG)))
    del envelope["data"]["counted_by"]
    envelope["data"]["score"] = envelope["data"].pop("points")
    recorder.insert_events(stored(VINH_LONG, 1, name="sample.scored.v1", state=msgspec.json.encode(envelope)))
    export_log(log, codec, folder)
    (row,) = rows_in(folder)
    assert (row["name"], row["indicator"], row["points"]) == ("sample.scored.v3", "1.1", Decimal("7.5"))
    assert json.loads(row["data"]) == json.loads(msgspec.json.encode(SCORED))


@pytest.mark.parametrize("store_environment", ["sqlite"], indirect=True)
def test_files_are_written_when_they_are_full_or_memory_is(save, log: LogReader, folder, monkeypatch):
    monkeypatch.setattr(dataset, "ROWS_A_FILE", 4)
    monkeypatch.setattr(dataset, "ROWS_HELD", 6)
    provinces = {name: uuid4() for name in ("a", "b", "c")}
    order = "abcabcaaaaab"
    for position, name in enumerate(order, 1):
        version = order[: position - 1].count(name)
        first = ProvinceRegistered(province=name, name=name)
        save(provinces[name], Explained(indicator="1.1", text="a") if version else first, after=version)
    manifest = export_log(log, CODEC, folder)
    files = sorted(folder.glob(dataset.FILES), key=lambda path: path.name)
    sizes = [pq.ParquetFile(path).metadata.num_rows for path in files]
    assert sizes == [2, 2, 4, 2, 1, 1]
    assert (manifest.files, manifest.events) == (len(sizes), len(order))
    assert [row["province"] for row in rows_in(folder)] == list(order)


# --- Points -----------------------------------------------------------------


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_points_of_four_decimals_stay_as_they_are(points):
    assert points_of(granted(points), "points") == points


@pytest.mark.parametrize("points", ["0.00001", "123456789012345", "NaN", "sNaN", "Infinity"])
def test_points_that_would_not_be_exact_stop_the_export(save, log: LogReader, folder, points):
    save(VINH_LONG, OPENED, granted(points))
    with pytest.raises(EventNotExportable) as refused:
        export_log(log, CODEC, folder)
    assert refused.value.data["position"] == 2
    assert not folder.exists()


def test_an_event_without_points_has_none():
    assert points_of(OPENED, "points") is None


# --- All or nothing ---------------------------------------------------------


@pytest.fixture
def unreadable(two_provinces: None, recorder: Recorder) -> None:
    recorder.insert_events(stored(HA_TIEN, 2, name="unit.launched.v1"))


@pytest.mark.usefixtures("unreadable")
def test_an_unreadable_event_stops_the_export_and_leaves_the_earlier_one(log: LogReader, folder):
    export_log(log, CODEC, folder, until=5)
    with pytest.raises(EventNotExportable) as refused:
        export_log(log, CODEC, folder)
    for language in ("vi", "en"):
        assert "6" in refused.value.sentence(language)
        assert "unit.launched.v1" in refused.value.sentence(language)
        assert "--until" in refused.value.advice(language)
    assert positions_in(folder) == [1, 2, 3, 4, 5]
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.usefixtures("unreadable")
def test_what_is_not_asked_for_need_not_be_readable(log: LogReader, folder):
    assert export_log(log, CODEC, folder, provinces=["vinh-long"]).events == 4


@pytest.mark.usefixtures("two_provinces")
def test_an_interrupted_export_leaves_nothing(log: LogReader, folder):
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_log(log, CODEC, folder, advance=interrupt)
    assert list(folder.parent.iterdir()) == []


@pytest.mark.usefixtures("two_provinces")
def test_an_earlier_export_is_replaced(log: LogReader, folder):
    export_log(log, CODEC, folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({"kind": manifest["kind"], "schema_version": 99}), encoding="utf-8")
    export_log(log, CODEC, folder, provinces=["ha-tien"])
    assert positions_in(folder) == [2]
    assert list(folder.parent.iterdir()) == [folder]
    assert {path.name for path in folder.iterdir()} == {MANIFEST, "province=ha-tien"}


@pytest.mark.usefixtures("two_provinces")
def test_an_empty_folder_is_filled(log: LogReader, folder):
    folder.mkdir(parents=True)
    assert export_log(log, CODEC, folder).events == 5


@pytest.mark.usefixtures("two_provinces")
@pytest.mark.parametrize("foreign", ["notes.sql", "province=vinh-long/year=2025/mine.parquet", MANIFEST])
def test_what_no_export_has_written_is_never_deleted(log: LogReader, folder, foreign):
    export_log(log, CODEC, folder)
    (folder / foreign).write_text("mine", encoding="utf-8")
    before = sorted(folder.rglob("*"))
    with pytest.raises(ExportFolderTaken):
        export_log(log, CODEC, folder)
    assert sorted(folder.rglob("*")) == before
    assert (folder / foreign).read_text(encoding="utf-8") == "mine"
    assert list(folder.parent.iterdir()) == [folder]


def test_a_folder_of_other_things_and_a_file_are_refused(log: LogReader, tmp_path):
    (tmp_path / "file").touch()
    for taken in (tmp_path, tmp_path / "file"):
        with pytest.raises(ExportFolderTaken) as refused:
            export_log(log, CODEC, taken)
        assert str(taken) in str(refused.value)


@pytest.mark.usefixtures("two_provinces")
def test_what_was_put_there_meanwhile_is_not_deleted_either(log: LogReader, folder):
    export_log(log, CODEC, folder)
    with pytest.raises(ExportFolderTaken):
        export_log(log, CODEC, folder, advance=lambda *_: (folder / "notes.sql").touch())
    assert (folder / "notes.sql").exists()
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.usefixtures("two_provinces")
def test_an_earlier_export_is_put_back_where_the_new_one_can_t_move_in(log: LogReader, folder, monkeypatch):
    export_log(log, CODEC, folder)
    rename = Path.rename

    def stumble(path: Path, target: Path) -> Path:
        if target == folder and (path / MANIFEST).read_bytes() != before:
            raise PermissionError
        return rename(path, target)

    before = (folder / MANIFEST).read_bytes()
    monkeypatch.setattr(Path, "rename", stumble)
    with pytest.raises(PermissionError):
        export_log(log, CODEC, folder, until=1)
    assert positions_in(folder) == [1, 2, 3, 4, 5]
    assert list(folder.parent.iterdir()) == [folder]


def test_a_relative_folder_is_that_of_the_process(log: LogReader, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    export_log(log, CODEC, Path("exports/log"))
    assert (tmp_path / "exports/log" / MANIFEST).exists()
