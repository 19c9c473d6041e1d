"""Two PCs and a share: what is signed at the one is recorded at the other, once, and answered."""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.ingest import ingest_inbox
from nocustom.acts.outbox import Sent
from nocustom.acts.review import review
from nocustom.acts.roots import at_the_table, signed_by
from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.inbox import MOST_OF_FILE
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import ROSTER
from nocustom.life import texts
from nocustom.show.review_text import act_text
from tests.acts.hall import Hall, Script
from tests.acts.paperwork import IKUSEI, REASON, accepted, code, edit
from tests.acts.share import department, lines_of, mirror_of, on_a_share
from tests.screens.played import Screen, play, willing

NUMBER = "2026-0001"


@pytest.fixture
def host(office: Hall, tmp_path: Path) -> Hall:
    """The ledger's host, with its share."""
    on_a_share(office, tmp_path / "share")
    with office.desk():
        pass
    return office


@pytest.fixture
def pc(host: Hall, tmp_path: Path) -> Hall:
    """A department's PC."""
    return department(host, tmp_path / "pc")


def do(hall: Hall, person: str | None, *line: str, lang: str = "en") -> Screen:
    """A command by somebody who reads everything and agrees."""
    key = () if person is None else ("--key", str(hall.keys[person]))
    return play(lang, *line, *key, cwd=hall.root, clock=hall.clock,
                keyboard=lambda asked, shown: willing(lang, asked, shown))  # fmt: skip


def ok(screen: Screen) -> Screen:
    assert screen.code == 0 and screen.err == "", str(screen)
    return screen


def submit(pc: Hall, person: str | None = "suzuki") -> Screen:
    return ok(do(pc, person, "submit", str(pc.request(IKUSEI))))


def inbox_of(hall: Hall) -> Path:
    found = hall.workspace.inbox
    assert found is not None
    return found


def arrived(hall: Hall) -> list[str]:
    return sorted(path.name for path in inbox_of(hall).iterdir())


def receipts(hall: Hall) -> list[str]:
    folder = mirror_of(hall) / "receipts"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def status(hall: Hall) -> str:
    return re.sub(r"\n  +", " ", do(hall, None, "status").out)


def state(hall: Hall, number: str = NUMBER) -> str:
    with hall.desk(writable=False) as desk:
        return desk.case(number).state.value


def sent(pc: Hall) -> list[dict[str, str]]:
    return list(json.loads(do(pc, None, "status", "--json").out)["sent"])


def test_from_a_clerk_to_the_decision(host: Hall, pc: Hall) -> None:
    screen = submit(pc)
    assert "is signed and sent; it waits for its receipt" in re.sub(r"\n  ", " ", screen.out)
    assert len(arrived(host)) == 4, "statement, signature, request, assessment"
    assert "waits for its receipt" in status(pc)
    assert "in the inbox: 1" in status(host)
    with host.desk(writable=False) as desk:
        assert desk.world.cases == {}

    ok(do(host, None, "ledger", "ingest"))
    assert arrived(host) == []
    assert state(pc) == state(host) == "filed"
    assert "waits for its receipt" not in status(pc)
    for person, line in (("tanaka", ("endorse", NUMBER)), ("tanaka", ("accept", NUMBER))):
        ok(do(pc, person, *line))
        assert "waits for its receipt" in status(pc)
        ok(do(host, None, "ledger", "ingest"))
    ok(do(host, "hirano", "decide", NUMBER, "approve", "--reason", REASON))
    assert state(pc) == "approved"
    assert sent(pc) == []
    kept = sorted(path.name for path in (pc.root / "outbox").glob("*.receipt"))
    assert kept == receipts(host) and len(kept) == 3
    said = "".join(ok(do(pc, None, "ledger", "verify")).out.split())
    assert all(name in said for name in kept), "this PC compares with every receipt it has"
    assert ok(do(host, None, "ledger", "verify", "--seen", str(pc.root / "outbox"))).code == 0
    assert (mirror_of(host) / "ledger.jsonl").read_bytes() == lines_of(host)


def test_acts_without_a_signature_go_the_same_way(host: Hall, pc: Hall) -> None:
    assert "is sent (unsigned)" in submit(pc, None).out
    ok(do(host, None, "ledger", "ingest"))
    assert state(pc) == "filed" and sent(pc) == []
    ok(do(host, None, "ask", NUMBER, "--message", "どの帳票ですか", "--me", "uchida"))
    ok(do(pc, None, "answer", NUMBER, "--message", "月報です", "--me", "suzuki"))
    ok(do(host, None, "ledger", "ingest"))
    assert sent(pc) == []
    with host.desk(writable=False) as desk:
        assert not desk.case(NUMBER).unanswered
        assert desk.ledger.verify().problems == ()


def test_whoever_may_not_act_is_told_at_their_own_pc(host: Hall, pc: Hall) -> None:
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    assert do(pc, "suzuki", "accept", NUMBER).code == 4
    assert do(pc, "tanaka", "decide", NUMBER, "approve", "--reason", REASON).code == 4
    assert arrived(host) == []


def test_a_review_at_another_pc_goes_on_after_what_it_sent(host: Hall, pc: Hall) -> None:
    numbers = [accepted(host), accepted(host, ('key = "ikusei-teate-k3f9"', 'key = "another-k3f9"'))]
    reader = Script("a", REASON, code, "a", REASON, code, lang="ja")
    with pc.desk() as desk:
        result = review(desk, [desk.case(number) for number in numbers], pc.signer("hirano"), reader)
    assert [type(done) for done in result.done] == [Sent, Sent]
    assert all("署名して送りました" in "".join(act_text(done, "ja")) for done in result.done)
    # On the second sheet the first request stood as not decided yet, so its decider reads it once more.
    assert do(host, None, "ledger", "ingest").code == 4
    assert [state(host, number) for number in numbers] == ["approved", "review"]
    assert [(each["about"], each["state"]) for each in sent(pc)] == [(numbers[1], "refused")]


def test_what_the_host_refuses_is_answered_with_the_reason(host: Hall, pc: Hall) -> None:
    """Meanwhile the request was withdrawn."""
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    ok(do(pc, "tanaka", "endorse", NUMBER))
    ok(do(host, "suzuki", "withdraw", NUMBER, "--reason", REASON))
    before = lines_of(host)
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 4 and lines_of(host) == before
    assert arrived(host) == []
    assert "was refused" in status(pc)
    (row,) = sent(pc)
    assert row["state"] == "refused" and row["reasons"], "and it is told why"
    assert "今は `endorse` を行えません" in do(pc, None, "status", lang="ja").out, "in the reader's language"


def test_sent_again_it_is_recorded_once_and_answered_the_same(host: Hall, pc: Hall, tmp_path: Path) -> None:
    submit(pc)
    kept = tmp_path / "kept"
    shutil.copytree(inbox_of(host), kept)
    ok(do(host, None, "ledger", "ingest"))
    before = lines_of(host)
    (name,) = receipts(host)
    answer = (mirror_of(host) / "receipts" / name).read_bytes()
    for lost in (False, True):
        shutil.copytree(kept, inbox_of(host), dirs_exist_ok=True)
        if lost:
            (mirror_of(host) / "receipts" / name).unlink()
        ok(do(host, None, "ledger", "ingest"))
        assert lines_of(host) == before and arrived(host) == []
        assert (mirror_of(host) / "receipts" / name).read_bytes() == answer


def test_a_receipt_that_was_removed_comes_again(host: Hall, pc: Hall) -> None:
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    (name,) = receipts(host)
    (mirror_of(host) / "receipts" / name).unlink()
    assert sent(pc)[0]["state"] == "waiting", "and it was sent again"
    screen = ok(do(host, None, "ledger", "ingest"))
    assert "it was recorded before" in screen.out
    assert sent(pc) == []
    (mirror_of(host) / "receipts" / name).unlink()
    assert sent(pc) == [], "this PC keeps it"


def test_a_share_that_is_away_loses_nothing(host: Hall, pc: Hall) -> None:
    box = inbox_of(host)
    box.rename(box.with_name("away"))
    screen = do(pc, "suzuki", "submit", str(pc.request(IKUSEI)))
    assert screen.code == 0 and "can't be written" in screen.out and "kept in `outbox`" in screen.out
    assert "was not sent yet" in screen.out and "is signed and sent" not in screen.out
    box.with_name("away").rename(box)
    assert "waits for its receipt" in status(pc)
    assert len(arrived(host)) == 4
    ok(do(host, None, "ledger", "ingest"))
    assert sent(pc) == []


def test_a_mirror_that_is_away_holds_the_inbox_up(host: Hall, pc: Hall) -> None:
    submit(pc)
    mirror = mirror_of(host)
    mirror.rename(mirror.with_name("away"))
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 3 and "before it can be answered" in re.sub(r"\n  ", " ", screen.err)
    assert len(arrived(host)) == 4
    mirror.with_name("away").rename(mirror)
    ok(do(host, None, "ledger", "ingest"))


def test_what_else_lies_in_the_inbox_is_left_and_told(host: Hall, pc: Hall, tmp_path: Path) -> None:
    """Links, other names, a pipe, a folder; files that somebody is still writing are left alone."""
    submit(pc)
    box = inbox_of(host)
    precious = tmp_path / "precious"
    precious.write_text("keep", encoding="utf-8")
    odd = {"accept.json", "accept.json.sig", "A" * 64, "0" * 63, "a" * 64, "b" * 64, "c" * 64, "d" * 64 + ".sig"}
    for name in ("accept.json", "accept.json.sig", "A" * 64, "0" * 63, "d" * 64 + ".sig"):
        (box / name).write_text("{}", encoding="utf-8")
    (box / ("a" * 64)).symlink_to(precious)
    os.mkfifo(box / ("b" * 64))
    (box / ("c" * 64)).mkdir()
    (box / f".{'e' * 64}.0123.part").write_text("half", encoding="utf-8")
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 4
    assert state(host) == "filed", "what is good is taken all the same"
    for name in odd:
        assert name in screen.err.replace("\n  ", "")
    assert set(arrived(host)) == odd | {f".{'e' * 64}.0123.part"}
    assert precious.read_text("utf-8") == "keep"


def test_what_is_refused_takes_out_its_own_files_alone(host: Hall, pc: Hall) -> None:
    """Whoever may only put files into the inbox has the host remove nobody else's, and stops nobody."""
    submit(pc)
    statement = next(name for name in arrived(host) if name + ".sig" in arrived(host))
    theirs = inbox_of(host) / next(name for name in arrived(host) if name not in (statement, statement + ".sig"))
    kept = theirs.read_bytes()
    theirs.unlink()
    named: list[Any] = ["", "..", "a/b", "\0", 5, ["x"], statement, statement + ".sig"]
    for refused in named:
        data = canonical({"act": "people.adopted", "sha256": refused, "seen": {"size": 0}})
        (inbox_of(host) / f"{sha256(data).hexdigest()}.unsigned").write_bytes(data)
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 4 and screen.err.count("must be signed") == len(named)
    theirs.write_bytes(kept)
    ok(do(host, None, "ledger", "ingest"))
    assert state(host) == "filed"


def test_folders_in_the_place_of_files_hold_nobody_up(host: Hall, pc: Hall) -> None:
    data = canonical({"act": "people.adopted", "sha256": "1" * 64, "seen": {"size": 0}})
    message = inbox_of(host) / sha256(data).hexdigest()
    message.write_bytes(data)
    with host.desk(writable=False) as desk:
        known = inbox_of(host) / desk.ledger.blobs.names()[0]
    for folder in (message.with_name(message.name + ".sig"), known):
        folder.mkdir()
    submit(pc)
    for _ in range(2):
        screen = do(host, None, "ledger", "ingest")
        assert screen.code == 4 and "the share failed" not in screen.err
        assert state(host) == "filed" and set(arrived(host)) == {message.name + ".sig", known.name}


def test_a_file_that_is_too_large_is_refused(host: Hall, pc: Hall) -> None:
    submit(pc)
    name = next(name for name in arrived(host) if name + ".sig" not in arrived(host) and len(name) == 64)
    (inbox_of(host) / name).chmod(0o644)
    (inbox_of(host) / name).write_bytes(b"x" * (MOST_OF_FILE + 4 * 1024 * 1024))
    before = lines_of(host)
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 4 and f"at most {MOST_OF_FILE} are taken" in re.sub(r"\n  ", " ", screen.err)
    assert arrived(host) == [] and lines_of(host) == before
    assert sent(pc)[0]["state"] == "refused"


def test_a_file_that_is_missing_is_waited_for(host: Hall, pc: Hall) -> None:
    submit(pc)
    name = next(name for name in arrived(host) if name + ".sig" not in arrived(host) and len(name) == 64)
    (inbox_of(host) / name).unlink()
    assert do(host, None, "ledger", "ingest").code == 3
    assert len(arrived(host)) == 3
    (row,) = sent(pc)
    assert row["state"] == "waiting" and "is not beside it" in row["reasons"][0]
    assert len(arrived(host)) == 4, "it was sent again"
    ok(do(host, None, "ledger", "ingest"))
    assert sent(pc) == [] and len(receipts(host)) == 1, "the refusal is taken back"


def forged(host: Hall, **changes: object) -> None:
    """Change the receipt that lies on the share."""
    (name,) = receipts(host)
    path = mirror_of(host) / "receipts" / name
    value = {**json.loads(path.read_bytes()), **changes}
    path.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")), encoding="utf-8")


def test_a_receipt_is_compared_with_what_was_sent_and_with_the_mirror(host: Hall, pc: Hall) -> None:
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    (name,) = receipts(host)
    good = (mirror_of(host) / "receipts" / name).read_bytes()
    first = (mirror_of(host) / "ledger.jsonl").read_text("utf-8").split("\n")[0]
    body = json.loads(good)["checkpoint"]
    lines = body.split("\n")
    for changes in (
        {"line": first}, {"sent": "0" * 64}, {"checkpoint": "x"}, {"signature": "x"}, {"v": 2}, {"more": 1},
        {"checkpoint": "\n".join(["other.example/nocustom", *lines[1:]])},
        {"checkpoint": "\n".join([lines[0], lines[1], "A" * 43 + "=", ""])},
        {"line": json.loads(good)["line"].replace('"seq":', '"seq":1')},
    ):  # fmt: skip
        (mirror_of(host) / "receipts" / name).write_bytes(good)
        forged(host, **changes)
        (row,) = sent(pc)
        assert row["state"] == "doubtful" and row["reasons"], changes
        assert not [*(pc.root / "outbox").glob("*.receipt")]
    (mirror_of(host) / "receipts" / name).write_bytes(good)
    assert sent(pc) == []


def test_an_act_that_is_dropped_after_its_receipt_is_found(host: Hall, pc: Hall) -> None:
    """The host puts an old backup back and removes mirror and all: who kept a receipt finds out."""
    before = host.ledger_file.read_bytes()
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    assert sent(pc) == []
    host.ledger_file.write_bytes(before)
    (mirror_of(host) / "ledger.jsonl").unlink()
    ok(do(host, "tanaka", "dispute", "3", "--reason", REASON))
    screen = do(host, None, "ledger", "verify", "--seen", str(pc.root / "outbox"))
    assert screen.code == 5 and ".receipt" in screen.out
    assert do(pc, None, "status").code == 5


HINT = (
    "hint: remove it: all lines are then examined anew; `nocustom ledger verify --seen outbox` compares them with the "
    "receipts here"
)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("cut", "which keeps what this PC has seen of the ledger, can't be read"),
        ("deep", "which keeps what this PC has seen of the ledger, can't be read"),
        ("pipe", "which keeps what this PC has seen of the ledger, can't be read"),
        ("link", "can't be read: it is a link, which is not followed"),
        ("folder", "can't be read: it is a folder, not a file"),
    ],
)
def test_what_this_pc_has_seen_is_unreadable(host: Hall, pc: Hall, how: str, why: str) -> None:
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    ok(do(pc, None, "status"))
    seen = pc.root / "outbox/seen"
    kept = seen.read_bytes()
    seen.unlink()
    if how == "pipe":
        os.mkfifo(seen)
    elif how == "link":
        (pc.root / "elsewhere").write_bytes(kept)
        seen.symlink_to(pc.root / "elsewhere")
    elif how == "folder":
        seen.mkdir()
    else:
        seen.write_bytes(kept[:-1] if how == "cut" else b"[" * 100_000)
    screen = do(pc, None, "status")
    error, hint = re.sub(r"\n  ", " ", screen.err).splitlines()
    assert screen.code == 3 and error.startswith("error: `") and error.endswith(why) and hint == HINT, str(screen)
    seen.rmdir() if how == "folder" else seen.unlink()
    assert "compared with what was kept" in ok(do(pc, None, "ledger", "verify", "--seen", "outbox")).out


def test_the_checkpoint_is_signed_where_the_host_has_a_key(host: Hall, pc: Hall) -> None:
    host.enroll("kimura", "checkpoint")
    settings = host.root / "nocustom.toml"
    named = f'host_key = "{host.keys["kimura"].as_posix()}"\n'
    settings.write_text(settings.read_text("utf-8") + named, encoding="utf-8")
    assert "has no signed checkpoint" in do(pc, None, "status").err, "until the host has signed one"
    with host.desk():
        pass
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    mirror = mirror_of(host)
    assert (mirror / "checkpoint.sig").read_text("ascii").startswith("-----BEGIN SSH SIGNATURE")
    (name,) = receipts(host)
    good = (mirror / "receipts" / name).read_bytes()
    assert json.loads(good)["signature"]
    forged(host, signature=None)
    assert "is not signed" in sent(pc)[0]["reasons"][0]
    (mirror / "receipts" / name).write_bytes(good)
    assert sent(pc) == []
    assert ok(do(host, None, "ledger", "verify", "--seen", str(pc.root / "outbox" / name))).code == 0
    checkpoint, signature = ((mirror / each).read_bytes() for each in ("checkpoint", "checkpoint.sig"))
    for file, data, ends in (
        ("checkpoint.sig", None, 3), ("checkpoint", None, 3), ("checkpoint.sig", signature.replace(b"U1N", b"U1M"), 5),
        ("checkpoint", checkpoint.replace(b"aozora", b"aozola"), 5), ("checkpoint", b"x", 5),
    ):  # fmt: skip
        (mirror / file).unlink() if data is None else (mirror / file).write_bytes(data)
        screen = do(pc, None, "ledger", "verify") if file == "checkpoint" else do(pc, None, "status")
        assert screen.code == ends, str(screen)
        (mirror / "checkpoint").write_bytes(checkpoint)
        (mirror / "checkpoint.sig").write_bytes(signature)
    assert do(pc, None, "status").code == 0
    (mirror / "checkpoint.sig").unlink()
    with host.desk():
        pass
    assert (mirror / "checkpoint.sig").read_bytes() == signature, "the host signs what is not signed"


# What doctor sees -------------------------------------------------------------------------------------------------


def seen(hall: Hall, *names: str) -> dict[str, tuple[str, str]]:
    """Level and text of doctor's observations of these names."""
    checks = json.loads(do(hall, None, "doctor", "--json").out)["checks"]
    return {each["name"]: (each["level"], each["message"]) for each in checks if each["name"] in names}


def test_doctor_at_the_host(host: Hall, pc: Hall) -> None:
    lines = mirror_of(host) / "ledger.jsonl"
    whole = lines.read_bytes()
    looked = seen(host, "mirror", "inbox", "host-key")
    assert looked["mirror"][0] == looked["inbox"][0] == "ok" and looked["host-key"][0] == "warn"
    for data, level, text in (
        (whole[: whole.index(b"\n") + 1], "warn", "lacks"), (whole[:-5], "warn", "is cut"),
        (whole.replace(b'"v":1', b'"v":3', 1), "problem", "after 0 lines"), (whole + b"junk\n", "problem", "5 bytes"),
    ):  # fmt: skip
        lines.write_bytes(data)
        found = seen(host, "mirror")["mirror"]
        assert found[0] == level and text in found[1], found
        assert lines.read_bytes() == data, "doctor writes nothing"
    lines.write_bytes(whole)
    submit(pc)
    (inbox_of(host) / "accept.json").write_text("{}", encoding="utf-8")
    assert seen(host, "inbox")["inbox"] == ("warn", "in the inbox: 1")
    mirror_of(host).rename(mirror_of(host).with_name("away"))
    inbox_of(host).rename(inbox_of(host).with_name("gone"))
    looked = seen(host, "mirror", "inbox")
    assert [each[0] for each in looked.values()] == ["problem", "problem"]


def test_a_department_needs_no_policies(host: Hall, pc: Hall) -> None:
    shutil.rmtree(pc.root / "policies")
    submit(pc)
    screen = ok(do(pc, None, "status"))
    assert "can't be read" not in screen.out
    screen = do(pc, None, "doctor", "--json")
    assert json.loads(screen.out)["summary"]["problem"] == 0, screen.out
    ok(do(host, None, "ledger", "ingest"))
    assert state(pc) == "filed"


def test_doctor_at_another_pc(host: Hall, pc: Hall) -> None:
    submit(pc)
    looked = seen(pc, "file", "inbox", "outbox", "lines")
    assert looked["outbox"] == ("warn", "sent from here: 0 recorded, 1 waiting, 0 refused, 0 in doubt")
    assert looked["inbox"][0] == looked["file"][0] == looked["lines"][0] == "ok"
    ok(do(host, None, "ledger", "ingest"))
    assert seen(pc, "outbox")["outbox"][0] == "ok"


# Several at once, and after a restore -----------------------------------------------------------------------------


FOUR = (IKUSEI, "keiyaku-old-quote", "korei-large-print", "jumin-fewer-clicks")
"""Requests about different systems: none changes how another is judged."""
KEYS = [f"at-once-{number}" for number in range(len(FOUR))]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started by fork here")
def test_several_that_take_the_inbox_at_once_record_each_act_once(host: Hall, pc: Hall) -> None:
    for number, name in enumerate(FOUR):
        key, path = KEYS[number], pc.request(name)
        edit(path, re.findall('(?m)^key = .*$', path.read_text("utf-8"))[0], f'key = "{key}"')
        ok(do(pc, "suzuki" if name == IKUSEI else None, "submit", str(path)))
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            ended = 1
            try:
                with host.desk() as desk:
                    ingest_inbox(desk)
                ended = 0
            finally:
                os._exit(ended)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    do(host, None, "ledger", "ingest")
    assert [each["reasons"] for each in sent(pc)] == []
    with host.desk(writable=False) as desk:
        assert sorted(case.key for case in desk.world.cases.values()) == KEYS
        assert len([event for event in desk.ledger.events() if event.type == "request.filed"]) == 4
        assert desk.ledger.verify().problems == ()
    assert arrived(host) == []
    assert (mirror_of(host) / "ledger.jsonl").read_bytes() == lines_of(host)


def restored(host: Hall, known: tuple[int, str]) -> None:
    """The roots sign that the ledger goes on from where it is."""
    roots = host.roots("cio-root", "audit-root")
    with Ledger.open(host.workspace.ledger, origin=host.workspace.origin, writable=True) as ledger:
        origin = host.workspace.origin
        content: dict[str, Any] = {
            "source": "backup", "size": ledger.size, "root": ledger.root, "taken": None, "known_size": known[0],
            "known_root": known[1], "reason": REASON,
        }  # fmt: skip
        said = {"act": "ledger.restored", "ledger": origin, "by": "cio-root", "lang": "ja", **content}
        line = statement("ledger.restored", ledger=origin, by="cio-root", seen=ledger.seen(), lang="ja",
                         text=texts.text(said), **content)  # fmt: skip
        keys = at_the_table(ledger.state, roots)
        sigs = tuple(signed_by(root, ROSTER, line, keys[root.person]) for root in roots)
        ledger.append(Draft("ledger.restored", "restored", line, sigs), host.clock())


def test_a_restored_ledger_goes_on_and_tells_whose_acts_were_lost(host: Hall, pc: Hall) -> None:
    before = host.ledger_file.read_bytes()
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    assert sent(pc) == []
    with host.desk(writable=False) as desk:
        known = desk.ledger.size, desk.ledger.root
    lost = (mirror_of(host) / "ledger.jsonl").read_bytes()
    host.ledger_file.write_bytes(before)
    restored(host, known)
    screen = do(host, None, "ledger", "ingest")
    assert screen.code == 0 and "were given up when the ledger was restored" in re.sub(r"\n  ", " ", screen.err)
    assert (mirror_of(host) / "ledger.jsonl").read_bytes() == lines_of(host)
    (aside,) = mirror_of(host).glob("ledger.jsonl.aside-*")
    assert lost.endswith(aside.read_bytes())
    (row,) = sent(pc)
    assert row["state"] == "doubtful" and "do it again" in row["reasons"][0]
    (pc.root / "requests" / "2026" / f"{IKUSEI}.toml").unlink()
    submit(pc)
    ok(do(host, None, "ledger", "ingest"))
    assert state(pc) == "filed"


def test_only_the_host_has_an_index(host: Hall, pc: Hall) -> None:
    ok(do(host, None, "ledger", "rebuild"))
    assert "up to line" in do(host, None, "doctor").out
    refused = do(pc, None, "ledger", "rebuild")
    assert refused.code == 4 and "the ledger is at another PC" in refused.err
    assert ok(do(pc, None, "queue")).out == ok(do(host, None, "queue")).out
