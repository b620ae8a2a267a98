"""Proof bundles: all that anybody needs to verify a round's results without us, in one zip file."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogReader
from application.origins import origin_of
from application.recording import StoredEntry
from domain.indicator_set.events import Released
from domain.metadata import Code
from domain.province.events import stream_id as province_stream
from domain.round.events import RoundOpened, RoundPublished
from domain.round.events import stream_id as round_stream
from domain.round.refusals import RoundUnknown
from domain.scorecard.events import ScorecardOpened
from domain.scorecard.refusals import ScorecardUnknown
from projections.ranking import Ranking, RankingQuery
from projections.ranking.answer import Absence
from projections.transparency.checkpointing import Checkpointing, Signed
from projections.transparency.proofs import in_base64
from projections.transparency.query import TransparencyQuery

FORMAT = "bangvang-proof-bundle/1"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same bundle has the same bytes."""
README = """\
Gói chứng cứ Bảng Vàng · Bảng Vàng proof bundle

{province}/{round}{of}
{notice}
Kiểm tra không cần mạng, chỉ cần Python 3 (không cần cài gì thêm):
To verify offline, with nothing but Python 3:

    python3 verify.py

Khóa công khai trong keys.txt phải trùng với khóa do cơ quan giữ nhật ký công bố ở nơi khác.
The public keys in keys.txt have to be those that the keeper of the log has published elsewhere.
"""


class Parts(msgspec.Struct, frozen=True):
    """What a bundle is made from."""

    log: LogReader
    codec: Codec
    rankings: RankingQuery
    transparency: TransparencyQuery
    checkpoints: Checkpointing


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle is about: a round of a province, or one unit in it."""

    province: Code
    round: Code
    unit: Code | None = None


def export(parts: Parts, wanted: Wanted, output: Path) -> Signed:
    """Writes the bundle, and answers with the checkpoint that all of it stands under.

    The file is there only when it is complete. Refuses an unknown round or scope, and like ``Checkpointing.make``;
    raises ``OSError`` and ``FileExistsError`` where there is such a file.
    """
    made = _Bundle(parts, wanted)
    beside = output.with_name(f"{output.name}.part")
    with output.open("xb"):
        pass
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in made.contents():
                archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
        beside.replace(output)
    except BaseException:
        for path in (beside, output):
            path.unlink(missing_ok=True)
        raise
    return made.signed


class _Bundle:
    """One bundle: the entries of its streams up to the checkpoint, and what is said of them."""

    def __init__(self, parts: Parts, wanted: Wanted) -> None:
        self._parts, self._wanted = parts, wanted
        self.signed = _covering_all(parts)
        self._size = self.signed.checkpoint.size
        self._opening, streams = _streams(parts, wanted, self._size)
        with parts.log.entries(0, self._size) as entries:
            self._entries = [entry for entry in entries if entry[1] in streams]

    def contents(self) -> Iterator[tuple[str, str]]:
        """The files by their names."""
        notes = self._notes()
        yield "README.txt", self._readme()
        yield "verify.py", files("application.proof").joinpath("verify.py").read_text("utf-8")
        yield "manifest.json", _json(self._manifest())
        yield "events.jsonl", "".join(f"{json.dumps(_line(each), ensure_ascii=False)}\n" for each in self._entries)
        yield "proofs.json", _json(self._proofs(notes))
        yield "ranking.json", _json(self._ranking())
        yield "keys.txt", "".join(f"{key}\n" for key in self._parts.checkpoints.public_keys())
        for number, note in enumerate(notes.values(), start=1):
            yield f"checkpoints/{number:03}.txt", note
        for definition in self._definitions():
            yield f"sets/{definition['code']}-{definition['version']}.json", _json(definition)

    def _notes(self) -> Mapping[int, str]:
        """The checkpoints at which the round was published, and the one that all stands under."""
        found = {size: note for size, note in self._parts.checkpoints.notes() if size in self._publications()}
        return {**found, self._size: self.signed.note}

    def _publications(self) -> list[int]:
        names = {name.encode() for name in CATALOGUE.stored_names(RoundPublished)}
        return [entry[0] for entry in self._entries if entry[3] in names]

    def _readme(self) -> str:
        of = f" · {self._wanted.unit}" if self._wanted.unit else ""
        notice = f"\n⚠ {self._opening.notice}\n" if self._opening.notice else ""
        return README.format(province=self._wanted.province, round=self._wanted.round, of=of, notice=notice)

    def _manifest(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            **msgspec.structs.asdict(self._wanted),
            "origin": self.signed.checkpoint.origin,
            "size": self._size,
            "provenance": self._opening.data_provenance.value,
            "notice": self._opening.notice or None,
            "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }

    def _proofs(self, notes: Mapping[int, str]) -> dict[str, Any]:
        tree, positions = self._parts.transparency, [entry[0] for entry in self._entries]
        paths = tree.inclusions(positions, self._size)
        earlier = [size for size in notes if size < self._size]
        return {
            "size": self._size,
            "root": in_base64(self.signed.checkpoint.root),
            "inclusion": {str(at): [*map(in_base64, path)] for at, path in zip(positions, paths, strict=True)},
            "consistency": [
                {"from": size, "to": self._size, "path": [*map(in_base64, tree.consistency(size, self._size))]}
                for size in earlier
            ],
        }

    def _ranking(self) -> dict[str, Any]:
        """The ranking as it was when the round was published last, or as it is now where it was not."""
        as_of = max(self._publications(), default=self._size)
        place = self._wanted.province, self._wanted.round
        rankings = (self._parts.rankings.ranking(*place, scope.code, as_of=as_of) for scope in self._opening.scopes)
        return {
            "round": self._wanted.round,
            "as_of": as_of,
            "stage": "final",
            "scopes": [{"scope": each.scope, "rows": [*self._rows(each)]} for each in rankings],
        }

    def _rows(self, ranking: Ranking) -> Iterator[dict[str, Any]]:
        for standing in ranking.standings:
            if self._wanted.unit in {None, standing.unit}:
                yield {
                    "unit": standing.unit,
                    "rank": standing.rank,
                    "self": _decimal(standing.self_total),
                    "reviewed": _decimal(standing.reviewed_total),
                    "final": _decimal(standing.final_total),
                    "max": _decimal(standing.max_points),
                    "percent": None if standing.percent is None else _decimal(standing.percent),
                    "not_ranked": None,
                }
        for absent in ranking.not_ranked:
            if self._wanted.unit in {None, absent.unit}:
                left_out = {"exempt": absent.absence is Absence.EXEMPT, "reason": absent.reason}
                nothing = dict.fromkeys(("rank", "self", "reviewed", "final", "max", "percent"))
                yield {"unit": absent.unit, **nothing, "not_ranked": left_out}

    def _definitions(self) -> Iterator[dict[str, Any]]:
        """The releases as their events have them, for people to read; what is verified is in the events."""
        names = {name.encode() for name in CATALOGUE.stored_names(Released)}
        pinned = {each.content_hash for each in self._opening.sets.values()}
        for entry in self._entries:
            # A sealed store's records can't be read without its key.
            with suppress(ValueError):
                if entry[3] in names and (data := json.loads(entry[4])["data"])["content_hash"] in pinned:
                    yield data["definition"]


def _covering_all(parts: Parts) -> Signed:
    """The last checkpoint if the log ends there, or a new one."""
    last = parts.checkpoints.last()
    if last is not None and last.checkpoint.size == parts.transparency.size():
        return last
    return parts.checkpoints.make()


def _streams(parts: Parts, wanted: Wanted, until: int) -> tuple[RoundOpened, set[bytes]]:
    """How the round began, and the streams of province, pinned sets, round and scorecards."""
    names = CATALOGUE.stored_names(Released, RoundOpened, ScorecardOpened)
    opening: RoundOpened | None = None
    found = [province_stream(wanted.province), round_stream(wanted.province, wanted.round)]
    releases: dict[str, UUID] = {}
    readers = {name: parts.codec.reader(name) for name in names}
    with parts.log.scan(0, until, names) as lines:
        for _, name, state in lines:
            recorded = readers[name](state)
            event, origin = recorded.data, origin_of(recorded.originator_id, recorded.data)
            if isinstance(event, Released):
                releases[event.content_hash] = recorded.originator_id
            elif (origin.province, origin.round) == (wanted.province, wanted.round):
                if isinstance(event, RoundOpened):
                    opening = event
                elif wanted.unit in {None, origin.unit}:
                    found.append(recorded.originator_id)
    if opening is None:
        raise RoundUnknown(province=wanted.province, round=wanted.round)
    if wanted.unit is not None and len(found) == len((wanted.province, wanted.round)):
        raise ScorecardUnknown(unit=wanted.unit, round=wanted.round)
    found += (releases[pinned.content_hash] for pinned in opening.sets.values())
    return opening, {stream.hex.encode() for stream in found}


def _line(entry: StoredEntry) -> dict[str, Any]:
    position, stream, version, name, state = entry
    line: dict[str, Any] = {
        "position": position,
        "stream": str(UUID(stream.decode())),
        "version": int(version),
        "name": name.decode(),
    }
    try:
        line["state"] = state.decode()
    except UnicodeDecodeError:
        line["state_base64"] = in_base64(state)
    return line


def _decimal(number: Decimal) -> str:
    return format(number, "f")


def _json(value: Any) -> str:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n"
