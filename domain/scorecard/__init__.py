"""A scorecard: one unit in one round, from self-score through review to a final result."""
