"""Version numbers: a release's number must rise by as much as its content differs from the release before it."""

from collections.abc import Iterable

from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import SIGNIFICANCES_VI, Difference, Significance, heaviest
from domain.indicator_set.refusals import VersionNotAbove, WrongVersionBump
from domain.indicator_set.state import Release, Releases

REASONS = 3
"""How many differences a refusal names; the comparison of the two versions shows all of them."""

Numbers = tuple[int, ...]


def numbers(version: Version) -> Numbers:
    """Major, minor and patch, which compare as numbers do: 1.10.0 is above 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def previous(releases: Releases, version: Version) -> Release | None:
    """The highest release, withdrawn or not, whose number is lower; ``None`` for the first."""
    lower = (known for known in releases.by_version if numbers(known) < numbers(version))
    highest = max(lower, key=numbers, default=None)
    return None if highest is None else releases.by_version[highest]


def bump(earlier: Version, later: Version) -> Significance:
    """Which part of the number is the first to differ."""
    (major, minor, _), (later_major, later_minor, _) = numbers(earlier), numbers(later)
    if major != later_major:
        return Significance.MAJOR
    return Significance.MINOR if minor != later_minor else Significance.PATCH


def raised(version: Version, significance: Significance) -> Version:
    """The lowest number that is higher by this much: 1.2.3 by a minor difference → 1.3.0."""
    major, minor, patch = numbers(version)
    match significance:
        case Significance.MAJOR:
            return f"{major + 1}.0.0"
        case Significance.MINOR:
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"


def require_fitting_version(releases: Releases, definition: IndicatorSet) -> None:
    """Refuses a number that is not the highest of its line, begins a line below another, or rises by too little."""
    _require_highest(releases, definition)
    earlier = previous(releases, definition.version)
    if earlier is not None:
        _require_high_enough(releases, earlier.definition, definition)


def _require_highest(releases: Releases, definition: IndicatorSet) -> None:
    line = [known for known in releases.by_version if numbers(known)[0] == numbers(definition.version)[0]]
    highest = max(line or releases.by_version, key=numbers, default=None)
    if highest is not None and numbers(highest) >= numbers(definition.version):
        raise VersionNotAbove(
            indicator_set=definition.code,
            version=definition.version,
            highest=highest,
            next=raised(highest, Significance.PATCH),
        )


def _require_high_enough(releases: Releases, earlier: IndicatorSet, definition: IndicatorSet) -> None:
    found = differences(earlier, definition)
    needed = heaviest(found)
    if needed is not None and needed.outweighs(bump(earlier.version, definition.version)):
        reasons = [each for each in found if each.significance is needed]
        raise WrongVersionBump(
            indicator_set=definition.code,
            version=definition.version,
            earlier=earlier.version,
            needed=needed.value,
            needed_vi=SIGNIFICANCES_VI[needed],
            lowest=_lowest(releases, earlier.version, needed),
            count=len(reasons),
            reasons_vi=_first(reasons, "vi"),
            reasons_en=_first(reasons, "en"),
        )


def _lowest(releases: Releases, earlier: Version, needed: Significance) -> Version:
    """The lowest number that rises enough and is free: a new major line begins above all there are."""
    highest = max(releases.by_version, key=numbers)
    return raised(highest if needed is Significance.MAJOR else earlier, needed)


def _first(reasons: Iterable[Difference], language: str) -> str:
    sentences = [difference.sentence(language) for difference in reasons]
    return "; ".join(sentences[:REASONS]) + ("; …" if len(sentences) > REASONS else "")
