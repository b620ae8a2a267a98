"""Honours: rolls of honour over the years, awards that were taken back, and the quotas."""
