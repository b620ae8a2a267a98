"""A Merkle tree over the log, so that nobody can rewrite it unnoticed: proofs that an entry stands in it unchanged."""

from projections.transparency.audit import Audit, audit, audit_store
from projections.transparency.checkpointing import Checkpointing, LogRewritten, Signed
from projections.transparency.findings import Finding
from projections.transparency.fold import LogHasGap, TransparencyProjection
from projections.transparency.proofs import ConsistencyProof, InclusionProof
from projections.transparency.query import SizeUnknown, TransparencyQuery
from projections.transparency.receipts import Receipt, Receipts, ReceiptWrong

__all__ = [
    "Audit",
    "Checkpointing",
    "ConsistencyProof",
    "Finding",
    "InclusionProof",
    "LogHasGap",
    "LogRewritten",
    "Receipt",
    "ReceiptWrong",
    "Receipts",
    "Signed",
    "SizeUnknown",
    "TransparencyProjection",
    "TransparencyQuery",
    "audit",
    "audit_store",
]
