"""How events become dossiers: one row a dossier, and one row an event of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
import sqlalchemy as sa

from domain.award_campaign import events as campaigns
from domain.award_campaign.nomination import MOVES
from domain.event import Event, Recorded
from domain.metadata import Code
from projections import past
from projections.campaigns import CAMPAIGN_EVENTS, Act, Tables, act, put
from projections.dossiers.answer import DossierStanding
from projections.dossiers.standing import begun, moved
from projections.dossiers.tables import tables
from projections.projection import Fact, Projection
from projections.rows import Row


class DossiersProjection(Projection):
    """Keeps where every dossier is, with its past, and each event as one line that people can read."""

    name: ClassVar[str] = "dossiers"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = (
        *CAMPAIGN_EVENTS,
        campaigns.Nominated,
        *MOVES,
        campaigns.FactAttested,
        campaigns.DossierDocumentAdded,
        campaigns.CouncilVoted,
        campaigns.ObjectionRecorded,
        campaigns.ObjectionAnswered,
        campaigns.AwardFlagged,
        campaigns.HonoursPublished,
    )

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of dossiers."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Moves the dossiers, event by event."""
        for position, recorded in batch:
            event = recorded.data
            match event:
                case campaigns.HonoursPublished():
                    for nomination in event.nominations:
                        _move(nomination, position, recorded, rows)
                case _ if isinstance(event, CAMPAIGN_EVENTS):
                    put("dossiers", position, recorded, rows)
                case _:
                    _move(event.nomination, position, recorded, rows)


def _move(nomination: Code, position: int, recorded: Recorded[Any], rows: Tables) -> None:
    """One dossier after one more event, which is added to its history."""
    stream, who = recorded.originator_id.hex, act(position, recorded)
    known = rows["dossiers_dossier"].get(stream, nomination)
    standing = _standing(known, who, recorded, rows)
    key = {"stream": stream, "nomination": nomination}
    at_step: Row = {**key, "step": standing.step.value}
    if known is None or known["standing"] != standing:
        row = {"number": known["number"] if known else position, "waits_for": standing.waits_for.value}
        past.put(rows, "dossiers_dossier", position, {**at_step, **row, "standing": standing})
    rows["dossiers_event"].put({**at_step, "position": position, **_line(recorded)})


def _standing(known: Row | None, who: Act, recorded: Recorded[Any], rows: Tables) -> DossierStanding:
    policy = rows["dossiers_campaign"].require(recorded.originator_id.hex)["opening"].policy
    if known is None:
        return begun(recorded.data, who, policy)
    return moved(known["standing"], recorded.data, who, policy)


def _line(recorded: Recorded[Any]) -> Row:
    document = recorded.source_document
    return {
        "version": recorded.originator_version,
        "event_id": str(recorded.event_id),
        "event": recorded.data.stored_name,
        "actor_id": recorded.actor.id,
        "actor_role": recorded.actor.role.value,
        "actor_unit": recorded.actor.unit,
        "recorded_at": recorded.recorded_at.isoformat(),
        "effective_on": recorded.effective_on.isoformat() if recorded.effective_on else None,
        "reason": recorded.reason,
        "source_document": None if document is None else msgspec.json.encode(document).decode(),
        "details": msgspec.json.encode(recorded.data).decode(),
    }
