"""Keeps the compacted topic of rankings up to date: sends each unit's standing whenever it has become another.

It reads what the read model says, so that the topic, the pages and the REST interface tell the same.
"""
