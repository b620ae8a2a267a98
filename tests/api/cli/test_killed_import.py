"""An import that is killed in the middle leaves all of it in the log or nothing, and projections catch up."""

import multiprocessing
import shutil
import signal
import time
from pathlib import Path
from uuid import uuid4

import pytest

from application.settings import Settings
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.scorecard.commands import OpenScorecard
from projections.platform import Platform
from tests.api.cli.program import bangvang
from tests.domain.builders import ADMINISTRATOR, MANUAL, ask, definition, group, indicator, open_round, pin

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["api.cli.main"])
"""Half of an import would be loading its program, in which a kill proves nothing."""

UNITS = [f"so-{number}" for number in range(20)]
INDICATORS = [f"1.{number}" for number in range(1, 31)]
KILLS_BY_THE_CLOCK = 10
KILLS_WHILE_WRITING = 10


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which every unit has a scorecard, and beside it the table to be imported."""
    folder = tmp_path_factory.mktemp("killed")
    lines = [f"{unit},{code},1" for unit in UNITS for code in INDICATORS]
    (folder / "scores.csv").write_text("\n".join(["unit,indicator,points", *lines]), encoding="utf-8")
    wide = definition(group("1", *(indicator(code, MANUAL, 5) for code in INDICATORS)), code="rong")
    with Platform(Settings(data=folder / "data")) as platform:
        do = platform.application.execute
        do(ask(RegisterProvince, id=uuid4(), name="Vĩnh Long"))
        for unit in UNITS:
            do(ask(RegisterUnit, id=uuid4(), unit=unit, kind=UnitKind.DEPARTMENT, name=unit))
        do(ask(ReleaseIndicatorSet, definition=wide))
        pinned = pin(indicator_set="rong", content_hash=content_hash(wide))
        do(open_round(sets={UnitKind.DEPARTMENT: pinned}))
        for unit in UNITS:
            do(ask(OpenScorecard, id=uuid4(), unit=unit, scorecard=uuid4(), actor=ADMINISTRATOR))
        platform.projections.advance()
    return folder


class Import:
    """An import that has begun, in a process that can be killed."""

    def __init__(self, table: Path, data: Path) -> None:
        self.data = data
        words = ("scores", "import", "vinh-long/2022", str(table), "--at", "2022-11-01", "--data", str(data))
        self._process = FORKED.Process(target=bangvang, args=words)
        self._process.start()

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def wait_until_it_writes(self) -> None:
        """Until the first bytes of its transaction are in the journal."""
        journal = self.data / "events.db-wal"
        while self._process.is_alive() and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.0002)

    def kill(self) -> bool:
        """Whether the signal was in time."""
        self._process.kill()
        return self.wait() == -signal.SIGKILL


def imported_events(data: Path) -> int:
    """How many events of the import are in the log; the projections must have caught up with them and be sound."""
    with Platform(Settings(data=data)) as platform:
        platform.projections.advance()
        assert all(platform.projections.verify(name).equal for name in platform.projections)
        assert all(status.lag == 0 for status in platform.projections.status())
        return len(platform.log.read(0, 10_000, {"scorecard.self_scored.v1"}))


def test_a_killed_import_is_in_the_log_whole_or_not_at_all(prepared, tmp_path):
    table, everything = prepared / "scores.csv", len(UNITS) * len(INDICATORS)
    folders = [tmp_path / str(number) for number in range(2 + KILLS_BY_THE_CLOCK + KILLS_WHILE_WRITING)]
    for folder in folders:
        shutil.copytree(prepared / "data", folder)
    first, unharmed, *rest = folders
    assert Import(table, first).wait() == 0
    began = time.monotonic()
    assert Import(table, unharmed).wait() == 0
    needed = time.monotonic() - began
    kills = 0
    for number, data in enumerate(rest):
        importing = Import(table, data)
        if number < KILLS_BY_THE_CLOCK:
            time.sleep(needed * number / KILLS_BY_THE_CLOCK)
        else:
            importing.wait_until_it_writes()
            time.sleep((number - KILLS_BY_THE_CLOCK) * 0.0005)
        kills += importing.kill()
    found = [imported_events(data) for data in folders]
    assert found[:2] == [everything, everything]
    assert set(found) == {0, everything}
    assert kills > KILLS_BY_THE_CLOCK
    assert Import(table, rest[0]).wait() == 0
    assert imported_events(rest[0]) == everything
