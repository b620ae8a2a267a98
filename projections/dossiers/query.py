"""Reads where dossiers are, and what has become of one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from application.award_lineage import Successors, became
from application.people import People
from domain.award_campaign.refusals import NominationUnknown
from domain.award_campaign.state import Step
from domain.command import VIETNAM
from domain.metadata import Code
from projections.campaigns import CampaignReading
from projections.database import reading, rows_of
from projections.dossiers.answer import DossierEvent, DossierHistory, Dossiers, DossierStanding, Happened, WaitsFor
from projections.dossiers.fold import DossiersProjection
from projections.dossiers.tables import DOSSIERS, EVENTS, OF_CAMPAIGNS
from projections.past import known
from projections.positions import POSITIONS
from projections.telling import with_people


class DossiersQuery:
    """Answers for whom dossiers wait since when, and how a decision came about."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people

    def waiting(self, province: Code, campaign: Code, as_of: int | None = None) -> Dossiers:
        """Every dossier of a campaign; refuses an unknown campaign with ``CampaignUnknown``.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``AwardsNotReadSoFar``.
        """
        with reading(self._database, POSITIONS) as connection:
            found = _Reading(connection, province, as_of).dossiers(province, campaign)
        return with_people(found, self._people)

    def happened(self, province: Code, campaign: Code, as_of: int | None = None) -> tuple[Happened, ...]:
        """What has happened to the dossiers of a campaign, in the order of the log; refuses as ``waiting`` does."""
        with reading(self._database, POSITIONS) as connection:
            return _Reading(connection, province, as_of).happened(province, campaign)

    def history(self, province: Code, campaign: Code, nomination: Code) -> DossierHistory:
        """Each event of a dossier in the order of the log; refuses with ``CampaignUnknown``, ``NominationUnknown``."""
        with reading(self._database, POSITIONS) as connection:
            found = _Reading(connection, province).history(province, campaign, nomination)
        return with_people(found, self._people)


class _Reading(CampaignReading):
    """Dossiers being read in one transaction."""

    def __init__(self, connection: sa.Connection, province: Code | None, as_of: int | None = None) -> None:
        super().__init__(connection, DossiersProjection, OF_CAMPAIGNS, province, as_of)

    def dossiers(self, province: Code, campaign: Code) -> Dossiers:
        row = self.campaign(province, campaign)
        rows = known(self.connection, DOSSIERS, self.as_of, lambda t: t.c.stream == row["stream"])
        successors = self.successors(province)
        ordered = sorted(rows, key=lambda each: int(each["number"]))
        dossiers = tuple(_with_successor(each["standing"], successors) for each in ordered)
        waiting = Counter(each.waits_for for each in dossiers)
        return Dossiers(
            **self.about(row, (unit for each in dossiers for unit in _mentioned(each))),
            waiting={who: waiting[who] for who in WaitsFor if waiting[who]},
            dossiers=dossiers,
        )

    def happened(self, province: Code, campaign: Code) -> tuple[Happened, ...]:
        row = self.campaign(province, campaign)
        told = (EVENTS.c[name] for name in ("position", "nomination", "event", "recorded_at", "effective_on"))
        query = sa.select(*told).where(EVENTS.c.stream == row["stream"], EVENTS.c.position <= self.shown)
        rows = self.connection.execute(query.order_by(EVENTS.c.position)).mappings()
        return tuple(_happened(each) for each in rows)

    def history(self, province: Code, campaign: Code, nomination: Code) -> DossierHistory:
        row = self.campaign(province, campaign)
        table, stream = DOSSIERS[0], row["stream"]
        found = rows_of(self.connection, table, table.c.stream == stream, table.c.nomination == nomination)
        if not found:
            raise NominationUnknown(campaign=campaign, nomination=nomination)
        standing = _with_successor(found[0]["standing"], self.successors(province))
        conditions = EVENTS.c.stream == stream, EVENTS.c.nomination == nomination
        events = tuple(_event(each) for each in rows_of(self.connection, EVENTS, *conditions))
        actors = (each.actor_unit for each in events if each.actor_unit)
        return DossierHistory(
            **self.about(row, (*_mentioned(standing), *actors)),
            award=next(each for each in row["opening"].policy.awards if each.code == standing.award),
            dossier=standing,
            events=events,
        )


def _with_successor(standing: DossierStanding, successors: Successors) -> DossierStanding:
    """The dossier, which waits for what the unit whose step it is has become."""
    return standing if standing.body is None else replace(standing, body=became(successors, standing.body))


def _mentioned(standing: DossierStanding) -> Iterator[Code]:
    """The units that a dossier tells of: the candidate's own, and whose turn it is or was."""
    yield standing.candidate.unit
    yield from (unit for unit in (standing.body, standing.since.actor.unit) if unit)


def _happened(row: Mapping[Any, Any]) -> Happened:
    held = row["effective_on"]
    known = datetime.fromisoformat(row["recorded_at"]).astimezone(VIETNAM).date()
    day = date.fromisoformat(held) if held else known
    return Happened(position=row["position"], nomination=row["nomination"], event=row["event"], day=day)


def _event(row: Mapping[Any, Any]) -> DossierEvent:
    values = {name: row[name] for name in DossierEvent.__struct_fields__}
    for name in ("source_document", "details"):
        values[name] = None if values[name] is None else msgspec.json.decode(values[name])
    return DossierEvent(**{**values, "step": Step(row["step"])})
