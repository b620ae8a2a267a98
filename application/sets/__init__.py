"""Indicator sets as files: read from YAML and workbooks, checked with every mistake at its place, and written again."""
