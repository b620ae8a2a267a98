"""What lets anybody check that nobody has rewritten the log: hashes, proofs, signed checkpoints."""
