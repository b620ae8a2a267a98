"""The national index of 2022: published values of five provinces, entered as a round whose units are provinces."""

import csv
from datetime import date
from decimal import Decimal

from api.demo.provinces import prepare
from api.demo.script import Script
from api.demo.story import Told
from application.service import BangVang
from application.sets.files import shipped, shipped_registries, shipped_rounds
from domain.metadata import Role, SourceDocument
from domain.round.commands import CloseReview, CloseSelfScoring, FinaliseRound, PublishRound
from domain.scorecard.commands import FinaliseScorecard, OpenScorecard, SelfScore, SubmitScorecard

NATIONAL = "quoc-gia"
VALUES = slice(2, -1)
"""The columns of the group values, between rank and name and the published total."""
# The ranking stands at dti.gov.vn/xep-hang-2022 and was announced on 12/07/2023, as Trà Vinh's portal reports.
# No decision number is known; the report's own title stands in its place.
PUBLICATION = SourceDocument(
    number="Báo cáo xếp hạng DTI 2022 (dti.gov.vn/xep-hang-2022)",
    date=date(2023, 7, 12),
    issuer="Bộ Thông tin và Truyền thông",
)


def load_national(application: BangVang, told: Told) -> Script:
    """Enters the published values and publishes the round as the ministry did; returns the script."""
    registry = next(registry for registry in shipped_registries() if registry.province == NATIONAL)
    plan = next(plan for plan in shipped_rounds() if plan.province == NATIONAL)
    script = Script(application, NATIONAL)
    (definition,) = prepare(script, registry, plan).values()
    where = {"province": plan.province, "round": plan.round}
    day, published_on = plan.calendar.self_scoring.opens, PUBLICATION.date
    codes = {unit.name: unit.code for unit in registry.units}
    totals: dict[str, Decimal] = {}
    for name, values, total in published_values():
        of_unit = {**where, "unit": codes[name]}
        totals[codes[name]] = total
        script.give(OpenScorecard, Role.ADMINISTRATOR, day, **of_unit, scorecard=script.new_id())
        for indicator, value in zip(definition.indicators(), values, strict=True):
            script.give(
                SelfScore, Role.ADMINISTRATOR, day, **of_unit, indicator=indicator.code, inputs={"value": value}
            )
        entered = "Nhập từ bảng đã công bố"
        script.give(SubmitScorecard, Role.ADMINISTRATOR, day, **of_unit, approved_by=entered, approved_on=day)
        told()
    script.give(CloseSelfScoring, Role.ADMINISTRATOR, published_on, **where)
    script.give(CloseReview, Role.ADMINISTRATOR, published_on, **where)
    for unit, total in totals.items():
        script.give(FinaliseScorecard, Role.COUNCIL, published_on, **where, unit=unit, stated_index=total)
    script.give(FinaliseRound, Role.COUNCIL, published_on, **where)
    script.give(PublishRound, Role.COUNCIL, published_on, **where, source_document=PUBLICATION)
    script.record()
    return script


def published_values() -> list[tuple[str, list[str], Decimal]]:
    """Each province's name, eight group values and published total, exactly as printed."""
    text = (shipped(NATIONAL) / "dti-2022.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return [(row[1], row[VALUES], Decimal(row[-1])) for row in rows]
