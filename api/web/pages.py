"""The addresses of the pages."""

from typing import Annotated

import msgspec
from flask import Blueprint, render_template, request

from api.context import platform
from api.freshness import of_projection
from api.web.asked import asked
from api.web.explained import rank_page, step_page, why_page
from api.web.models import differs, history_page, ranking_page, synthetic
from api.web.receipts import gives_receipts, receipt_page
from domain.metadata import Code, IndicatorCode
from domain.round.state import Concluding, Finalised, Published, Reviewing, SelfScoring
from projections.ranking.scopes import Stage

Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""A place in the log."""

PHASES = [phase.__name__ for phase in (SelfScoring, Reviewing, Concluding, Finalised, Published)]
"""The phases of a round in their order."""

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
pages.add_app_template_global(differs, "differs")
pages.add_app_template_global(gives_receipts, "gives_receipts")
pages.add_app_template_global(synthetic, "synthetic")


@pages.get("/")
def rounds() -> str:
    """Every round of every province."""
    fresh = of_projection("ranking")
    return render_template("rounds.html", rounds=platform().rankings.rounds(), freshness=fresh)


@pages.get("/<place:province>/<code:round_code>")
def ranking(province: Code, round_code: Code) -> str:
    """The ranking of a round: ``?scope=`` and ``?stage=``, by default its first scope and the final totals.

    With ``?as_of=`` a position, as it was known then.
    """
    scope, as_of = request.args.get("scope"), asked("as_of", Position)
    page = ranking_page(province, round_code, scope, _stage(), as_of=as_of)
    return render_template("ranking.html", page=page, stages=list(Stage), phases=PHASES, freshness=page.freshness)


@pages.get("/<place:province>/<code:round_code>/<code:unit>")
def history(province: Code, round_code: Code, unit: Code) -> str:
    """How a unit's points came about: ``?indicator=`` narrows it down, ``?after=`` turns pages."""
    page = history_page(province, round_code, unit, asked("indicator", IndicatorCode), asked("after", Position) or 0)
    return render_template("history.html", page=page, freshness=page.freshness)


@pages.get("/<place:province>/<code:round_code>/<code:unit>/replay/<int:position>")
def step(province: Code, round_code: Code, unit: Code, position: int) -> str:
    """One step of a scorecard: this address leads to the same one for ever."""
    page = step_page(province, round_code, unit, position)
    return render_template("step.html", page=page, freshness=page.freshness)


@pages.get("/<place:province>/<code:round_code>/<code:unit>/why")
def why(province: Code, round_code: Code, unit: Code) -> str:
    """Why points are what they are: ``?code=`` of an indicator or group, ``?stage=``, ``?as_of=`` a position."""
    code, as_of = asked("code", IndicatorCode), asked("as_of", Position)
    page = why_page(province, round_code, unit, code, _stage(), as_of=as_of)
    return render_template("why.html", page=page, stages=list(Stage), freshness=page.freshness)


@pages.get("/<place:province>/<code:round_code>/<code:unit>/rank")
def rank(province: Code, round_code: Code, unit: Code) -> str:
    """Why a unit has its rank, or none: ``?scope=``, ``?stage=``, ``?as_of=`` a position."""
    scope, as_of = asked("scope", Code), asked("as_of", Position)
    page = rank_page(province, round_code, unit, scope, _stage(), as_of=as_of)
    return render_template("rank.html", page=page, stages=list(Stage), freshness=page.freshness)


@pages.get("/receipts/<number:position>")
def receipt(position: int) -> str:
    """The receipt of an event, to be printed: its code has all that proves that the event is in the log."""
    page = receipt_page(position)
    return render_template("receipt.html", page=page, freshness=page.freshness)


def _stage() -> Stage:
    """The stage asked for; one that does not exist shows the final totals."""
    return asked("stage", Stage) or Stage.FINAL
