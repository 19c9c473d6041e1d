"""`fmt`: which files it touched, which it would touch, and what it would change in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocustom.errors import Exit
from tests.conftest import Golden
from tests.screens.played import play

REQUEST = """\
#:schema ../.schema/request.json
schema = "request/1"
[gap]
rung =9   # 改修
# 今の事務
current = "紙で並べている。"

[request]
key = "todokede-ichiran-d4d4"
[verification]
items = [ "利用者の住所を表示する前に印だけが渡ること",
    "対象から外れた翌日に印が消えること",
    "閲覧の記録が残ること" ]
"""
NEAT = 'schema = "workspace/1"\n\n[organisation]\nname = "青空市"\n'


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A workspace with one file in order and two that are not, the second with the line ends of Windows."""
    (tmp_path / "requests").mkdir()
    (tmp_path / "nocustom.toml").write_text(NEAT, encoding="utf-8")
    (tmp_path / "requests" / "a.toml").write_text(REQUEST, encoding="utf-8")
    (tmp_path / "requests" / "b.toml").write_bytes(b'schema = "request/1"\r\n')
    return tmp_path


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_not_formatted(city: Path, golden: Golden, lang: str) -> None:
    listed = play(lang, "fmt", "--check", cwd=city)
    shown = play(lang, "fmt", "--diff", cwd=city)
    assert (listed.code, shown.code) == (Exit.FINDINGS, Exit.FINDINGS)
    golden(f"fmt-check.{lang}", f"{listed}\n{shown}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_formatting(city: Path, golden: Golden, lang: str) -> None:
    (city / "requests" / "c.toml").write_text("rung = ９\n", encoding="utf-8")
    first = play(lang, "fmt", cwd=city)
    (city / "requests" / "c.toml").unlink()
    second = play(lang, "fmt", cwd=city)
    nothing = play(lang, "fmt", "requests/c.toml", cwd=city)
    assert (first.code, second.code, nothing.code) == (Exit.NOT_JUDGED, Exit.OK, Exit.NOT_JUDGED)
    golden(f"fmt.{lang}", f"{first}\n{second}\n{nothing}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_to_format(tmp_path: Path, golden: Golden, lang: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "nocustom.toml").touch()  # which makes it a workspace
    golden(f"fmt-nothing.{lang}", str(play(lang, "fmt", "empty", cwd=tmp_path)))
