"""Loads a province: its real sets and units, and a synthetic round on them, in one transaction."""

from api.demo.script import Script
from api.demo.story import Story, Told
from application.service import BangVang
from application.sets.files import Registry, RoundPlan, shipped_registries, shipped_rounds, shipped_sets
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Code, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.commands import OpenRound
from domain.round.events import PinnedSet


def load_province(application: BangVang, province: Code, told: Told) -> Script:
    """Tells a province's story up to the published ranking, in one transaction; returns the script."""
    registry = next(registry for registry in shipped_registries() if registry.province == province)
    plan = next(plan for plan in shipped_rounds() if plan.province == province)
    script = Script(application, province)
    definitions = prepare(script, registry, plan)
    Story(script, registry, plan, definitions, told).tell()
    script.record()
    return script


def prepare(script: Script, registry: Registry, plan: RoundPlan) -> dict[UnitKind, IndicatorSet]:
    """Registers the province and its units, releases its sets and opens the round; returns the sets by unit kind."""
    province, day = registry.province, plan.calendar.self_scoring.opens
    script.give(
        RegisterProvince, Role.ADMINISTRATOR, day, province=province, name=registry.name, name_en=registry.name_en
    )
    for unit in registry.units:
        script.give(
            RegisterUnit,
            Role.ADMINISTRATOR,
            day,
            province=province,
            unit=unit.code,
            kind=unit.kind,
            name=unit.name,
            name_en=unit.name_en,
            parent=unit.parent,
        )
    released = [definition for definition in shipped_sets() if definition.province == province]
    for definition in released:
        script.give(ReleaseIndicatorSet, Role.ADMINISTRATOR, day, definition=definition)
    by_code = {definition.code: definition for definition in released}
    definitions = {kind: by_code[planned.indicator_set] for kind, planned in plan.sets.items()}
    script.give(
        OpenRound,
        Role.ADMINISTRATOR,
        day,
        province=province,
        round=plan.round,
        name=plan.name,
        name_en=plan.name_en,
        sets={kind: _pin(definition) for kind, definition in definitions.items()},
        calendar=plan.calendar,
        scopes=plan.scopes,
        reviewers=plan.reviewers,
        data_provenance=plan.data_provenance,
        notice=plan.notice,
    )
    return definitions


def _pin(definition: IndicatorSet) -> PinnedSet:
    return PinnedSet(indicator_set=definition.code, version=definition.version, content_hash=content_hash(definition))
