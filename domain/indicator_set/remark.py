"""A sentence about one place of a set, in both languages: a fault to be mended, or what can't be compared and why."""

from collections.abc import Iterable

import msgspec


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to say about ``place``: an indicator's code, a group's, or a field of the set."""

    place: str
    vi: str
    en: str

    def sentence(self, language: str = "en") -> str:
        """The place and what there is to say about it, in ``vi`` or ``en``."""
        return f"{self.place}: {self.vi if language == 'vi' else self.en}"


def remark(place: str, vi: str, en: str) -> Remark:
    """The remark about a place."""
    return Remark(place=place, vi=vi, en=en)


def listed(remarks: Iterable[Remark], language: str) -> str:
    """All remarks in one line."""
    return "; ".join(remark.sentence(language) for remark in remarks)
