"""Read models fed from a broker: where each stands in each province, and what it could not fold."""
