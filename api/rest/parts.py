"""The parts of the interface, one for each kind of thing, and how their addresses are written."""

import re
from collections.abc import Mapping, Sequence

from flask import request

from api.refusals import NotAcceptable
from api.rest.openapi import Blueprint

JSON, CSV, YAML = "application/json", "text/csv", "application/yaml"
PDF = "application/pdf"
NOTE, SVG, TILE = "text/plain", "image/svg+xml", "application/octet-stream"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = {"type": "string", "format": "binary"}
"""How a file is described, whatever is in it."""

PROVINCE = Blueprint("province", "Provinces and their units / Tỉnh và đơn vị")
INDICATOR_SET = Blueprint("indicator_set", "Indicator sets, by version / Bộ chỉ số, theo phiên bản")
ROUND = Blueprint("round", "Assessment rounds / Đợt đánh giá")
SCORECARD = Blueprint("scorecard", "Scorecards and their history / Phiếu chấm điểm và lịch sử")
RANKING = Blueprint("ranking", "Rankings / Bảng xếp hạng")
AWARD_CAMPAIGN = Blueprint("award_campaign", "Award campaigns / Đợt khen thưởng")
PERSON = Blueprint("person", "People named by events / Người được nêu trong sự kiện")
PROOF = Blueprint("proof", "Proofs that nobody has rewritten the log / Chứng minh nhật ký không bị sửa")
LOG = Blueprint("log", "The log, and the read models that follow it / Nhật ký và các bảng đọc")

OTHER_PARTS = ("version", "reference")
"""Parts of an address that are not codes; each has a converter of its name."""

PARTS = (PROVINCE, INDICATOR_SET, ROUND, SCORECARD, RANKING, AWARD_CAMPAIGN, PERSON, PROOF, LOG)
BY_NAME = {part.name: part for part in PARTS}

FORMATS: Mapping[str, Sequence[str]] = {
    "ranking.get_ranking": (JSON, CSV),
    "indicator_set.get_indicator_set_template": (WORKBOOK,),
    "indicator_set.convert_indicator_set": (YAML, WORKBOOK),
    "award_campaign.get_award_paper": (PDF, WORKBOOK),
    "proof.get_checkpoint": (NOTE,),
    "proof.get_tile": (TILE,),
    "proof.get_receipt": (JSON, SVG),
}
"""The operations that answer in something else than JSON, or in more."""


def rule(path: str) -> str:
    """A path as Flask writes it: ``{province}`` is a code, ``{version}`` a number, ``{reference}`` a person.

    Where a name does not say what it is, the part does: ``{size:number}``.
    """
    return re.sub(r"{(\w+)(?::(\w+))?}", lambda part: f"<{part[2] or _converter(part[1])}:{part[1]}>", path)


def _converter(name: str) -> str:
    return name if name in OTHER_PARTS else "code"


def require_acceptable() -> None:
    """Refuses a request whose answer would be in a format that it does not accept, before anything is done."""
    formats = FORMATS.get(str(request.endpoint), (JSON,))
    if request.accept_mimetypes and request.accept_mimetypes.best_match(formats) is None:
        raise NotAcceptable(available=", ".join(formats))
