"""The rules of scoring, as pure functions: no clock, no random numbers, no I/O, no framework.

Each aggregate is a package of the same modules in the same order (see docs/adr/0002): ``events`` (a storage
format), ``state`` (what the events add up to), ``commands`` (what one may ask), ``refusals`` (why one may be
turned down) and ``decisions`` (commands in, events out).
"""
