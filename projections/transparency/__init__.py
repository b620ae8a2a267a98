"""A Merkle tree over the log, so that nobody can rewrite it unnoticed: proofs that an entry stands in it unchanged."""

from projections.transparency.fold import LogHasGap, TransparencyProjection
from projections.transparency.query import SizeUnknown, TransparencyQuery

__all__ = ["LogHasGap", "SizeUnknown", "TransparencyProjection", "TransparencyQuery"]
