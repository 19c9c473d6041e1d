"""A command as it is typed into this system's shell, so that it can be copied."""

from __future__ import annotations

import os
import shlex
import subprocess

from nocustom.words import visible

__all__ = ["typed"]


def typed(*words: str) -> str:
    """These words in one line, quoted where the shell would divide or change them."""
    return visible(subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words))
