"""An assessment round: one province, one period, pinned sets, a calendar, and the way to a published result."""
