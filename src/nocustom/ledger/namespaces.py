"""Roles are SSHSIG namespaces: a key signs only in the roles its roster line names; ssh-keygen itself checks that."""

from __future__ import annotations

__all__ = [
    "ACCEPT",
    "CHECKPOINT",
    "DECISION",
    "ENROLL",
    "FILE",
    "OFFICE",
    "OPINION",
    "ROLES",
    "ROSTER",
    "WITNESS",
]

PREFIX = "nocustom-v1-"
FILE = PREFIX + "file"
"""Requester, section chief, head of a department."""
ACCEPT = PREFIX + "accept"
"""Owners."""
OPINION = PREFIX + "opinion"
"""Related sections, finance, privacy."""
OFFICE = PREFIX + "office"
"""The CIO office."""
DECISION = PREFIX + "decision"
"""CIO, committee, stand-ins."""
ROSTER = PREFIX + "roster"
"""Roots."""
ENROLL = PREFIX + "enroll"
"""A new key: it proves that somebody holds it."""
CHECKPOINT = PREFIX + "checkpoint"
"""The host of the ledger."""
WITNESS = PREFIX + "witness"
"""The audit office."""

ROLES = (FILE, ACCEPT, OPINION, OFFICE, DECISION, CHECKPOINT, WITNESS)
"""What a line of the roster may name; roots stand in their own text, and enrolling needs no role."""
