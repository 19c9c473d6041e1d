"""The story this program was written for, to be read: a wish whose owner declined, and one that was carried.

Everything is typed as people type it; who does what, and why, stands above each screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from nocustom.errors import Exit
from nocustom.show.layout import WIDTH, paragraph
from nocustom.words import Bilingual as B
from nocustom.words import Said, cells
from tests.acts.hall import Hall
from tests.acts.paperwork import edit
from tests.conftest import Golden
from tests.screens.conftest import copied
from tests.screens.played import play, willing

CORE, OUTSIDE = "kodomo-ikusei-core", "kodomo-ikusei-outside"
ONE, TWO = "2026-0001", "2026-0002"


class Step(NamedTuple):
    """One command: when, who and why, what is typed, and how it ends."""

    days: int
    person: str
    why: B
    line: tuple[str | B, ...]
    ends: Exit = Exit.OK
    keyboard: Callable[[str, Said, Sequence[str]], str] = willing


def until_the_hours(lang: str, asked: Said, shown: Sequence[str]) -> str:
    """Somebody who says yes to the first clause, and stops at the hours."""
    return "" if asked.params.get("place") == 2 else willing(lang, asked, shown)


WHO = {
    "suzuki": B("鈴木 美咲（子育て支援課 手当係）", "Misaki Suzuki, clerk, child support"),
    "tanaka": B("田中 一郎（子育て支援課長）", "Ichiro Tanaka, section chief, child support"),
    "sato": B("佐藤 健太（子育て支援課 手当係）", "Kenta Sato, clerk, child support"),
    "uchida": B("内田 哲（CIO室）", "Satoshi Uchida, CIO office"),
    "hirano": B("平野 貴子（CIO・副市長）", "Takako Hirano, CIO and deputy mayor"),
}

DECLINED = (
    Step(0, "suzuki", B(
        "手当の項目をパッケージの画面に加えたい。要望書を書き、提出の前に判定を確認する。",
        "The allowance should stand on the package's own screen. She looks at the verdict before she files."),
        ("check", f"requests/2026/{CORE}.toml"), Exit.FINDINGS),
    Step(0, "suzuki", B(
        "代替案が示されたが、窓口の手間を考え、このまま提出する。",
        "Another way is shown. Thinking of the counter she files it as it is."),
        ("submit", f"requests/2026/{CORE}.toml")),
    Step(0, "tanaka", B("課の要望として確認する。", "He endorses it as his section's."), ("endorse", ONE)),
    Step(1, "uchida", B(
        "判定のとおり終結し、再協議の申出期限を知らせる。", "The verdict stands; the last day of appeal is told."),
        ("close", ONE, "--reason", B("外付けの仕組みで対応できるため", "it can live outside the package"))),
    Step(1, "tanaka", B(
        "引き下がらない。課が責任を負うとして審査を求める。",
        "He does not give in: his section takes the responsibility."),
        ("insist", ONE, "--reason", B(
            "画面が分かれると窓口の誤りが増える。検証は課が責任を持つ",
            "two screens mean mistakes; we will verify it"))),
    Step(1, "sato", B(
        "検証責任者として名前が挙がった。何を引き受けるのか、一項ずつ読む。年間の検証時間の項で手を止める。",
        "He was named as the owner. Clause by clause he reads what he would carry, and stops at the hours."),
        ("accept", ONE), Exit.INTERRUPTED, until_the_hours),
    Step(0, "sato", B(
        "引き受けられない。理由を書いて辞退する。", "He can't carry that. He declines, and says why."),
        ("decline", ONE, "--reason", B(
            "年間240時間の検証は、手当係2名では版数更新までに終わらない",
            "240 hours a year are more than two clerks can verify before each release"))),
    Step(1, "tanaka", B(
        "引き受ける者がいなければ、改修はできない。要望の経過を読む。",
        "Nobody carries it, so nothing is changed. He reads how it went."), ("request", "show", ONE)),
    Step(0, "suzuki", B(
        "要望を取り下げ、示されていた代替案を採る。", "She withdraws it, and takes the way that was shown."),
        ("withdraw", ONE, "--reason", B("代替案（外付け）で改めて要望する", "filed again as a system outside"))),
    Step(3, "suzuki", B(
        "パッケージの外に小さな仕組みを設ける要望を書いた。判定は例外候補である。",
        "She wrote the request for a small system beside the package. It is eligible."),
        ("check", f"requests/2026/{OUTSIDE}.toml")),
    Step(0, "suzuki", B("提出する。", "She files it."), ("submit", f"requests/2026/{OUTSIDE}.toml")),
    Step(0, "tanaka", B(
        "課長確認をする。年間90時間の検証は、課長自身が責任者となって引き受ける。",
        "He endorses it. He will own the verification himself, 90 hours a year."), ("endorse", TWO)),
    Step(0, "uchida", B("誰の番かを確認する。", "Whose turn is it?"), ("queue",)),
)  # fmt: skip

CARRIED = (
    Step(1, "tanaka", B(
        "検証責任者として、検証責任引受書の全ての項に答え、署名する。",
        "As the owner he answers every clause of the statement, and signs."), ("accept", TWO)),
    Step(0, "hirano", B(
        "審査票を読む。連携の確認方法が気になる。条件を付けて承認し、理由を述べる。",
        "She reads the sheet. She wants to see how the link is checked: she approves on a condition, and says why."),
        ("decide", TWO, "approve", "--condition", B(
            "2026-09-30 連携データの件数の確認手順をCIO室に提出すること",
            "2026-09-30 show the CIO office how the number of linked records is checked"),
         "--reason", B("条例に基づく手当であり、本体に手を入れない",
                         "a duty by ordinance; the package stays as it is"))),
    Step(0, "tanaka", B(
        "条件は、引き受けた内容にはなかった。承認は、まだ効力を生じていない。",
        "The condition was not in what he accepted. The approval has no effect yet."), ("request", "show", TWO)),
    Step(1, "tanaka", B(
        "条件を読み、改めて署名する。", "He reads the condition and signs once more."), ("accept", TWO)),
    Step(100, "tanaka", B(
        "期限の前に条件を満たし、記録する。", "Before its day he meets the condition, and records it."),
        ("fulfil", TWO, "1", "--message", B(
            "確認手順書（令和8年9月15日付け）をCIO室に提出した", "handed in the procedure of 15 September"))),
    Step(0, "uchida", B(
        "経過を読む。誰が何を引き受け、誰が何を決めたかが、全て残っている。",
        "He reads the story: who carries what, who decided what, it is all there."), ("request", "show", TWO)),
    Step(0, "uchida", B("台帳を検証する。", "He verifies the ledger."), ("ledger", "verify")),
)  # fmt: skip


UNSIGNED = ("check", "ledger", "queue", "request")


def story(hall: Hall, lang: str, steps: Sequence[Step]) -> str:
    """The screens one after the other, each below who acts and why; fails where a command ends otherwise."""
    pages = []
    for place, step in enumerate(steps, start=1):
        hall.later(days=step.days, minutes=20)
        line = [part if isinstance(part, str) else part.get(lang) for part in step.line]
        screen = play(
            lang, *line, cwd=hall.root, clock=hall.clock, keyboard=partial(step.keyboard, lang),
            hidden=() if line[0] in UNSIGNED else ("--key", str(hall.keys[step.person])),
        )  # fmt: skip
        assert screen.code == step.ends, str(screen)
        day = hall.workspace.today(hall.clock()).isoformat()
        head = [f"=== {place}. {day}  {WHO[step.person].get(lang)}", *paragraph(step.why.get(lang), indent="    "), ""]
        pages.append("\n".join([*head, str(screen)]))
    rows = [row.rstrip(" ") for row in "\n".join(pages).split("\n")]  # an Enter alone leaves a prompt and a space
    for row in rows:
        assert row.startswith("$ ") or cells(row) <= WIDTH, row
    return "\n".join(rows)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_owner_declines_and_the_other_way_is_carried(
    golden: Golden, lang: str, founded_city: Hall, tmp_path: Path
) -> None:
    hall = copied(founded_city, tmp_path / "hall")
    edit(hall.request(CORE), 'owner = "tanaka"\ndeputy = "sato"', 'owner = "sato"\ndeputy = "suzuki"')
    hall.request(OUTSIDE)
    golden(f"story/declined.{lang}", story(hall, lang, DECLINED))
    golden(f"story/carried.{lang}", story(hall, lang, CARRIED))
