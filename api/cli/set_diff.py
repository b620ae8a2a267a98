"""``bangvang sets diff``: what differs between two sets, and by how much the version number has to rise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.session import CSV, JSON, Report, Session, pass_session
from api.cli.set_reference import ReferenceType, SetReference
from application.sets.succession import followed_differences, sentences
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import Difference, Significance, heaviest
from domain.indicator_set.versioning import bump, numbers, raised

WEIGHTS: Mapping[Significance, tuple[str, str]] = {
    Significance.MAJOR: (
        "Bỏ bớt, đổi điểm hoặc cách tính (số chính)",
        "Removed, re-weighted or scored otherwise (major)",
    ),
    Significance.MINOR: ("Bổ sung (số phụ)", "Added (minor)"),
    Significance.PATCH: ("Câu chữ (số vá)", "Wording (patch)"),
}
"""The significances, the heaviest first, as headings."""

DIFFERENCES = tuple(
    Column(name, name, name)
    for name in ("significance", "part", "code", "group", "change", "field", "before", "after", "sentence")
)


@click.command("diff", cls=Report)
@click.argument("old", metavar="A", type=ReferenceType())
@click.argument("new", metavar="B", type=ReferenceType())
@pass_session
def diff_sets(session: Session, old: SetReference, new: SetReference) -> None:
    """Tell in sentences what is different in B from A, and which version number B needs after A.

    A and B are files, YAML or Excel, or PROVINCE/SET@VERSION as released or installed. Indicators that B's migrations
    from A rename are compared with what they were; the number goes by codes alone.
    """
    before, after = (reference.definition(session.platform_if_any) for reference in (old, new))
    found = followed_differences(before, after)
    if session.format == JSON:
        print_json(_report(session, before, after, found))
    elif session.format == CSV:
        print_rows(session, DIFFERENCES, [_row(session, before, after, each) for each in found])
    else:
        print_text(_lines(session, before, after, found))


def _row(session: Session, before: IndicatorSet, after: IndicatorSet, difference: Difference) -> dict[str, Any]:
    said = "; ".join(sentences(before, after, difference, session.lang))
    return {**msgspec.structs.asdict(difference), "sentence": said}


def _report(session: Session, before: IndicatorSet, after: IndicatorSet, found: Sequence[Difference]) -> dict[str, Any]:
    needed = heaviest(differences(before, after))
    return {
        "old": _identity(before),
        "new": _identity(after),
        "needed": needed,
        "lowest_version": raised(before.version, needed) if needed and _same_set(before, after) else None,
        "fits": _fits(before, after, needed),
        "differences": [_row(session, before, after, each) for each in found],
    }


def _identity(definition: IndicatorSet) -> dict[str, str]:
    return {
        "province": definition.province,
        "indicator_set": definition.code,
        "version": definition.version,
        "content_hash": content_hash(definition),
    }


def _same_set(before: IndicatorSet, after: IndicatorSet) -> bool:
    return (before.province, before.code) == (after.province, after.code)


def _fits(before: IndicatorSet, after: IndicatorSet, needed: Significance | None) -> bool | None:
    """Whether the later number rises by as much as the content differs; of two sets' numbers nothing can be said."""
    if not _same_set(before, after):
        return None
    if needed is None:
        return True
    rises = numbers(after.version) > numbers(before.version)
    return rises and not needed.outweighs(bump(before.version, after.version))


def _lines(session: Session, before: IndicatorSet, after: IndicatorSet, found: Sequence[Difference]) -> Iterator[str]:
    yield f"{_name(before)} → {_name(after)}"
    for significance, (vi, en) in WEIGHTS.items():
        same = [each for each in found if each.significance is significance]
        if same:
            yield f"\n{session.say(vi, en)}: {len(same)}"
            for each in same:
                yield from (f"  {line}" for line in sentences(before, after, each, session.lang))
    yield f"\n{_conclusion(session, before, after, heaviest(differences(before, after)))}"


def _name(definition: IndicatorSet) -> str:
    return f"{definition.province}/{definition.code}@{definition.version}"


def _conclusion(session: Session, before: IndicatorSet, after: IndicatorSet, needed: Significance | None) -> str:
    if needed is None:
        return session.say("Không có khác biệt.", "There is no difference.")
    if not _same_set(before, after):
        return session.say(
            "Đây là hai bộ chỉ số khác nhau, mỗi bộ có số phiên bản riêng.",
            "These are two sets, each with version numbers of its own.",
        )
    lowest = raised(before.version, needed)
    if _fits(before, after, needed):
        vi, en = "Số phiên bản {given} phù hợp: cần từ {lowest}.", "Version {given} fits: it takes {lowest} or higher."
    else:
        vi, en = (
            "Phiên bản {given} không phù hợp: cần từ {lowest}.",
            "Version {given} is wrong: use {lowest} or higher.",
        )
    return session.say(vi, en).format(given=after.version, lowest=lowest)
