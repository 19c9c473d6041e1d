"""Each act tried by somebody whose act it is not: the screen says why, who can, and where to look."""

from __future__ import annotations

import pytest

from nocustom.errors import Exit
from nocustom.life.act import ACTS
from nocustom.locale import speak
from nocustom.words import say
from tests.acts.hall import Hall
from tests.acts.paperwork import IKUSEI, REASON, Kept, edit
from tests.acts.scripted import CLOSED, DISPUTED, FILED, LIVE, PENDING, REDIRECTED, REVIEW, STOOD, TERMS
from tests.conftest import Golden
from tests.screens.played import play

WHY = ("--reason", REASON)
TRIED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("suzuki", ("endorse", FILED)),
    ("imai", ("ask", FILED, "-m", "?")),
    ("imai", ("answer", FILED, "-m", "?")),
    ("suzuki", ("close", REDIRECTED, *WHY)),
    ("suzuki", ("return", FILED, *WHY)),
    ("uchida", ("withdraw", FILED, *WHY)),
    ("suzuki", ("void", FILED, *WHY)),
    ("suzuki", ("reassess", FILED)),
    ("suzuki", ("insist", CLOSED, *WHY)),
    ("tanaka", ("appeal", CLOSED, "--fact", REASON)),
    ("sato", ("accept", PENDING)),
    ("sato", ("decline", PENDING, *WHY)),
    ("suzuki", ("decline", PENDING, "--silent")),
    ("tanaka", ("opinion", REVIEW, "agree")),
    ("uchida", ("decide", REVIEW, "approve", *WHY)),
    ("tanaka", ("decide", REVIEW, "refuse", *WHY)),
    ("imai", ("decide", REVIEW, "approve", "--acting-for", "hirano", *WHY)),
    ("sato", ("accept", TERMS)),
    ("sato", ("fulfil", LIVE, "1", "-m", "x")),
    ("kono", ("decide", STOOD, "confirm")),
    ("suzuki", ("dispose", DISPUTED, *WHY)),
    ("kimura", ("dispute", DISPUTED, *WHY)),
)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_refusal_says_who_can(counter: Hall, golden: Golden, lang: str) -> None:
    play(lang, "ask", FILED, "-m", "?", cwd=counter.root, clock=counter.clock,
         hidden=("--key", str(counter.keys["uchida"])))  # fmt: skip
    kept, shown = Kept(counter), list[str]()
    for person, line in TRIED:
        played = play(lang, *line, cwd=counter.root, clock=counter.clock, hidden=("--key", str(counter.keys[person])))
        assert (played.out, played.code) == ("", Exit.NOT_PERMITTED), str(played)
        assert speak(say("hint"), lang) in played.err, str(played)
        shown.append(str(played))
    path = counter.request(IKUSEI)
    edit(path, 'requester = "suzuki"', 'requester = "uchida"')
    edit(path, 'key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-zzzz"')
    shown.append(str(play(lang, "submit", f"requests/2026/{IKUSEI}.toml", cwd=counter.root, clock=counter.clock)))
    edit(counter.root / "policies" / "systems.toml", "# ", "#  ")
    shown.append(str(play(lang, "policy", "adopt", cwd=counter.root, clock=counter.clock,
                          hidden=("--key", str(counter.keys["suzuki"])))))  # fmt: skip
    assert kept.still
    golden(f"acts/wrong-person.{lang}", "\n".join(shown))


def test_every_act_on_a_request_is_tried() -> None:
    verbs = {row.verb.split()[0] for row in ACTS if row.before} - {"submit"}
    assert verbs <= {line[0] for _, line in TRIED}
