"""The guide on projections is true: its projection and its test run, and an installed package's is kept up to date."""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.demo.provinces import load_province
from application.settings import Settings
from projections.harness import FoldsDiffer, happened, rows_of
from projections.platform import Platform

PAGE = (Path(__file__).parents[2] / "docs/projections.md").read_text(encoding="utf-8")
PROJECTION, TEST = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAME = 'name: ClassVar[str] = "late_units"'
(ENTRY,) = re.findall(r"^```toml\n\[project\.entry-points\.\"(.*?)\"\]\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def names() -> dict[str, Any]:
    """What the page's code defines."""
    found: dict[str, Any] = {"__name__": "page"}
    exec(PROJECTION, found)  # It is our own page.
    exec(TEST, found)
    return found


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Installs a package with a projection, as pip would."""
    installed = []

    def install_package(name: str, module: str, entry: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "late.py").write_text(module, encoding="utf-8")
        metadata = tmp_path / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[{ENTRY[0]}]\n{entry}")
        installed.append(name)

    monkeypatch.syspath_prepend(str(tmp_path))
    yield install_package
    for module in [module for module in sys.modules if module.partition(".")[0] in installed]:
        del sys.modules[module]


def test_the_page_s_test_passes(names):
    names["test_who_was_late_stays_late"]()


def test_a_fold_that_depends_on_batches_is_found_out(names, monkeypatch):
    projection = names["LateUnits"]()
    opened = names["ScorecardOpened"](
        scorecard=names["uuid4"](),
        province="a",
        round="b",
        unit="c",
        unit_kind=names["UnitKind"].DISTRICT,
        indicator_set="d",
        version="1.0.0",
        content_hash="ab" * 32,
    )
    events = [happened(opened, names["uuid4"]()) for _ in range(2)]
    assert len(rows_of(projection, events)["late_units_card"]) == 2
    fold = type(projection).fold
    monkeypatch.setattr(type(projection), "fold", lambda self, rows, batch: fold(self, rows, batch[-1:]))
    with pytest.raises(FoldsDiffer):
        rows_of(projection, events)


def test_an_installed_projection_is_followed_rebuilt_and_verified(install, tmp_path):
    install("late_units", PROJECTION, ENTRY[1].replace('"', ""))
    with Platform(Settings(data=tmp_path / "data")) as platform:
        assert list(platform.projections)[-1] == "late_units"
        load_province(platform.application, "vinh-long", lambda: None)
        platform.projections.advance()
        with platform.database.connect() as connection:
            rows = connection.execute(sa.text("SELECT unit, late, at FROM late_units_card")).all()
        standings = platform.rankings.ranking("vinh-long", "2022").standings
        late = {standing.unit: standing.late for standing in standings}
        assert {row.unit: bool(row.late) for row in rows if row.unit in late} == late
        assert platform.projections.verify("late_units").equal
        platform.projections.rebuild("late_units")
        assert platform.projections.verify("late_units").equal


@pytest.mark.parametrize(
    ("module", "entry", "told"),
    [
        ("raise RuntimeError('broken')", "x = other.late:X", "the projection 'x' of 'other.late:X' can't be loaded"),
        ("X = dict", "x = other.late:X", "'x' of 'other.late:X' is no projection"),
        (
            PROJECTION.replace('name: ClassVar[str] = "late_units"', 'name: ClassVar[str] = "ranking"'),
            "",
            "can't be named 'ranking'",
        ),
        (
            PROJECTION.replace('name: ClassVar[str] = "late_units"', 'name: ClassVar[str] = "other"'),
            "",
            "has to begin with 'other_'",
        ),
        (
            PROJECTION.replace("late_units", "ranking_late"),
            "",
            "the table 'ranking_late_card' of 'ranking_late' has to begin with 'ranking_late_'",
        ),
    ],
    ids=["broken", "something else", "a name taken", "another's table", "a table that looks like another's"],
)
def test_what_can_t_be_used_is_told_and_left_out(install, tmp_path, caplog, module, entry, told):
    install("other", module, entry or "late_units = other.late:LateUnits")
    with caplog.at_level(logging.ERROR), Platform(Settings(data=tmp_path / "data")) as platform:
        assert list(platform.projections) == [
            "ranking",
            "score_history",
            "progress",
            "moments",
            "transparency",
            "eligibility",
            "dossiers",
            "honours",
        ]
    assert told in caplog.text
