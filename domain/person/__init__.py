"""A person whom events name by reference: who it is stands beside the log and can be erased."""
