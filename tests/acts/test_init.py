"""A workspace is begun once, works at once, and nothing that was there is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nocustom.acts.check import ready
from nocustom.acts.init import init
from nocustom.acts.workspace import Workspace
from nocustom.files import pack
from nocustom.show.init_text import init_text
from tests.acts.hall import told
from tests.acts.screen import screen
from tests.conftest import Run

FILES = (
    "nocustom.toml", "policies/national.toml", "policies/tokyo.toml", "policies/city.toml", "policies/systems.toml",
    "policies/people.toml", ".gitattributes", ".schema/request.json", ".schema/policy.json", ".schema/systems.json",
    ".schema/people.json", ".schema/workspace.json", ".schema/cases.json",
)  # fmt: skip


def test_what_is_made_can_be_judged_by_at_once(tmp_path: Path) -> None:
    made = init(tmp_path / "city", "青空市", "aozora.example/nocustom")
    assert made.made == FILES and made.kept == ()
    workspace = Workspace(tmp_path / "city", tmp_path)
    assert (workspace.organisation, workspace.origin) == ("青空市", "aozora.example/nocustom")
    judge, setting = ready(workspace, date(2026, 6, 1))
    assert judge.rules and setting.catalogue.systems
    posts = {post for posts in workspace.policy.roles.values() for post in posts}
    assert posts <= setting.people.posts.keys(), "every post the policy names can be given to somebody"
    assert (tmp_path / "city" / "requests").is_dir()
    assert not (tmp_path / "city" / "ledger").exists()


def test_the_layers_are_the_shipped_ones(tmp_path: Path) -> None:
    init(tmp_path / "city")
    for name, data in pack.layers().items():
        assert (tmp_path / "city" / "policies" / name).read_bytes() == data


def test_nothing_is_overwritten_and_the_rest_is_made(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "people.toml").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitattributes").symlink_to(tmp_path / "nowhere")
    made = init(tmp_path)
    assert made.kept == ("policies/people.toml", ".gitattributes")
    assert (tmp_path / "policies" / "people.toml").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / ".gitattributes").is_symlink()
    again = init(tmp_path, "another name")
    assert again.made == () and again.kept == FILES
    assert "another name" not in (tmp_path / "nocustom.toml").read_text(encoding="utf-8")


def test_an_empty_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "nocustom.toml").touch()
    made = init(tmp_path, "青空市")
    assert made.made == FILES and Workspace(tmp_path, tmp_path).organisation == "青空市"


def test_a_half_of_it_judges_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    """The files are made from the last to the first: whoever is interrupted has no settings, nor what all rests on."""
    whole, half = tmp_path / "whole", tmp_path / "half"
    init(whole)
    (half / "policies").mkdir(parents=True)
    (half / ".schema").mkdir()
    for name in reversed(FILES[1:]):
        code, said = _refused(half)
        assert code == 3 and "`nocustom init` " in said, (name, said)
        (half / name).write_bytes((whole / name).read_bytes())
    assert ready(Workspace(half, half), date(2026, 6, 1))[0].rules, "judging needs no settings"


def test_a_layer_that_all_others_extend_comes_before_any_judgement(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "policies" / "national.toml").unlink()
    code, said = _refused(tmp_path)
    assert code == 3 and said.startswith("error[missing-layer]: `national.toml` is no layer of this policy")
    assert "hint: put that file beside it; `nocustom init` copies the shipped ones" in said
    assert init(tmp_path).made == ("policies/national.toml",)


def _refused(root: Path) -> tuple[int, str]:
    """What whoever judges there reads."""
    return told(lambda: ready(Workspace(root, root), date(2026, 6, 1)))


def test_a_name_that_toml_must_escape(tmp_path: Path) -> None:
    init(tmp_path / "city", 'the "city"\\n = {x}')
    assert Workspace(tmp_path / "city", tmp_path).organisation == 'the "city"\\n = {x}'


@pytest.mark.parametrize("folder, origin", [
    ("Aozora City", "aozora-city.example/nocustom"), ("青空", "office.example/nocustom"),
])  # fmt: skip
def test_a_ledgers_name_from_the_folders(tmp_path: Path, folder: str, origin: str) -> None:
    assert init(tmp_path / folder).origin == origin


def test_an_origin_that_no_signature_could_carry(tmp_path: Path) -> None:
    code, said = told(lambda: init(tmp_path / "city", origin="青空市 台帳"))
    assert (code, said) == (2, (
        "error: `青空市 台帳` can't be the name of a ledger\n"
        "hint: letters, digits and . _ : - / only, such as `aozora.example/nocustom`"))  # fmt: skip
    assert not (tmp_path / "city").exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "city").write_text("", encoding="utf-8")
    code, said = told(lambda: init(tmp_path / "city"))
    assert code == 2 and "is a file, and a workspace is a folder" in said


def test_a_file_where_a_folder_of_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "policies").write_text("mine", encoding="utf-8")
    code, said = told(lambda: init(tmp_path))
    assert code == 3 and "something of that name is there already" in said
    assert "policies`can'tbewritten" in said.replace(" ", "")  # wherever the long path is broken
    assert (tmp_path / "policies").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_can_t_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, said = told(lambda: init(tmp_path / "file" / "city"))
    assert code == 3 and "can't be written" in said and "hint: the system says: " in said


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(tmp_path: Path, lang: str) -> None:
    first = screen(init_text(init(tmp_path / "city"), lang))
    assert first.count("\n  1. ") == 1 and "city.example/nocustom" in first
    again = screen(init_text(init(tmp_path / "city"), lang))
    assert "city.example/nocustom" not in again, "the name of a ledger that may have begun is not offered for change"


def test_the_command(run: Run, workspace: Path) -> None:
    ran = run("init", "--org", "青空市")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("made  nocustom.toml\n")
    assert run("init").out.startswith("kept  nocustom.toml, which was there\n")
    assert run("request", "list").code == 0
    assert run("check").code == 3, "no request is there, and nothing judged is never clean"
