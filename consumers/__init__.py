"""Beyond one machine: what carries the log to other systems and feeds the same projections from there."""
