"""How much is measured: all of it, or with ``QUICK=1`` a twentieth, to see that the benchmarks run."""

import os

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
FRACTION = 20


def scaled(amount: int) -> int:
    """The amount in a full run; a twentieth of it, but at least one, in a quick one."""
    return max(1, amount // FRACTION) if QUICK else amount
