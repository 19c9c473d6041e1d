"""The rules engine: conditions with three truths, layers that only tighten, one verdict table. Pure."""
