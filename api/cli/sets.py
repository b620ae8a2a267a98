"""``bangvang sets list`` and ``show``: the indicator sets that were released, and those that are installed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import click

from api.cli.exits import refuse
from api.cli.output import Column, print_json, print_rows, text
from api.cli.place import place
from api.cli.reading import events_of
from api.cli.session import CSV, JSON, Report, Session, pass_session
from api.cli.set_outcome import withdrawn_words
from api.refusals import IndicatorSetUnknown
from application.contexts import INDICATOR_SET
from application.sets.packages import installed
from application.sets.standing import Withdrawal, withdrawal
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.events import Released, stream_id
from domain.indicator_set.refusals import ReleaseUnknown
from domain.indicator_set.state import Release, Releases
from domain.indicator_set.versioning import numbers
from domain.metadata import Code, Sha256
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
    """The sets of installed packages by their hashes; and word of what can't be used."""
    sets, problems = installed()
    found = sets.values()
    for problem in problems:
        refuse(session, problem)
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


class Shown(NamedTuple):
    """A release that is shown: where it comes from, its stream's version, and how it was withdrawn, if it was."""

    release: Release
    stream_version: int
    released: bool
    installed: bool
    withdrawal: Withdrawal | None = None

    @property
    def name(self) -> str:
        """The set as commands name it."""
        definition = self.release.definition
        return f"{definition.province}/{definition.code}@{definition.version}"


@click.command("show", cls=Report)
@place("province", "indicator_set", optional=["version"])
@pass_session
def show_set(session: Session, province: str, indicator_set: str, version: str | None) -> None:
    """Show a release of an indicator set; as CSV, its indicators.

    It is the newest that is not withdrawn, unless VERSION names another; a set that was never released is shown as an
    installed package has it.
    """
    shown = _shown(session, province, indicator_set, version)
    if shown.withdrawal and session.format != JSON:
        # In CSV every line is an indicator, so that the warning has to stand elsewhere.
        line = withdrawn_words(session, shown.name, shown.withdrawal)
        click.echo(text(line), err=session.format == CSV)
    if session.format == JSON:
        print_json(_report(shown))
    else:
        print_rows(session, INDICATORS, list(_indicators(session, shown.release.definition)), _title(session, shown))


def _shown(session: Session, province: Code, indicator_set: Code, version: Version | None) -> Shown:
    installed = _installed(session)
    stream = stream_id(province, indicator_set)
    with session.platform() as platform:
        current = platform.application.load(INDICATOR_SET, stream)
        release = current.state.by_version.get(version or _newest(current.state.by_version))
        if release is not None:
            withdrawn = withdrawal(platform.application, stream, release.definition.version)
            known = release.content_hash in installed
            return Shown(release, current.number, released=True, installed=known, withdrawal=withdrawn)
    own = {r.definition.version: r for r in installed.values() if _names(r) == (province, indicator_set)}
    if version in own or (version is None and own):
        return Shown(own[version or _newest(own)], current.number, released=False, installed=True)
    if version is None and not current.number:
        raise IndicatorSetUnknown(province=province, indicator_set=indicator_set)
    raise ReleaseUnknown(indicator_set=indicator_set, version=version)


def _names(release: Release) -> tuple[Code, Code]:
    return release.definition.province, release.definition.code


def _newest(releases: Mapping[Version, Release]) -> Version:
    """The highest number that is not withdrawn; where all are, the highest; nothing where there are none."""
    in_force = [version for version, release in releases.items() if not release.withdrawn]
    return max(in_force or releases, key=numbers, default="")


def _report(shown: Shown) -> dict[str, Any]:
    return {
        **_summary(shown.release),
        "released": shown.released,
        "installed": shown.installed,
        "withdrawal": shown.withdrawal,
        "stream_version": shown.stream_version,
        "definition": shown.release.definition,
    }


def _title(session: Session, shown: Shown) -> str:
    origins = ((shown.released, "đã ban hành", "released"), (shown.installed, "cài sẵn", "installed"))
    origin = ", ".join(session.say(vi, en) for holds, vi, en in origins if holds)
    return f"{shown.release.definition.name} · {shown.release.definition.version} · {origin} · @{shown.stream_version}"


def _indicators(session: Session, definition: IndicatorSet) -> Iterator[dict[str, Any]]:
    for group in definition.groups:
        for indicator in group.every_indicator():
            yield {
                "group": f"{group.code} {session.say(group.name, group.name_en or group.name)}",
                "code": indicator.code,
                "name": session.say(indicator.name, indicator.name_en or indicator.name),
                "max_points": indicator.max_points,
                "inputs": indicator.rule.fields(),
                "rule": indicator.rule.explain(session.lang),
            }
