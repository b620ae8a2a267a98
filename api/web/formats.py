"""How figures, days and names are written on a page in the language that leads it."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from urllib.parse import urlencode

from flask import Flask, request
from markupsafe import Markup

from api.web.changes import direction, facts, who
from api.web.languages import kept_language, language, other_language, say
from api.web.texts import Text
from domain.command import VIETNAM
from domain.indicator_set.definition import Band
from domain.points import plain
from projections.explanation.workings import shown

DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")

TONES = (("a", 90), ("b", 80), ("c", 65), ("d", 50))
"""Colours of classes of results, by the percentage from which they begin."""


def number(value: Decimal) -> Markup:
    """An exact number with the language's decimal sign, and as programs read it in ``value``."""
    exact = f"{value:f}"
    shown = exact.replace(".", ",") if language() == "vi" else exact
    return Markup('<data value="{}">{}</data>').format(exact, shown)


def points(value: Decimal) -> Markup:
    """Points without trailing zeros."""
    return number(plain(value))


def written(value: Decimal) -> str:
    """Points as plain text, for places that take no markup."""
    exact = f"{plain(value):f}"
    return exact.replace(".", ",") if language() == "vi" else exact


def amount(exact: str) -> str:
    """An exact amount as a decimal if it has few digits, else as the fraction that it is."""
    return formula(shown(Fraction(exact)))


def formula(working: str) -> str:
    """A formula with the language's decimal sign."""
    return DECIMAL_POINT.sub(",", working) if language() == "vi" else working


def day(value: date) -> Markup:
    """A day as 31/12/2022 or, in English, 31 December 2022."""
    written = f"{value:%d/%m/%Y}" if language() == "vi" else f"{value.day} {value:%B %Y}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), written)


def iso_day(value: str) -> Markup:
    """The same of a day as read models keep it."""
    return day(date.fromisoformat(value))


def moment(value: str) -> Markup:
    """A recorded time, in Viet Nam's time of day."""
    local = datetime.fromisoformat(value).astimezone(VIETNAM)
    return Markup('<time datetime="{}">{}</time>').format(value, f"{local:%d/%m/%Y %H:%M:%S}")


class Named(Protocol):
    """Whatever has a name in Vietnamese and perhaps one in English: rounds, units, groups, indicators, bands."""

    @property
    def name(self) -> str:
        """The Vietnamese name."""

    @property
    def name_en(self) -> str:
        """The English name; empty where there is none."""


def names(thing: Named) -> Text:
    """A thing's name in both languages; without an English one, the Vietnamese stands for both."""
    return Text(thing.name, thing.name_en or thing.name)


def lead(text: Text) -> str:
    """The text in the leading language."""
    return getattr(text, language())  # type: ignore[no-any-return]  # Both fields are strings.


def beside(text: Text) -> Markup:
    """The text in the other language, marked as such; nothing where both are the same."""
    if text.vi == text.en:
        return Markup("")
    other = other_language()
    return Markup('<span class="beside" lang="{}">{}</span>').format(other, getattr(text, other))


def tone(band: Band) -> str:
    """How a class of results is coloured, by the percentage from which it begins: ``a`` is best."""
    return next((tone for tone, least in TONES if band.from_percent >= least), "e")


def relink(**changes: str | None) -> str:
    """The address of this page with some of its parameters changed or, where ``None``, left out."""
    asked = {name: value for name, value in {**request.args.to_dict(), **changes}.items() if value is not None}
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def register(app: Flask) -> None:
    """Gives templates these functions."""
    app.jinja_env.filters.update(number=number, points=points, written=written, day=day, iso_day=iso_day)
    app.jinja_env.filters.update(moment=moment)
    app.jinja_env.filters.update(names=names, lead=lead, beside=beside)
    app.jinja_env.filters.update(amount=amount, formula=formula, tone=tone, direction=direction, facts=facts, who=who)
    app.jinja_env.globals.update(say=say, language=language, other_language=other_language)
    app.jinja_env.globals.update(kept_language=kept_language, relink=relink)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
