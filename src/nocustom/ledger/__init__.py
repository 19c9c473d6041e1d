"""The ledger: canonical lines, chain, tree, signatures, roster, store, verification."""
