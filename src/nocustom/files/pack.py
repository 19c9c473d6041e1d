"""The pack that ships: the policy layers a city starts from, and the sample city's requests.

A wheel carries `policies/` and `requests/` in `nocustom/pack/`. A checkout has them where they are written, two folders
above the package, and must not have them twice. So the pack is the first of the two that is there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["LAYERS", "layers", "root"]

LAYERS = ("national", "tokyo", "city")
"""The policy layers that ship, from the widest to the city's own."""


@cache
def root() -> Path:
    """The folder with `policies/` and `requests/` as they ship; FileNotFoundError where an installation lost them."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "pack", package.parents[1]):
        if (folder / "policies" / "national.toml").is_file():
            return folder
    raise FileNotFoundError(package / "pack" / "policies" / "national.toml")


def layers() -> dict[str, bytes]:
    """The shipped policy layers by file name, such as `national.toml`, byte for byte."""
    return {f"{name}.toml": (root() / "policies" / f"{name}.toml").read_bytes() for name in LAYERS}
