"""What readers see: read models folded from the log, which can be thrown away and rebuilt at any time."""
