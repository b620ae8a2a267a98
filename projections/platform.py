"""The one place that wires everything: settings in, a platform out that every way in works with."""

from types import TracebackType
from typing import Self

import sqlalchemy as sa

from application import postgres, sqlite
from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import open_log
from application.service import BangVang
from application.settings import Settings
from projections import database
from projections.changes import ChangesQuery
from projections.difference import DifferenceQuery
from projections.dossiers import DossiersProjection, DossiersQuery
from projections.eligibility import EligibilityProjection, EligibilityQuery
from projections.engine import Engine
from projections.explanation import ExplanationQuery, ReplayQuery
from projections.feeding.letters import DeadLetters
from projections.feeding.status import StatusQuery
from projections.honours import HonoursProjection, HonoursQuery
from projections.installed import with_installed
from projections.moments import MomentsProjection, MomentsQuery
from projections.progress import ProgressProjection, ProgressQuery
from projections.ranking import RankingProjection, RankingQuery
from projections.score_history import HistoryQuery, ScoreHistoryProjection
from projections.transparency import Checkpointing, Receipts, TransparencyProjection, TransparencyQuery
from projections.trends import TrendQuery


class Platform:
    """The event store, the projections that follow it, and the queries that read them."""

    def __init__(self, settings: Settings) -> None:
        """Opens the stores that the settings name, making what does not exist yet."""
        self.settings = settings
        self.application = BangVang(_event_store(settings))
        self.log = open_log(self.application.recorder)
        self.codec = Codec(CATALOGUE)
        self.database = _read_database(settings)
        own = [
            RankingProjection(),
            ScoreHistoryProjection(),
            ProgressProjection(),
            MomentsProjection(),
            TransparencyProjection(),
            EligibilityProjection(),
            DossiersProjection(),
            HonoursProjection(),
        ]
        projections = with_installed(own)
        self.projections = Engine(self.database, self.log, self.codec, projections)
        self.rankings = RankingQuery(self.database, self.log, self.application.people)
        self.differences = DifferenceQuery(self.database, self.log, self.application.people)
        self.history = HistoryQuery(self.database, self.application.people)
        self.changes = ChangesQuery(self.database, self.application)
        self.progress = ProgressQuery(self.database)
        self.eligibility = EligibilityQuery(self.database, self.application.people)
        self.dossiers = DossiersQuery(self.database, self.application.people)
        self.honours = HonoursQuery(self.database, self.application.people)
        self.moments = MomentsQuery(self.database, self.log)
        self.transparency = TransparencyQuery(self.database)
        self.checkpoints = Checkpointing(self.application.recorder, settings.keys, self.transparency)
        self.receipts = Receipts(self.log, self.transparency, self.checkpoints)
        self.projections.whenever_advanced = self.checkpoints.keep_up
        self.replay = ReplayQuery(self.database, self.history)
        self.explanations = ExplanationQuery(self.database, self.log, self.rankings, self.history, self.application)
        self.status = StatusQuery(self.database, self.log, self.codec, self.projections.status)
        self.dead_letters = DeadLetters(self.database, self.projections)
        self.trends = TrendQuery(self.database, self.rankings, self.application)

    def close(self) -> None:
        """Gives back every connection."""
        self.database.dispose()
        self.log.close()
        self.application.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _event_store(settings: Settings) -> dict[str, str]:
    if settings.database_url:
        return postgres.environment(settings.database_url)
    settings.data.mkdir(parents=True, exist_ok=True)
    return sqlite.environment(settings.data / "events.db")


def _read_database(settings: Settings) -> sa.Engine:
    if settings.database_url:
        return database.postgres(settings.database_url)
    return database.sqlite(settings.data / "read.db")
