"""Dossiers: where each is on its way, for whom it waits since when, and how its decision came about."""

from projections.dossiers.answer import DossierHistory, Dossiers
from projections.dossiers.fold import DossiersProjection
from projections.dossiers.query import DossiersQuery

__all__ = ["DossierHistory", "Dossiers", "DossiersProjection", "DossiersQuery"]
