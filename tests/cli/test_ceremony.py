"""A ceremony at a real terminal: whoever breaks it off has written nothing, and reads that on a line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocustom.errors import Exit
from tests.acts.hall import Keys, furnished
from tests.cli.typist import CTRL_C, Typist, fits


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "error: interrupted; nothing was written half"),
        ("ja", "エラー: 中断しました。書きかけのものはありません"),
    ],
)
def test_ctrl_c_stops_it(tmp_path: Path, lang: str, said: str) -> None:
    keys = Keys(tmp_path)
    hall = furnished(tmp_path / "hall", keys)
    root_key = f"cio-root={keys['cio-root']}"
    with Typist(hall.root, "people", "enroll", "--found", "--root-key", root_key, lang=lang) as roots:
        roots.type(CTRL_C)
        assert fits(roots.screen).splitlines()[-2:] == ["> ^C", said]
        assert roots.ended() == Exit.INTERRUPTED
    assert not hall.ledger_file.exists()


def test_what_is_signed_stands_apart_from_what_changed(tmp_path: Path) -> None:
    hall = furnished(tmp_path / "hall", Keys(tmp_path))
    hall.found("cio-root")
    hall.enroll("uchida", "office", by=["cio-root"])
    with Typist(hall.root, "policy", "adopt", "people", "--key", str(hall.keys["uchida"])) as clerk:
        before, found, _ = fits(clerk.screen).partition("Adoption of the people document\n")
        assert found and before.startswith("What changes in the") and before.endswith("\n\n")
        clerk.type("")
        assert clerk.ended() == Exit.INTERRUPTED
