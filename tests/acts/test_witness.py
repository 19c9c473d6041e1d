"""The audit office's month: a pack, checked and compared, signed, recorded; what is told of lines nobody has seen."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest

from nocustom.errors import Exit
from nocustom.words import Said
from tests.acts.hall import Hall, Keys
from tests.acts.paperwork import REASON, approved, filed
from tests.acts.share import department, on_a_share
from tests.acts.test_checkpoint import enroll_host
from tests.acts.test_verify import tampered
from tests.conftest import Golden
from tests.screens.played import Screen, play

needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("bash", "jq", "sha256sum", "ssh-keygen", "od")),
    reason="NOT CHECKED: verify.sh needs bash, jq, sha256sum and ssh-keygen",
)


def ending(_lang: str, asked: Said, _shown: object) -> str:
    """A witness who compared the root with care."""
    return str(asked.params["root"])[-8:]


def at(hall: Hall, *line: str, lang: str = "en", person: str | None = None) -> Screen:
    if person is not None:
        for name in ("key", "key.pub"):
            shutil.copy(hall.keys.folder / name.replace("key", person, 1), hall.root / name)
        line = (*line, "--key", "key")
    return play(lang, *line, cwd=hall.root, clock=hall.clock, keyboard=partial(ending, lang))


@pytest.fixture
def audited(office: Hall) -> Hall:
    """The office with a host's key and a witness."""
    office.enroll("takagi", "witness")
    enroll_host(office)
    return office


def month(hall: Hall, name: str, *more: str, lang: str = "en") -> list[Screen]:
    """A pack, the witness's signature under it, and its way back."""
    pack = at(hall, "audit", "export", "--to", name, lang=lang)
    signed = at(hall, "ledger", "witness", name, *more, "-o", f"{name}.witness", lang=lang, person="takagi")
    taken = at(hall, "ledger", "ingest", f"{name}.witness", lang=lang)
    assert [screen.code for screen in (pack, signed, taken)] == [0, 0, 0], "\n".join(map(str, (pack, signed, taken)))
    return [pack, signed, taken]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_two_months(golden: Golden, audited: Hall, lang: str) -> None:
    filed(audited)
    screens = [at(audited, "ledger", "verify", lang=lang), *month(audited, "may", "--first", lang=lang)]
    audited.later(days=30)
    filed(audited, "jumin-menu-favourites")
    screens += [at(audited, "ledger", "verify", lang=lang), *month(audited, "june", "--before", "may", lang=lang)]
    audited.later(minutes=5)
    at(audited, "audit", "export", "--to", "july")
    screens += [at(audited, "audit", "verify", "july", lang=lang), at(audited, "ledger", "show", "18", lang=lang),
                at(audited, "status", lang=lang)]  # fmt: skip
    assert {screen.code for screen in screens} == {0}
    golden(f"witness.{lang}", re.sub("(?m)^> [0-9a-f]{8}$", "> 01234567", "\n".join(map(str, screens))))


@needs_tools
def test_the_pack_is_good_for_other_peoples_tools(audited: Hall) -> None:
    approved(audited)
    month(audited, "may", "--first")
    audited.later(days=30)
    filed(audited, "jumin-menu-favourites")
    month(audited, "june", "--before", "may")
    at(audited, "audit", "export", "--to", "july")
    done = script(audited.root / "july")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "GOOD" in done.stdout and "the 1 after them have no witness yet" in done.stdout
    assert "checkpoint: signed by the host's key of uchida" in done.stdout
    assert done.stdout.count("SHA256:") == 2  # the fingerprints of both roots


def script(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "verify.sh"], cwd=folder, capture_output=True, encoding="utf-8", check=False)


def resummed(folder: Path) -> None:
    """What a forger does last."""
    subprocess.run(["bash", "-c", "find . -type f ! -name SHA256SUMS ! -name manifest.json | sed 's#^./##' | sort |"
                    " xargs sha256sum > SHA256SUMS"], cwd=folder, check=True)  # fmt: skip


FORGED = [
    ("sed -i s/checkpoint/checkpoimt/ README.txt", "was changed since the pack was made", None),
    ("echo x > more.txt", "does not belong to the pack", None),
    ("ln -s / more", "does not belong to the pack", None),
    ("rm witness/*.sig; resum", "is not what the ledger says", None),
    ("cp witness/*6 checkpoint; resum", "does not count", None),
    ("sed -i 2s/1/2/ checkpoint; resum", "is not that of these lines", None),
    ("cp witness/*.sig checkpoint.sig; resum", "does not count", None),
    ("sed -i '$d' ledger.jsonl; resum", "checkpoint", None),
    ("sed -i s/cio-root/cio-r00t/ roots; resum", "is not what the ledger says", None),
    ("sed -i 16s/suzuki/sizuki/ ledger.jsonl; resum", "does not follow", None),
    ("sed -i '17s/takagi/tanaka/' ledger.jsonl; resum", "said to act", "is no witness"),
]
"""What a forger does to a pack, what we say, and what the script says where it is asked."""


@pytest.mark.parametrize("forge, ours, theirs", FORGED, ids=[row[0].partition(";")[0] for row in FORGED])
def test_what_was_forged_in_a_pack(
    july: Path, tmp_path: Path, forge: str, ours: str, theirs: str | None
) -> None:  # fmt: skip
    folder = tmp_path / "july"
    shutil.copytree(july, folder)
    subprocess.run(["bash", "-c", forge.removesuffix("; resum")], cwd=folder, check=True)
    if forge.endswith("resum"):
        resummed(folder)
    told = play("en", "audit", "verify", "july", cwd=tmp_path)
    assert told.code in (Exit.BROKEN, Exit.NOT_JUDGED) and ours in " ".join(told.out.split()), told.out
    if theirs is not None:
        done = script(folder)
        assert done.returncode == 5 and theirs in done.stderr, done.stdout + done.stderr


@pytest.fixture(scope="session")
def july(tmp_path_factory: pytest.TempPathFactory, keys: Keys, _opened: Path) -> Path:
    """A pack with one witness in it."""
    hall = Hall(tmp_path_factory.mktemp("july") / "hall", keys)
    shutil.copytree(_opened, hall.root)
    hall.enroll("takagi", "witness")
    enroll_host(hall)
    filed(hall)
    month(hall, "may", "--first")
    at(hall, "audit", "export", "--to", "july")
    return hall.root / "july"


def test_a_ledger_that_was_rewritten_is_not_witnessed(audited: Hall) -> None:
    filed(audited)
    month(audited, "may", "--first")
    seq = 15
    tampered(audited, f"DELETE FROM event WHERE seq >= {seq}")
    filed(audited, "jumin-menu-favourites")
    assert at(audited, "ledger", "verify").code == 0  # good in itself
    assert at(audited, "ledger", "verify", "--seen", "may.witness").code == Exit.BROKEN
    audited.later(days=30)
    at(audited, "audit", "export", "--to", "june")
    refused = at(audited, "ledger", "witness", "june", "--before", "may", "-o", "june.witness", person="takagi")
    assert refused.code == Exit.BROKEN and "the first difference is in line 15" in refused.err
    assert not (audited.root / "june.witness").exists()
    refused = at(audited, "ledger", "ingest", "may.witness")
    assert refused.code == Exit.NOT_PERMITTED and "other first" in refused.err


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_no_witnessing(golden: Golden, audited: Hall, lang: str) -> None:
    filed(audited)
    at(audited, "audit", "export", "--to", "may")
    act = ("ledger", "witness", "may")
    said = [
        at(audited, *act, "-o", "w", lang=lang, person="takagi"),
        at(audited, *act, "--first", lang=lang, person="takagi"),
        at(audited, *act, "--first", "-o", "w", lang=lang, person="uchida"),
        at(audited, *act, "--before", "nocustom.toml", "-o", "w", lang=lang, person="takagi"),
        play(lang, *act, "--first", "-o", "w", "--key", "key", cwd=audited.root, clock=audited.clock),
        at(audited, "ledger", "witness", "requests", "--first", "-o", "w", lang=lang, person="takagi"),
    ]
    assert not (audited.root / "w").exists()
    folder = at(audited, *act, "--first", "-o", "requests", person="takagi")
    assert folder.code == Exit.USAGE and folder.out == "", "told before anybody reads or types"
    unsigned = at(audited, *act, "--first", "-o", "w", lang=lang)
    said += [unsigned, at(audited, "ledger", "ingest", "w", lang=lang)]
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "nocustom-v1-witness", "-f",
                    str(audited.keys["uchida"]), "w"], cwd=audited.root, check=True, capture_output=True)  # fmt: skip
    said.append(at(audited, "ledger", "ingest", "w", lang=lang))
    (audited.root / "w.sig").unlink()
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "nocustom-v1-witness", "-f",
                    str(audited.keys["takagi"]), "w"], cwd=audited.root, check=True, capture_output=True)  # fmt: skip
    said += [at(audited, "ledger", "ingest", "w", lang=lang), at(audited, "ledger", "ingest", "w", lang=lang)]
    assert [screen.code for screen in said] == [2, 2, 4, 5, 4, 3, 0, 4, 4, 0, 4]
    golden(f"witness-refused.{lang}", "\n".join(map(str, said)))


def test_at_the_host_it_is_recorded_at_once(audited: Hall) -> None:
    filed(audited)
    done = at(audited, "ledger", "witness", "--first", person="takagi")
    assert done.code == 0 and "recorded as line 16" in done.out
    told = at(audited, "ledger", "verify")
    said = " ".join(told.out.split())
    assert told.code == 0 and "`takagi` saw the first 16 lines on 2026-06-01; 1 came since" in said
    row = next(row for row in at(audited, "ledger", "show").out.splitlines() if "witnessed" in row)
    assert "takagi" in row and row.endswith(" signed")


def test_at_another_pc_nobody_signs_what_can_not_be_recorded(audited: Hall, tmp_path: Path) -> None:
    host = on_a_share(audited, tmp_path / "share")
    filed(host)
    told = at(department(host, tmp_path / "pc"), "ledger", "witness", "--first", person="takagi")
    assert (told.code, told.out) == (Exit.NOT_PERMITTED, "") and "the ledger is at another PC" in told.err, told


def test_a_clock_that_is_wrong_is_told_before_anybody_signs(audited: Hall) -> None:
    filed(audited)
    at(audited, "audit", "export", "--to", "may")
    audited.later(days=-1)
    for person in ("takagi", None):
        told = at(audited, "ledger", "witness", "may", "--first", "-o", "w", person=person)
        assert (told.code, told.out) == (Exit.NOT_PERMITTED, ""), told
        assert "a clock is wrong" in told.err and "set the computer's clock" in told.err, told
    assert not (audited.root / "w").exists()


def test_nobody_witnesses_their_own_work(office: Hall) -> None:
    office.enroll("uchida", "office,witness")
    filed(office)
    refused = at(office, "ledger", "witness", "--first", person="uchida")
    said = " ".join(refused.err.split())
    assert refused.code == Exit.NOT_PERMITTED and "nobody is a witness to their own work" in said


def test_the_export_without_a_hosts_key_says_so(office: Hall) -> None:
    approved(office)
    told = at(office, "audit", "export", "--to", "may")
    assert told.code == 0 and "can't be signed" in told.out and "no witness has seen" in told.out
    assert (office.root / "may" / "checkpoint").is_file() and not (office.root / "may" / "checkpoint.sig").exists()
    assert at(office, "audit", "verify", "may").code == 0
    shutil.rmtree(office.root / "may" / "blobs")
    missing = at(office, "audit", "verify", "may")
    assert missing.code == Exit.NOT_JUDGED and REASON not in missing.out
