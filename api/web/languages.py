"""Which language a page leads with: Vietnamese, unless ``?lang=en`` asks for English."""

from flask import request

from api.web.award_texts import AWARD_TEXTS
from api.web.texts import TEXTS

LANGUAGES = ("vi", "en")
SPOKEN = {**TEXTS, **AWARD_TEXTS}


def language() -> str:
    """The language that leads on the page asked for."""
    return "en" if request.args.get("lang") == "en" else "vi"


def other_language() -> str:
    """The language that stands beside it."""
    return "vi" if language() == "en" else "en"


def kept_language() -> str | None:
    """What a link to another page has to say so that it leads in the same language; nothing for the usual one."""
    return "en" if language() == "en" else None


def say(key: str, spoken: str | None = None) -> str:
    """The text of that key in a language, by default the leading one."""
    return getattr(SPOKEN[key], spoken or language())  # type: ignore[no-any-return]  # Both fields are strings.
