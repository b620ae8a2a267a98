"""From an SQLite file to PostgreSQL: the log byte for byte with its positions, and all that is kept beside it.

``stores`` opens both, ``copying`` copies what the target lacks, ``comparison`` holds both against each other.
"""
