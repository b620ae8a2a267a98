"""The demonstration: real sets and units, published national values, and synthetic scores that say so themselves."""
