"""A province: the registry of its units, their kinds, parents, names and lives."""
