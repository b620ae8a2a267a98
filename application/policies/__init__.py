"""Policies of award campaigns as files, and in words."""
