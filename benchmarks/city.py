"""A ledger with very many requests, for measuring: every line is one the rules accept, none was made by a person.

    python benchmarks/city.py FOLDER REQUESTS [OPEN]

A first request goes through the real acts, with throw-away keys. The others say the same under their own number and
key, eight lines each, four of them signed: filed, asked, answered, asked again, endorsed, accepted, an opinion,
approved; the last OPEN of them are only filed. `mixed` ones ask for different things, and of four one is withdrawn at
once, one after a question, and one approved without any, in two, four and five lines. They are signed here, in this
process, by the throw-away keys; the product itself never loads a private key. `nocustom ledger verify` finds nothing
wrong with it.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair  # noqa: E402

from nocustom.ledger.ledger import Ledger  # noqa: E402
from nocustom.ledger.sshsig import armour  # noqa: E402
from nocustom.ledger.tree import leaf_hash  # noqa: E402
from nocustom.life import texts  # noqa: E402
from nocustom.life.act import BY_TYPE, namespaces  # noqa: E402
from nocustom.life.assessment import Assessment  # noqa: E402
from nocustom.life.gate import code_of  # noqa: E402
from nocustom.life.statement import VERSIONS, statement  # noqa: E402
from tests.acts.hall import Hall, Keys, opened  # noqa: E402
from tests.acts.paperwork import approved  # noqa: E402

__all__ = ["City", "Line"]

Line = tuple[str, dict[str, Any], str | None, list[dict[str, str]]]
"""Type, body, statement and signatures."""
FOUR = ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")


COURSES = ((True, False), (True, True), (False, True), (False, False))
"""Whether something is asked, and whether it is withdrawn."""
WORK = (
    "介護保険の認定", "国民健康保険の資格", "後期高齢者医療の給付", "固定資産税の課税", "軽自動車税の減免",
    "住民税の申告", "就学援助の審査", "保育所の利用調整", "児童扶養手当の現況届", "予防接種の記録",
    "健康診査の案内", "生活保護の費用返還", "障害福祉の支給決定", "印鑑登録の廃止", "戸籍の届出",
    "選挙人名簿の調製", "上下水道の使用開始", "市営住宅の家賃", "図書館の貸出", "道路占用の許可",
    "農地台帳の更新", "犬の登録", "災害見舞金の支給",
)  # fmt: skip
PAPER = (
    "通知書", "納付書", "申請書", "台帳", "一覧表", "証明書", "督促状", "宛名", "集計表", "決定書", "受付簿",
    "名寄せ", "窓口封筒",
)  # fmt: skip
WISH = ("文字を大きくする", "並びを変える", "二枚に分ける", "点字を付ける", "英語を併記する", "バーコードを入れる",
        "控えを残す", "電子で送る", "前年と比べる", "まとめて印刷する", "郵便番号順にする")  # fmt: skip


def vary(request: dict[str, Any], place: int) -> None:
    """Have it ask for another thing than most others."""
    work, paper, wish = WORK[place % len(WORK)], PAPER[place % len(PAPER)], WISH[place % len(WISH)]
    request["request"]["title"] = f"{work}の{paper}の{wish}機能"
    request["gap"]["current"] = f"{work}では、{paper}を職員が手で直している。年に{place % 997 + 3}件ある。"
    request["gap"]["wanted"] = f"{work}に当たり、{paper}について{wish}ことができるようにしたい。"


def canonical(value: Any) -> str:
    """Canonical JSON of what is made here, in a fifth of the time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def string(data: bytes) -> bytes:
    """A field of OpenSSH's formats."""
    return len(data).to_bytes(4, "big") + data


class Key:
    """A throw-away key of ssh-keygen, loaded to sign quickly."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text("ascii").splitlines()
        data = b64decode("".join(lines[1:-1]))
        mark = string(b"ssh-ed25519") + (32).to_bytes(4, "big")
        begin = data.rindex(mark) + len(mark)  # the private part repeats the public key
        public, seed = data[begin : begin + 32], data[begin + 36 : begin + 68]
        self.blob = string(b"ssh-ed25519") + string(public)
        self.secret = crypto_sign_seed_keypair(seed)[1]

    def sign(self, namespace: str, message: bytes) -> str:
        """What `ssh-keygen -Y sign` writes."""
        head, rest = b"SSHSIG", string(namespace.encode()) + string(b"") + string(b"sha512")
        signed = head + rest + string(sha512(message).digest())
        raw = crypto_sign(signed, self.secret)[:64]
        whole = string(b"ssh-ed25519") + string(raw)
        return armour(head + (1).to_bytes(4, "big") + string(self.blob) + rest + string(whole))


@dataclass
class City:
    """The hall, and what the lines that are added look like."""

    hall: Hall
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the first request's statements say, by type."""
    title: str = ""
    """Of the first request."""
    recorded: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Number and leaf of the latest line of each type."""

    @classmethod
    def founded(cls, folder: Path) -> City:
        """With one request that went through the real acts."""
        (folder / "keys").mkdir(parents=True)
        hall = opened(folder / "hall", Keys(folder / "keys"))
        hall.enroll("kimura", "opinion")
        number = approved(hall)
        city = cls(hall)
        with hall.desk(writable=False) as desk:
            for event in desk.ledger.events():
                if event.stream == number:
                    city.events[event.type] = event.content
            city.title = (desk.case(number).revision.assessment or Assessment({})).title
        return city

    def grow(self, requests: int, unfinished: int = 0, *, mixed: bool = False) -> None:
        """Add so many requests, in one transaction; of the last, `unfinished` ones, the filing alone."""
        with self.hall.desk() as desk:
            ledger, store = desk.ledger, desk.ledger.store
            size, leaf = store.head()
            ts, finished = ledger.ts, requests - unfinished
            with store.writing():
                for place, (number, lines) in enumerate(self.more(ledger, requests, finished if mixed else 0)):
                    for ver, (kind, body, stmt, sigs) in enumerate(lines, start=1):
                        line = canonical({
                            "v": 1, "seq": size, "prev": leaf, "stream": number, "ver": ver, "type": kind, "ts": ts,
                            "body": body, "stmt": stmt, "sigs": sigs,
                        }).encode()  # fmt: skip
                        store.append(line, size)
                        leaf = leaf_hash(line)
                        self.recorded[kind], size = (size, leaf), size + 1
                        if place >= finished:
                            break

    def more(self, ledger: Ledger, requests: int, mixed: int = 0) -> Iterator[tuple[str, Iterator[Line]]]:
        """So many requests to come, each with its number and lines; who records one says so in `recorded`.

        The first `mixed` ones take different courses, and where there are any, all ask for different things.
        """
        keys = {who: Key(self.hall.keys[who]) for who in ("suzuki", "tanaka", "kimura", "hirano")}
        folder, seen = ledger.blobs.folder, ledger.seen()
        document = json.loads((folder / self.events["request.filed"]["assessment_sha256"]).read_bytes())
        first = 1 + sum(1 for event in ledger.events() if event.type == "request.filed")
        for place in range(first, first + requests):
            number, key = f"2026-{place:04d}", f"case-{place:06d}"
            document["request"]["request"]["key"] = key
            if mixed:
                vary(document["request"], place)
            data = canonical(document).encode()
            digest = sha256(data).hexdigest()
            (folder / digest).write_bytes(data)
            course = COURSES[place % 4 if place < first + mixed else 0]
            yield number, self.lines(number, key, digest, Assessment(document), seen, keys, folder, course)

    def lines(
        self, number: str, key: str, digest: str, assessment: Assessment, seen: dict[str, Any], keys: dict[str, Key],
        folder: Path, course: tuple[bool, bool],
    ) -> Iterator[Line]:  # fmt: skip
        """Type, body, statement and signatures of one request's lines."""
        about = {**{name: self.events["request.filed"][name] for name in FOUR}, "assessment_sha256": digest,
                 "key": key, "rev": 1}  # fmt: skip
        nonces = (sha256(f"{number}/{each}".encode()).hexdigest()[:32] for each in count())

        def unsigned(kind: str, by: str, **more: Any) -> Line:
            return kind, {**about, "request": number, "by": by, "os_user": by, **more}, None, []

        def signed(kind: str, by: str, **more: Any) -> Line:
            said = {
                **self.events.get(kind, {}),
                "v": 1, "act": kind, "ledger": "aozora.example/nocustom", "by": by, "acting_for": None, "lang": "ja",
                "seen": seen, "nonce": next(nonces), **about, "request": number, **more,
            }  # fmt: skip
            said["text"] = more.get("text") or texts.text(said, assessment.title)
            stmt, ns = canonical(said), namespaces(BY_TYPE[kind].space)[0]
            return kind, {}, stmt, [{"by": by, "fmt": "sshsig", "ns": ns, "sig": keys[by].sign(ns, stmt.encode())}]

        decided = self.events["decision.made"]
        version = max(v for v, lang in VERSIONS if lang == "ja")
        text = statement(assessment, number, 1, "tanaka", "ja", version).text
        yield unsigned("request.filed", "suzuki", request=None, filed_on=self.events["request.filed"]["filed_on"])
        asked, withdrawn = course
        if asked:
            yield unsigned("question.asked", "uchida", message="見積りに移行費用は含まれますか")
            question = self.recorded["question.asked"][0]
            yield unsigned("question.answered", "suzuki", question=question, message="含まれます")
        if withdrawn:
            yield signed("request.withdrawn", "suzuki", reason="標準機能で足りることが分かった")
            return
        if asked:
            yield unsigned("question.asked", "uchida", message="現行の手作業は何人で行っていますか")
        yield signed("request.endorsed", "tanaka")
        yield signed("acceptance.signed", "tanaka", statement_v=version, text=text)
        yield signed("opinion.given", "kimura", stance="agree", message="他課にも同じ例がある")
        acceptance = self.recorded["acceptance.signed"][1]
        text = (folder / decided["sheet_sha256"]).read_text("utf-8")
        for first, this in (("2026-0001", number), (decided["acceptance"], acceptance),
                            (decided["assessment_sha256"], digest), (self.title, assessment.title)):  # fmt: skip
            text = text.replace(first, this)
        sheet = sha256(text.encode()).hexdigest()
        (folder / sheet).write_text(text, "utf-8")
        yield signed("decision.made", "hirano", acceptance=acceptance, sheet_sha256=sheet, code=code_of(sheet))


if __name__ == "__main__":
    made = City.founded(Path(sys.argv[1]))
    made.grow(int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
    print(made.hall.root)
