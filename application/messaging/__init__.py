"""What leaves the platform for others: the topics, and what a message in each of them looks like.

Nothing here speaks to a broker; the programs in ``consumers`` do.
"""
