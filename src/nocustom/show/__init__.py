"""A result as text, JSON, CSV: one file per output."""
