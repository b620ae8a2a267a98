"""Reads where dossiers are, and what has become of one."""

import sqlalchemy as sa

from application.people import People
from domain.metadata import Code
from projections.dossiers.answer import DossierHistory, Dossiers


class DossiersQuery:
    """Answers for whom dossiers wait since when, and how a decision came about."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people

    def waiting(self, province: Code, campaign: Code, as_of: int | None = None) -> Dossiers:
        """Every dossier of a campaign; refuses an unknown campaign with ``CampaignUnknown``.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``AwardsNotReadSoFar``.
        """
        raise NotImplementedError

    def history(self, province: Code, campaign: Code, nomination: Code) -> DossierHistory:
        """Each event of a dossier in the order of the log; refuses with ``CampaignUnknown``, ``NominationUnknown``."""
        raise NotImplementedError
