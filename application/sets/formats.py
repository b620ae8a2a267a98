"""How a workbook's cells show their numbers: as a percentage, a day, with decimals, or as the numbers they are."""

import re

from application.sets.archive import Archive

PERCENT, DAY, DECIMALS = "percent", "day", "decimals"
BUILT_IN = {
    **dict.fromkeys((9, 10), PERCENT),
    **dict.fromkeys((2, 4, 7, 8, 11, 39, 40, 43, 44, 48), DECIMALS),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), DAY),
}
"""The formats that every workbook has without declaring them."""
NOT_MEANT = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*.|general|standard', re.IGNORECASE | re.DOTALL)
"""Within a format: quoted text, colours and conditions, single characters that stand for themselves, and the words for
no format at all, of which the second is LibreOffice's. Hours in brackets are a length of time."""


class Formats:
    """What the formats that cells refer to by number show."""

    def __init__(self, archive: Archive, part: str) -> None:
        """Reads the workbook's styles, if it has any."""
        self._declared: dict[str, str] = {}
        self._by_style: list[str] = []
        self._within = False
        if part:
            archive.parse(part, self._start, self._end, lambda _: None)

    def shows(self, style: str) -> str:
        """``percent``, ``day``, ``decimals`` or nothing, for a cell of that style."""
        return self._by_style[int(style)] if style.isdecimal() and int(style) < len(self._by_style) else ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._declared[attributes.get("numFmtId", "")] = _meaning(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._within = True
        elif name == "xf" and self._within:
            number = attributes.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), "") if number.isdecimal() else ""
            self._by_style.append(self._declared.get(number, built_in))

    def _end(self, name: str) -> None:
        if name == "cellXfs":
            self._within = False


def _meaning(code: str) -> str:
    signs = NOT_MEANT.sub("", code).casefold()
    if "%" in signs:
        return PERCENT
    if re.search("[ydhms]", signs):
        return DAY
    return DECIMALS if re.search(r"\.[0#?]", signs) else ""
