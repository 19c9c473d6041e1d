"""The files of a workspace are all found, and no others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nocustom.errors import NotJudged, Usage
from nocustom.files.workspace import find_root, layer_files, request_files, shown

LINKS = pytest.mark.skipif(
    sys.platform == "win32", reason="links need a right that most people do not have there"
)


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")


def names(files: list[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files]


def test_the_root_is_the_nearest_folder_above_with_settings(tmp_path: Path) -> None:
    write(tmp_path, "nocustom.toml", "a/nocustom.toml", "a/b/c/x", "d/policies/x.toml")
    assert find_root(tmp_path / "a" / "b" / "c") == (tmp_path / "a").resolve()
    assert find_root(tmp_path / "a" / ".." / "d" / "policies") == tmp_path.resolve()
    assert find_root(tmp_path / "d") == tmp_path.resolve()  # settings above win over a folder called policies


def test_without_settings_a_folder_with_policies_will_do(tmp_path: Path) -> None:
    write(tmp_path, "w/policies/city.toml")
    assert find_root(tmp_path / "w") == (tmp_path / "w").resolve()
    with pytest.raises(NotJudged):
        find_root(tmp_path / "w" / "policies")


def test_an_explicit_root_is_taken_or_refused(tmp_path: Path) -> None:
    write(tmp_path, "nocustom.toml", "w/policies/city.toml", "empty/x")
    assert find_root(tmp_path, tmp_path / "w") == (tmp_path / "w").resolve()
    with pytest.raises(NotJudged):  # not the one above it
        find_root(tmp_path, tmp_path / "empty")
    with pytest.raises(Usage):
        find_root(tmp_path, tmp_path / "nothing")
    with pytest.raises(Usage):
        find_root(tmp_path, tmp_path / "nocustom.toml")


def test_layers(tmp_path: Path) -> None:
    assert layer_files(tmp_path) == []
    write(
        tmp_path / "policies",
        "z.toml",
        "a.toml",
        "systems.toml",
        "people.toml",
        "x.md",
        ".b.toml",
        "d/e.toml",
    )
    assert names(layer_files(tmp_path), tmp_path) == ["policies/a.toml", "policies/z.toml"]


def test_requests(tmp_path: Path) -> None:
    top = tmp_path / "requests"
    write(
        top,
        "b.toml",
        "a/z.toml",
        "a/b/c.toml",
        "a/x.txt",
        ".git/x.toml",
        "a/.hidden/x.toml",
        ".x.toml",
        "子/申請.toml",
    )
    (top / "d.toml").mkdir()
    write(top, "d.toml/inner.toml")
    assert names(request_files(top), top) == ["a/b/c.toml", "a/z.toml", "b.toml", "d.toml", "子/申請.toml"]


def test_what_is_no_folder_is_listed_itself(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", "b.txt")
    (tmp_path / "c.toml").mkdir()
    for name in ("a.toml", "b.txt", "c.toml", "nothing", "nothing.toml"):
        assert request_files(tmp_path / name) == [tmp_path / name]


@LINKS
def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    top = tmp_path / "requests"
    write(tmp_path, "outside/secret.toml", "requests/a.toml", "requests/d/x.toml")
    (top / "dangling.toml").symlink_to("nothing.toml")
    (top / "inside.toml").symlink_to("a.toml")
    (top / "outside.toml").symlink_to(tmp_path / "outside" / "secret.toml")
    (top / "folder").symlink_to(tmp_path / "outside")
    (top / "again").symlink_to(top)
    (top / "circle.toml").symlink_to("circle.toml")
    assert names(request_files(top), top) == [
        "a.toml",
        "circle.toml",
        "d/x.toml",
        "dangling.toml",
        "inside.toml",
    ]


def test_a_folder_that_can_not_be_listed_is_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "policies").write_text("")  # a file, where a folder should be
    with pytest.raises(NotJudged) as raised:
        layer_files(tmp_path)
    assert raised.value.said.params["path"] == str(tmp_path / "policies")


def test_paths_are_shown_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(tmp_path / "requests" / "a.toml", tmp_path) == "requests/a.toml"
    assert shown(tmp_path / "requests" / "a.toml", tmp_path / "policies") == "../requests/a.toml"
    assert shown(tmp_path / "x" / ".." / "a.toml", tmp_path) == "a.toml"
    assert shown(tmp_path / "a.toml", tmp_path / "b" / "c" / "d") == (tmp_path / "a.toml").as_posix()
    monkeypatch.chdir(tmp_path)
    assert shown(Path("requests") / "a.toml") == "requests/a.toml"
    assert shown(tmp_path / "a.toml") == "a.toml"
