"""``bangvang sets list`` and ``show``: the indicator sets that were released, and those that are installed."""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from api.cli.exits import refuse
from api.cli.output import Column, print_json, print_rows
from api.cli.place import place
from api.cli.reading import events_of
from api.cli.session import JSON, Report, Session, pass_session
from application.contexts import INDICATOR_SET
from application.sets.packages import installed_sets
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.events import Released, stream_id
from domain.indicator_set.refusals import ReleaseUnknown
from domain.indicator_set.state import Release, Releases
from domain.metadata import Code, Sha256
from domain.refusal import Refusal
from projections.platform import Platform

RELEASES = (
    Column("province", "Tỉnh", "Province"),
    Column("indicator_set", "Bộ chỉ số", "Set"),
    Column("version", "Phiên bản", "Version"),
    Column("unit_kinds", "Dành cho", "For"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("places", "Số lẻ", "Places", "right"),
    Column("provenance", "Nguồn gốc", "Provenance"),
    Column("released", "Ban hành", "Released"),
    Column("installed", "Cài sẵn", "Installed"),
    Column("withdrawn", "Thu hồi", "Withdrawn"),
    Column("content_hash", "Mã băm", "Hash"),
)
INDICATORS = (
    Column("group", "Nhóm", "Group"),
    Column("code", "Mã", "Code"),
    Column("name", "Tiêu chí", "Indicator"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("inputs", "Đầu vào", "Inputs"),
    Column("rule", "Cách chấm", "Rule"),
)


@click.command("list", cls=Report)
@pass_session
def list_sets(session: Session) -> None:
    """List the releases of all indicator sets, then the sets of installed packages that were not released."""
    installed = _installed(session)
    with session.platform() as platform:
        sets = sorted({(event.definition.province, event.definition.code) for event in events_of(platform, Released)})
        releases = [release for province, code in sets for release in _releases(platform, province, code)]
    hashes = {release.content_hash for release in releases}
    rows = [{**_summary(each), "released": True, "installed": each.content_hash in installed} for each in releases]
    rows += [
        {**_summary(each), "released": False, "installed": True}
        for digest, each in installed.items()
        if digest not in hashes
    ]
    print_rows(session, RELEASES, rows)


def _installed(session: Session) -> dict[Sha256, Release]:
    """The sets of installed packages by their hashes; none, but word of it, where a package can't be used."""
    try:
        found = installed_sets().values()
    except Refusal as refusal:
        refuse(session, refusal)
        return {}
    digests = {content_hash(definition): definition for definition in found}
    return {digest: Release(definition=each, content_hash=digest) for digest, each in digests.items()}


def _releases(platform: Platform, province: Code, code: Code) -> Iterable[Release]:
    releases: Releases = Workspace(platform.application.load).state(INDICATOR_SET, stream_id(province, code))
    return releases.by_version.values()


def _summary(release: Release) -> dict[str, Any]:
    definition = release.definition
    return {
        "province": definition.province,
        "indicator_set": definition.code,
        "version": definition.version,
        "unit_kinds": definition.unit_kinds,
        "max_points": definition.max_points,
        "places": definition.places,
        "provenance": definition.provenance,
        "withdrawn": release.withdrawn,
        "content_hash": release.content_hash,
    }


@click.command("show", cls=Report)
@place("province", "indicator_set", optional=["version"])
@pass_session
def show_set(session: Session, province: str, indicator_set: str, version: str | None) -> None:
    """Show a release of an indicator set, the last one unless VERSION names another; as CSV, its indicators."""
    with session.platform() as platform:
        current = Workspace(platform.application.load).version(INDICATOR_SET, stream_id(province, indicator_set))
    release = current.state.by_version.get(version or _newest(current.state))
    if release is None:
        raise ReleaseUnknown(indicator_set=indicator_set, version=version or "—")
    if session.format == JSON:
        print_json({**_summary(release), "stream_version": current.number, "definition": release.definition})
    else:
        title = f"{release.definition.name} · {release.definition.version} · @{current.number}"
        print_rows(session, INDICATORS, list(_indicators(session, release.definition)), title)


def _newest(releases: Releases) -> str:
    return max(releases.by_version, key=lambda version: [int(part) for part in version.split(".")], default="")


def _indicators(session: Session, definition: IndicatorSet) -> Iterator[dict[str, Any]]:
    for group in definition.groups:
        for indicator in group.indicators:
            yield {
                "group": f"{group.code} {session.say(group.name, group.name_en or group.name)}",
                "code": indicator.code,
                "name": session.say(indicator.name, indicator.name_en or indicator.name),
                "max_points": indicator.max_points,
                "inputs": indicator.rule.fields(),
                "rule": indicator.rule.explain(session.lang),
            }
