"""One award campaign: nominations judged against a policy, within a quota, on the way from a council to a decision."""
