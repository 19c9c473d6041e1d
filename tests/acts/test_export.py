"""The auditor's pack: checked with sha256sum, jq and ssh-keygen, without a line of ours."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from nocustom.acts.decide import decide
from nocustom.acts.export import Exported, Format, Period, export, period_of
from nocustom.acts.verify import verify
from nocustom.errors import Broken, Exit, NotJudged, Usage
from nocustom.files.csv import csv_bytes
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.judging import LifeRules
from nocustom.ledger.verify import verify_export
from nocustom.locale import speak
from nocustom.show.exported_text import exported_text
from tests.acts.hall import Hall, Script
from tests.acts.paperwork import IKUSEI, REASON, approved, code, decided, edit, endorsed, filed, owner_accepts
from tests.acts.screen import screen
from tests.acts.test_verify import tampered
from tests.conftest import Run

TOOLS = ("sha256sum", "jq", "ssh-keygen")
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS),
    reason=f"NOT CHECKED: the export is judged by {', '.join(TOOLS)}, and one of them is not installed",
)


def exported(
    hall: Hall, folder: Path, *, year: Period | None = None, formats: tuple[Format, ...] = ("jsonl", "csv"),
    as_of: date | None = None,
) -> Exported:  # fmt: skip
    with hall.desk(writable=False) as desk:
        return export(desk, folder, fiscal_year=year, formats=formats, as_of=as_of)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    data = (folder / f"{name}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def bash(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, capture_output=True,
                          encoding="utf-8", check=False)  # fmt: skip


CHAIN = r"""
mapfile -t said < <(jq -r '"\(.seq) \(.prev)"' ledger.jsonl)
prev=null; seq=0
while IFS= read -r line; do
  test "${said[seq]}" = "$seq $prev"
  prev=$({ printf '\0'; printf '%s' "$line"; } | sha256sum); prev=${prev%% *}; seq=$((seq + 1))
done < ledger.jsonl
echo "$seq lines"
"""
SIGNATURE = r"""
line=$(jq -c 'select(.type == "acceptance.signed")' ledger.jsonl)
jq -r '.sigs[0].sig' <<<"$line" > "$TMP/sig"
jq -rj .stmt <<<"$line" | ssh-keygen -Y verify -f roster -I tanaka -n nocustom-v1-accept -s "$TMP/sig"
"""


@needs_tools
def test_every_file_the_chain_and_a_signature_with_other_peoples_tools(office: Hall, tmp_path: Path) -> None:
    approved(office)
    folder = tmp_path / "pack"
    exported(office, folder)
    done = bash("sha256sum --strict -c SHA256SUMS", folder)
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stdout + done.stderr
    summed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert summed == there - {"SHA256SUMS", "manifest.json"}, "every file is in the sums"
    done = bash(CHAIN, folder)
    assert done.stdout == "17 lines\n", done.stderr
    done = bash(f"TMP={tmp_path}\n{SIGNATURE}", folder)
    assert done.returncode == 0 and "Good" in done.stdout, done.stderr

    ledger = folder / "ledger.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(REASON, "別の理由"), encoding="utf-8")
    assert bash("sha256sum --quiet -c SHA256SUMS", folder).returncode != 0
    data = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(data[:3] + data[4:]), encoding="utf-8")
    assert bash(CHAIN, folder).returncode != 0


def test_the_exported_ledger_is_the_ledger(office: Hall, tmp_path: Path) -> None:
    approved(office)
    folder = tmp_path / "pack"
    done = exported(office, folder)
    blobs = Blobs(folder / "blobs")
    report = verify_export((folder / "ledger.jsonl").read_bytes(), papers=blobs, rules=LifeRules)
    with office.desk() as desk:
        assert (report.problems, report.size, report.root) == ((), desk.ledger.size, desk.ledger.root)
        verified = verify(desk)
    assert (folder / "roster").read_text() == verified.report.state.roster.text
    assert (folder / "roots").read_text() == verified.report.state.roots.text
    assert len(blobs.names()) == verified.files == 8
    assert [blobs.state(name) for name in blobs.names()] == ["ok"] * 8
    assert done.left_out == ()


def test_the_manifest(office: Hall, tmp_path: Path) -> None:
    approved(office)
    folder = tmp_path / "pack"
    done = exported(office, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["schema"] == "nocustom.audit/1" and manifest["organisation"] == "青空市"
    assert manifest["ledger"] == {"size": 17, "root": done.verified.report.root, "provisional": False, "witnessed": 0}
    assert (manifest["as_of"], manifest["period"], manifest["left_out"]) == ("2026-06-01", None, [])
    assert manifest["made_at"] == "2026-06-01T09:30:00+09:00"
    assert {layer["id"] for layer in manifest["policy"][0]["layers"]} == {"city", "national", "tokyo"}
    for file in manifest["files"]:
        assert (folder / file["path"]).stat().st_size == file["bytes"]
    rows = {file["path"]: file["rows"] for file in manifest["files"] if "rows" in file}
    assert rows == {"ledger.jsonl": 17, "register.csv": 1, "decisions.csv": 1, "conditions.csv": 0, "events.csv": 17}


def test_the_same_ledger_gives_the_same_bytes_later(office: Hall, tmp_path: Path) -> None:
    approved(office)
    exported(office, tmp_path / "one")
    office.later(days=900, minutes=7)
    exported(office, tmp_path / "two")
    for path in sorted((tmp_path / "one").rglob("*")):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        if path.is_file() and path.name != "manifest.json":
            assert path.read_bytes() == other.read_bytes(), path
    one, two = (json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8")) for name in ("one", "two"))
    assert one.pop("made_at") != two.pop("made_at") and one == two


def test_the_tables(office: Hall, tmp_path: Path) -> None:
    number = approved(office)
    filed(office, "jumin-menu-favourites")
    folder = tmp_path / "pack"
    exported(office, folder)
    register, decisions, events = (table(folder, name) for name in ("register", "decisions", "events"))
    assert [(row["number"], row["state"], row["in_force"], row["verdict"]) for row in register] == [
        (number, "approved", "yes", "eligible"), ("2026-0002", "filed", "", "redirected")]  # fmt: skip
    assert (register[0]["owner_name"], register[0]["department_name"]) == ("田中 一郎", "子育て支援課")
    assert int(register[0]["net_hours_per_year"]) < 0, "a negative number stays a number"
    assert [(row["by"], row["outcome"], row["reason"], row["took_effect"]) for row in decisions] == [
        ("hirano", "approve", REASON, "yes")]  # fmt: skip
    assert decisions[0]["accepted_by"] == "tanaka" and len(decisions[0]["acceptance"]) == 64
    assert [row["seq"] for row in events] == [str(seq) for seq in range(18)]
    assert [row["signed"] for row in events].count("no") == 2


def test_as_of_another_day(office: Hall, tmp_path: Path) -> None:
    approved(office)
    exported(office, tmp_path / "pack", as_of=date(2028, 4, 1))
    (row,) = table(tmp_path / "pack", "register")
    assert (row["in_force"], row["not_in_force_because"], row["as_of"]) == ("no", "EXPIRED", "2028-04-01")


def test_a_fiscal_year_selects_rows_and_never_evidence(office: Hall, tmp_path: Path) -> None:
    first = approved(office)
    office.later(days=320)  # 2027-04-17, fiscal year 2027
    second = filed(office, "jumin-menu-favourites")
    whole = exported(office, tmp_path / "whole")
    for year, number in ((2026, first), (2027, second)):
        folder = tmp_path / str(year)
        done = exported(office, folder, year=Period(year))
        assert [row["number"] for row in table(folder, "register")] == [number]
        assert {row["day"][:4] for row in table(folder, "events")} == {str(year)}
        assert (folder / "ledger.jsonl").read_bytes() == (tmp_path / "whole/ledger.jsonl").read_bytes()
        assert len(list((folder / "blobs").iterdir())) == len(list((tmp_path / "whole/blobs").iterdir()))
        period = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["period"]
        assert period == {"fiscal_year": year, "from": f"{year}-04-01", "to": f"{year + 1}-03-31"}
        assert "rows of the fiscal year" in screen(exported_text(done, "en"))
    assert exported(office, tmp_path / "old", year=Period(2020)).as_of == date(2021, 3, 31)
    assert table(tmp_path / "old", "register") == []
    assert whole.as_of == date(2027, 4, 17)


@pytest.mark.parametrize("text, year", [
    ("2026", 2026), ("R8", 2026), ("r8", 2026), ("令和8年度", 2026), ("令和元年度", 2019), ("Ｒ８", 2026),
    ("２０２６", 2026), (" 2026年度 ", 2026),
])  # fmt: skip
def test_a_fiscal_year_as_people_write_it(text: str, year: int) -> None:
    assert period_of(text).fiscal_year == year


@pytest.mark.parametrize("text", ["", "R", "year", "-1", "99999", "H30", "平成30年度", "2026-04"])
def test_what_is_no_fiscal_year_is_said(text: str) -> None:
    with pytest.raises(Usage) as caught:
        period_of(text)
    assert "is no fiscal year" in speak(caught.value.said, "en")


def test_text_is_no_formula(office: Hall, tmp_path: Path) -> None:
    number = endorsed(office, change=("title = \"", "title = '=HYPERLINK(1)' #\""))
    owner_accepts(office, number)
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("hirano"), Script(code), "refuse", "-1+2, \"x\"\r\n@SUM")
    exported(office, tmp_path / "pack")
    assert table(tmp_path / "pack", "register")[0]["title"] == "'=HYPERLINK(1)"
    assert table(tmp_path / "pack", "decisions")[0]["reason"].startswith("'-1+2")


def test_cells() -> None:
    rows = [["=1", "+1", "-1", "@x", "\tx", "\rx", "a=1", "", None, -1, 0, "'", '"', "改\n行", "a,b"]]
    read = list(csv.reader(io.StringIO(csv_bytes(["c"], rows).decode("utf-8-sig"), newline="")))[1]
    assert read == ["'=1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "a=1", "", "", "-1", "0", "'", '"', "改\n行", "a,b"]


def test_only_one_of_the_two(office: Hall, tmp_path: Path) -> None:
    approved(office)
    exported(office, tmp_path / "evidence", formats=("jsonl",))
    exported(office, tmp_path / "tables", formats=("csv",))
    assert {path.name for path in (tmp_path / "evidence").iterdir()} == {
        "ledger.jsonl", "roots", "roster", "blobs", "SHA256SUMS", "manifest.json", "checkpoint", "README.txt",
        "verify.sh"}  # fmt: skip
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {
        "register.csv", "decisions.csv", "conditions.csv", "events.csv", "SHA256SUMS", "manifest.json"}  # fmt: skip


# Whole or not at all ----------------------------------------------------------------------------------------------


def test_other_files_are_never_mixed_in(office: Hall, tmp_path: Path, run: Run) -> None:
    approved(office)
    folder = tmp_path / "pack"
    folder.mkdir()
    exported(office, folder)  # an empty folder is taken
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(Usage):
        exported(office, folder)
    ran = run("audit", "export", "--to", folder, cwd=office.root)
    assert ran.code == Exit.USAGE and "is not an empty folder" in " ".join(ran.err.split())
    ran = run("audit", "export", "--to", tmp_path / "no" / "pack", cwd=office.root)
    assert ran.code == Exit.USAGE and "there is no folder" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_broken_ledger_is_not_exported(office: Hall, tmp_path: Path, run: Run) -> None:
    approved(office)
    tampered(office, f"UPDATE event SET line = replace(line, '{REASON}', '別の理由') WHERE seq = 16")
    with pytest.raises(Broken):
        exported(office, tmp_path / "pack")
    ran = run("audit", "export", "--to", tmp_path / "pack", cwd=office.root)
    assert ran.code == Exit.BROKEN and "the ledger is broken, so nothing was exported" in ran.err
    assert not (tmp_path / "pack").exists() and not list(tmp_path.glob(".pack*"))


def test_a_removed_file_is_left_out_and_named(office: Hall, tmp_path: Path) -> None:
    number = filed(office)
    with office.desk() as desk:
        digest = desk.case(number).revision.file_sha256
        (desk.ledger.blobs.folder / digest).unlink()
    done = exported(office, tmp_path / "pack")
    assert done.left_out == (digest,)
    manifest = json.loads((tmp_path / "pack/manifest.json").read_text(encoding="utf-8"))
    assert manifest["left_out"] == [digest]
    assert "left out: 1 files" in " ".join(screen(exported_text(done, "en")).split())


def test_a_full_disk_leaves_nothing_behind(
    office: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(office)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(NotJudged) as caught:
        exported(office, tmp_path / "pack")
    assert "the disk is full" in speak(caught.value.said, "en")
    assert not (tmp_path / "pack").exists() and not list(tmp_path.glob(".pack*"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_from_the_command_line(office: Hall, tmp_path: Path, run: Run, lang: str) -> None:
    number = endorsed(office)
    owner_accepts(office, number)
    decided(office, number)
    ran = run("audit", "export", "--to", "../pack", "--fiscal-year", "R8", "-f", "csv", cwd=office.root, lang=lang)
    assert ran.code == Exit.OK, ran.err
    screen(ran.out.splitlines()[1:])  # the first line holds a path, which is not cut
    assert table(office.root.parent / "pack", "register")[0]["number"] == number
    assert not (office.root.parent / "pack/ledger.jsonl").exists()
    edit(office.root / f"requests/2026/{IKUSEI}.toml", "hours_per_release = 30", "hours_per_release = 10")
    assert run("audit", "export", "--to", "../pack2", "--fiscal-year", "H30", cwd=office.root).code == Exit.USAGE
