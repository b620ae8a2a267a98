"""What auditors have read: one read, one stream, one event."""
