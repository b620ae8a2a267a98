"""How papers write days, decisions, percentages and votes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from api.papers.paper import Ballot
from domain.award_campaign.eligibility import Finding, YearFinding
from domain.award_campaign.policy import Year
from domain.metadata import SourceDocument
from domain.points import decimals, plain

PLACES = 2
"""Decimals that a percentage has at least; it is never rounded to them, for 89.9999 is not 90."""
FEBRUARY = 2
BLANK_DAY = "ngày ..... tháng ..... năm ........"
"""For the hand."""
KINDS_OF_DOCUMENT: Mapping[str, str] = {
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "QĐ": "Quyết định",
    "TT": "Thông tư",
    "CT": "Chỉ thị",
    "HD": "Hướng dẫn",
    "TB": "Thông báo",
    "KH": "Kế hoạch",
    "CTr": "Chương trình",
    "ĐA": "Đề án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
}
"""What kind of document a number tells of, by its abbreviation: ``2554/QĐ-UBND``."""
ABBREVIATION = re.compile(r"/(?:\d{4}/)?([^\W\d]+)(?:-|$)")
CITIES = frozenset({"Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng", "Hồ Chí Minh", "Huế"})
"""The centrally run cities."""
RANKS = re.compile(r"(?:Tỉnh|Thành phố) ", re.IGNORECASE)
YEARLY = " hằng năm"
MERIT = "Đã có thành tích xuất sắc trong phong trào thi đua"
"""What is honoured where the policy has no words for it."""
OFFICES = re.compile(
    r"(?:(?:Phó|Quyền) )?(?:Chủ tịch|Giám đốc|Trưởng ban|Thủ trưởng|Hiệu trưởng|Viện trưởng|Cục trưởng|Bộ trưởng)\b",
    re.IGNORECASE,
)
"""The offices in which decisions are signed."""


def day_words(day: date | None) -> str:
    """A day as documents write it: with a nought before days up to 9 and before January and February."""
    if day is None:
        return BLANK_DAY
    month = f"{day.month:02}" if day.month <= FEBRUARY else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def document_words(document: SourceDocument | None) -> str:
    """A document by its number, day and issuer."""
    if document is None:
        return "chưa ghi số"
    return f"số {document.number} {day_words(document.date)} của {document.issuer}"


def titled(document: SourceDocument, title: str = "") -> str:
    """A document with its title, or else with its kind as its number tells."""
    found = ABBREVIATION.search(document.number)
    kind = KINDS_OF_DOCUMENT.get(found[1], "văn bản") if found else "văn bản"
    return f"{title or kind} {document_words(document)}"


def place_of(province: str) -> str:
    """A province's or city's name alone, as it stands before days."""
    return initial_capital(RANKS.sub("", province, count=1) if RANKS.match(province) else province)


def ranked(province: str) -> str:
    """A province or a city with that word in front."""
    if RANKS.match(province):
        return province[:1].lower() + province[1:]
    return f"thành phố {province}" if province in CITIES else f"tỉnh {province}"


def office_of(issuer: str) -> str:
    """The office that signs, without where it is held: "Chủ tịch"; blank where the issuer is no such office."""
    found = OFFICES.match(issuer)
    return found[0] if found else ""


def award_in_year(name: str, year: Year | None) -> str:
    """An award with the year that it is for: "Giấy khen năm 2024" of "Giấy khen hằng năm"."""
    return name if year is None else f"{name.removesuffix(YEARLY)} năm {year}"


def merit_words(merit: str, years: Sequence[Year]) -> str:
    """What is honoured, with the years unless it names them itself."""
    words = merit or MERIT
    return words if _names(words, years) else f"{words} {period(years)}"


def with_years(name: str, years: Sequence[Year]) -> str:
    """A name with its years behind it, unless it names them itself."""
    return name if _names(name, years) else f"{name} ({period(years)})"


def _names(words: str, years: Sequence[Year]) -> bool:
    return all(str(year) in words for year in (min(years), max(years)))


def number_words(number: Decimal | int) -> str:
    """A number with a decimal comma."""
    return f"{number:f}".replace(".", ",") if isinstance(number, Decimal) else str(number)


def ballot_words(ballot: Ballot) -> str:
    """Votes in favour, of all, in percent, and the minutes."""
    percent = "" if ballot.percent is None else f" ({number_words(ballot.percent).removesuffix(',0')} %)"
    minutes = f"; biên bản số {ballot.minutes}" if ballot.minutes else ""
    return f"{ballot.votes_for}/{ballot.every}{percent}{minutes}"


def percentage(percent: Decimal | None) -> Decimal | None:
    """A percentage with all of its decimals, at least two."""
    if percent is None:
        return None
    exact = plain(percent)
    return exact if decimals(exact) > PLACES else exact.quantize(Decimal(1).scaleb(-PLACES))


def period(years: Sequence[Year]) -> str:
    """One year, or the first and the last of them."""
    return f"năm {years[0]}" if len(years) == 1 else f"giai đoạn {min(years)}–{max(years)}"


def results_by_year(findings: Iterable[Finding]) -> dict[Year, YearFinding]:
    """What was found of each year by the first condition that looks at results."""
    found: dict[Year, YearFinding] = {}
    for finding in findings:
        for each in finding.years:
            if each.results:
                found.setdefault(each.year, each)
    return found


def initial_capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]
