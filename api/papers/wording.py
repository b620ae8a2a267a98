"""How papers write days, decisions, percentages and votes."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from domain.award_campaign.eligibility import Finding, YearFinding
from domain.award_campaign.policy import Year
from domain.metadata import SourceDocument
from domain.points import decimals, plain

PLACES = 2
"""Decimals that a percentage has at least; it is never rounded to them, for 89.9999 is not 90."""
FEBRUARY = 2


def day_words(day: date) -> str:
    """A day as documents write it: with a nought before days up to 9 and before January and February."""
    month = f"{day.month:02}" if day.month <= FEBRUARY else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def document_words(document: SourceDocument | None) -> str:
    """A document by its number, day and issuer."""
    if document is None:
        return "chưa ghi số"
    return f"số {document.number} {day_words(document.date)} của {document.issuer}"


def number_words(number: Decimal | int) -> str:
    """A number with a decimal comma."""
    return f"{number:f}".replace(".", ",") if isinstance(number, Decimal) else str(number)


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
