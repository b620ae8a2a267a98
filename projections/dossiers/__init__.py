"""Dossiers: where each is on its way, for whom it waits since when, and how its decision came about."""
