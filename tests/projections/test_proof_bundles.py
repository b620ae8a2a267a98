"""The offline verifier of proof bundles comes to what the live ranking says, whatever has happened."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from api.demo.national import load_national
from api.demo.provinces import load_province
from application.proof import verify
from application.settings import Settings
from domain.metadata import Code
from projections.platform import Platform
from projections.ranking.answer import NotRanked, Ranking, Standing
from projections.ranking.scopes import Stage
from tests.application.proof.bundles import Files, bundle, unpack
from tests.domain.builders import PROVINCE, ROUND
from tests.projections.histories import UNITS, give_all, histories

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs."""

law = hypothesis_settings(
    max_examples=100 if THOROUGH else 5, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)


# --- Rankings as bundles state them -----------------------------------------------------------------------------------
def stated(platform: Platform, province: Code, round_code: Code, **asked: Any) -> dict[str, Any]:
    """The live ranking of every scope."""
    rounds = platform.rankings.rounds()
    scopes = next(each.scopes for each in rounds if (each.province, each.round) == (province, round_code))
    found = {scope.code: platform.rankings.ranking(province, round_code, scope.code, **asked) for scope in scopes}
    first = next(iter(found.values()))
    return {
        "round": round_code,
        "as_of": first.position,
        "stage": first.stage.value,
        "scopes": [{"scope": code, "rows": list(rows(ranking))} for code, ranking in found.items()],
    }


def rows(ranking: Ranking) -> Iterator[Mapping[str, Any]]:
    """The lines of one scope, those without a rank last."""
    yield from map(ranked, ranking.standings)
    yield from map(left_out, ranking.not_ranked)


def ranked(standing: Standing) -> dict[str, Any]:
    return {
        "unit": standing.unit,
        "rank": standing.rank,
        "self": str(standing.self_total),
        "reviewed": str(standing.reviewed_total),
        "final": str(standing.final_total),
        "max": str(standing.max_points),
        "percent": None if standing.percent is None else str(standing.percent),
        "not_ranked": None,
    }


def left_out(absent: NotRanked) -> dict[str, Any]:
    nothing = dict.fromkeys(("rank", "self", "reviewed", "final", "max", "percent"))
    reason = {"exempt": absent.absence == "exempt", "reason": absent.reason}
    return {"unit": absent.unit, **nothing, "not_ranked": reason}


def of_unit(ranking: dict[str, Any], unit: Code) -> dict[str, Any]:
    """The rows of one unit alone."""
    scopes = [
        {**scope, "rows": [row for row in scope["rows"] if row["unit"] == unit]}
        for scope in ranking["scopes"]
        if any(row["unit"] == unit for row in scope["rows"])
    ]
    return {**ranking, "scopes": scopes}


def require_verified(files: Files) -> None:
    """Holds that nothing is found to be wrong with the bundle."""
    with TemporaryDirectory() as folder:
        lines = list(verify.verify(unpack(files, Path(folder)), (), ()))
    assert [line.en for line in lines if line.mark == "✗"] == []


# --- The law ----------------------------------------------------------------------------------------------------------
@contextmanager
def told(commands: Any) -> Iterator[Platform]:
    """A platform on which this has happened."""
    with TemporaryDirectory() as folder, Platform(Settings(data=Path(folder))) as platform:
        give_all(platform.application, commands)
        platform.projections.advance()
        yield platform


@given(histories(), st.sampled_from(Stage), st.data())
@law
def test_whatever_has_happened_the_live_ranking_is_found_again_from_the_bundle(
    commands: Any, stage: Stage, data: st.DataObject
) -> None:
    with told(commands) as platform:
        log = platform.log.read(0, platform.log.head())
        opening = next(entry.position for entry in log if entry.name == "round.opened.v1")
        as_of = data.draw(st.integers(opening, len(log)))
        then = stated(platform, PROVINCE, ROUND, stage=stage, as_of=as_of)
        require_verified(bundle(log, then, PROVINCE, ROUND, earlier=[as_of]))
        unit = data.draw(st.sampled_from(sorted(UNITS)))
        own = of_unit(then, unit)
        if own["scopes"]:
            require_verified(bundle(log, own, PROVINCE, ROUND, unit))


# --- The demonstration ------------------------------------------------------------------------------------------------
def test_the_demonstration_s_bundle_is_verified(vinh_long: Platform) -> None:
    log = vinh_long.log.read(0, vinh_long.log.head())
    require_verified(bundle(log, stated(vinh_long, "vinh-long", "2022"), "vinh-long", "2022", earlier=[100, 2048]))


@pytest.mark.skipif(not THOROUGH, reason="loads all of the demonstration")
def test_so_are_those_of_the_other_provinces_and_of_the_national_round(tmp_path: Path) -> None:
    with Platform(Settings(data=tmp_path)) as platform:
        for province in ("binh-phuoc", "dong-thap"):
            load_province(platform.application, province, lambda: None)
        load_national(platform.application, lambda: None)
        platform.projections.advance()
        log = platform.log.read(0, platform.log.head())
        for each in platform.rankings.rounds():
            for stage in Stage:
                ranking = stated(platform, each.province, each.round, stage=stage)
                require_verified(bundle(log, ranking, each.province, each.round))
