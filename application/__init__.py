"""Use cases and the event store: commands in, events out, and the log that everything else follows."""
