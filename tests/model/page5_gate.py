"""The model of page 5, second half: who decides, when an approval takes effect, when it is in force.

Written from the page's "The gate" and "in_force" and page 3's paragraph on the override; see `page5.py`.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.model.page5 import Page5

Fact = dict[str, Any]
DIGESTS = ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")
OVERRIDABLE = ("refused", "redirected")
FOR_EVER = "9999-12-31"


TERMS = ("ends_on", "overrides", "conditions")


def latest(case: Fact) -> Fact:
    rev: Fact = case["revs"][-1]
    return rev


def owner(doc: Fact) -> str:
    return str(doc["request"]["verification"]["owner"] or "")


def digests(say: Fact) -> list[str]:
    return [say[name] for name in DIGESTS]


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def fiscal(day: str) -> int:
    return int(day[:4]) - (day[5:7] < "04")


def keys(ev: Fact) -> list[str]:
    return [key for _, _, key in ev["sigs"]]


def ballot(ev: Fact) -> Fact:
    say = ev["say"]
    return {"by": say["by"], "acting_for": say["acting_for"], "outcome": say["outcome"], "keys": keys(ev),
            "voice": say["acting_for"] or say["by"], "terms": [say["ends_on"], say["conditions"]],
            "urgent": say["urgent"], "say": say}  # fmt: skip


def ballot_on_paper(ev: Fact) -> Fact:
    say = ev["say"]
    return {"by": say["decider"], "acting_for": say["decider_for"], "outcome": say["outcome"], "keys": [],
            "voice": say["decider_for"] or say["decider"], "terms": [say["ends_on"], say["conditions"]],
            "urgent": False, "paper": True, "say": say}  # fmt: skip


def codes(m: Page5, stream: str, on: str) -> set[str]:
    """Point 6, on paper: those of all sheets that could be printed until that day and tell what is judged and accepted.

    Ruling: the code is that of the lines of the request but for decisions, which the sheet is printed from.
    """
    mine = [(seq, each) for seq, each in sorted(m.w["lines"].items()) if each["stream"] == stream and each["good"]]
    told = [seq for seq, each in mine if each["type"] in ("request.filed", "request.reassessed", "acceptance.signed")]
    said, found = f"nocustom-paper/1\n{m.w['origin']}\n{stream}\n", set()
    for seq, each in mine:
        if not each["type"].startswith("decision."):
            said += each["leaf"] + "\n"
            if seq >= max(told) and each["day"] <= on:
                found.add(b32encode(sha256(said.encode()).digest()).decode()[:12].lower())
    return found


def end_unsaid(doc: Fact, say: Fact) -> bool:
    """Point 5: who approves for less than was accepted says so."""
    accepted = doc["request"]["life"]["ends_on"]
    return bool(say["accepted_until"] != (accepted if say["ends_on"] not in (None, accepted) else None))


def may_transcribe(m: Page5, case: Fact, ev: Fact) -> str:
    """Ruling: where the policy allows paper, by somebody of the office who has no part in it, of a day that was."""
    say, day, doc = ev["say"], ev["day"], m.doc(case)
    vote, on, roles = ballot_on_paper(ev), ev["say"]["decided_on"], doc["gate"]["roles"]
    allowed = {r["role"] for r in doc["gate"]["authority"] if r.get("paper")}
    if case["appeal"] is not None or any(role not in allowed for role, _ in rows(m, case)):
        return "not on paper"
    if say["acting_for"] is not None or not m.has(say["by"], roles["office"], day):
        return "not the office"
    if m.voices(say["by"], day) & m.voices(say["decider"], on):
        return "the decider"
    if say["decider"] in {m.w["holders"].get(key) for key in keys(ev)}:
        return "the decider's key"
    if gains(m, case, {"by": say["by"], "acting_for": None, "keys": keys(ev)}, day):
        return "the recorder gains"
    since = [latest(case)["day"], latest(case).get("again", "")]
    if say["outcome"] == "approve" and case["acceptance"] is not None:
        since += [case["acceptance"]["day"], case["annulled"]]
    if on > day or on < max(since):
        return "the day"
    if say["paper_code"] not in codes(m, ev["stream"], on):
        return "code"
    if (say["ground"] is None) != (say["decider_for"] is None) or (say["ground"] is not None and not say["ground"]):
        return "ground"
    mine = m.voices(vote["by"], on) | m.voices(vote["acting_for"], on)
    if any(mine & (m.voices(v["by"], v["day"]) | {v["acting_for"]}) for v in case["votes"]):
        return "voted already"
    if not any(may_vote(m, vote["by"], vote["acting_for"], roles.get(role, []), on) for role, _ in rows(m, case)):
        return "authority"
    if gains(m, case, vote, on):
        return "separation"
    if appointed_by_a_gainer(m, case, vote, on):
        return "appointed"
    if not say["reason"].strip():
        return "no reason"
    if say["outcome"] != "approve":
        return "odd" if any(say[each] for each in ("acceptance", "accepted_until", *TERMS)) else ""
    if end_unsaid(doc, say):
        return "an end unsaid"
    return approvable(m, case, vote["say"], on) or other_terms(case, doc, vote)


def lapsed(m: Page5, case: Fact, day: str) -> bool:
    """Point 2: no acceptance lives. Its text was compared when it was given, for these digests."""
    acc = case["acceptance"]
    return (
        acc is None or acc["digests"] != latest(case)["digests"] or acc["by"] != owner(m.doc(case))
        or not m.fit(case, acc["by"], day)
    )  # fmt: skip


def gainers(m: Page5, case: Fact) -> Iterator[tuple[str, str | None, str, Iterable[str]]]:
    """Point 4: person, acting for, day, keys of all who file, endorse, answer for it or appeal."""
    for rev in case["revs"]:
        yield rev["by"], None, rev["day"], rev["keys"]
        if (doc := m.papers(rev["doc_sha"])) is not None:
            yield doc["request"]["request"]["requester"], None, rev["day"], []
    yield owner(m.doc(case)), None, latest(case)["day"], []
    yield from case["endorsers"]
    if (acc := case["acceptance"]) is not None:
        yield acc["by"], acc["acting_for"], acc["day"], acc["keys"]
    if case["appeal"] is not None:
        yield case["appeal"]["by"], None, case["appeal"]["day"], []


def gains(m: Page5, case: Fact, vote: Fact, day: str) -> bool:
    decider = m.voices(vote["by"], day) | m.voices(vote["acting_for"], day)
    if case["appeal"] is not None and decider & case["appeal"]["against"]:
        return True
    return gains_by_it(m, case, decider, vote["keys"], day)


def gains_by_it(m: Page5, case: Fact, who: set[str], used: Iterable[str], day: str) -> bool:
    for by, acting_for, then, keys in gainers(m, case):
        persons = m.voices(by, then, day) | m.voices(acting_for, then, day)
        held = {m.w["holders"].get(key) for key in used}
        if who & persons or held & persons or set(keys) & set(used):
            return True
    return False


def may_vote(m: Any, person: str, acting_for: str | None, posts: list[str], day: str) -> bool:
    """In the own name by an own post; for another, who has the post in the own name."""
    lines = [p for p in m.places(person, day) if p.get("acting_for") == acting_for]
    if acting_for is None:
        return any(p["post"] in posts for p in lines)
    return bool(lines) and may_vote(m, acting_for, None, posts, day)


def appointed_by_a_gainer(m: Page5, case: Fact, vote: Fact, day: str, urgent: bool = False) -> bool:
    """Point 4: whoever adopted what makes a person decide, and it was so ever since, gains by it or decides by it."""
    roles, voice = m.doc(case)["gate"]["roles"], vote["acting_for"] or vote["by"]
    found = []
    if vote["acting_for"] is not None:
        names = {"acting_for": vote["acting_for"]}.items()
        line = brought(m, lambda old: any(names <= p.items() for p in old.places(vote["by"], day)))
        found += [({vote["by"]}, each) for each in line]
    for role, _ in [("cio", "one")] if urgent else rows(m, case):
        if may_vote(m, voice, None, roles.get(role, []), day):
            founding = m.w["adoptions"][0]  # ruling: the first people are appointed by nobody
            post = brought(m, partial(may_vote, person=voice, acting_for=None, posts=roles.get(role, []), day=day))
            found += [({vote["by"], voice}, each) for each in post if each is not founding]
    for own, each in found:
        who = adopter(m, each, day)
        if who & own or set(each["keys"]) & set(vote["keys"]) or gains_by_it(m, case, who, each["keys"], day):
            return True
    return False


class Then:
    """The people as an earlier adoption has them: enough of the model to ask who could vote."""

    def __init__(self, m: Page5, adoption: Fact) -> None:
        self.w = m.w | {"people": adoption["people"]}
        self.places = type(m).places.__get__(self)


def brought(m: Page5, so: Callable[[Any], bool]) -> list[Fact]:
    """By whom it came to be so; of a people document that is lost, and of the one after it, it may be either."""
    history = [None if each["people"] is None else so(Then(m, each)) for each in m.w["adoptions"]]
    found: list[Fact] = []
    for n in range(len(history) - 1, -1, -1):
        if history[n] is False:
            return found
        if not n or not history[n - 1]:
            found.append(m.w["adoptions"][n])
    return found


def adopter(m: Page5, adoption: Fact, day: str) -> set[str]:
    return m.voices(adoption["by"], adoption["day"], day) | m.voices(adoption["acting_for"], adoption["day"], day)


def missed(m: Page5, case: Fact, posts: list[str], day: str) -> set[str]:
    """Ruling: whom one who gains took out of the people still counts in the quorum, until another has them there."""
    gone: set[str] = set()
    before: set[str] = set()
    by_a_gainer = False
    for each in m.w["adoptions"]:
        by_a_gainer = by_a_gainer or gains_by_it(m, case, adopter(m, each, day), each["keys"], day)
        if each["people"] is None:
            continue
        old = Then(m, each)
        now = {p["id"] for p in each["people"]["person"] if may_vote(old, p["id"], None, posts, day)}
        gone = (gone - now) | (before - now if by_a_gainer else set())
        before, by_a_gainer = now, False
    return gone


def rows(m: Page5, case: Fact) -> list[tuple[str, str]]:
    """Point 3: role and quorum of everybody it takes."""
    doc = m.doc(case)
    gate, cost, strict = doc["gate"], doc["figures"]["cost"]["lifetime_yen"], ["one", "majority", "all"]
    if case["appeal"] is not None:
        return [("appeal" if gate["roles"].get("appeal") else "committee", "majority")]
    floor = gate.get("quorum", "one")
    found = [(r["role"], max(r["quorum"], floor, key=strict.index)) for r in gate["authority"]
             if cost is None or cost >= r["from_yen"]]  # fmt: skip
    if found and doc["verdict"] in OVERRIDABLE and "cio" not in [role for role, _ in found]:
        found.append(("cio", "one"))
    return found


def votes(m: Page5, case: Fact, day: str, cast: list[Fact] | None = None) -> str:
    """What the votes amount to on a day: an outcome, or empty while some are still missing."""
    counted = [v for v in (case["votes"] if cast is None else cast) if not gains(m, case, v, day)]
    roles, enough = m.doc(case)["gate"]["roles"], []
    everybody = sorted({p["id"] for p in m.w["people"]["person"]})
    for role, quorum in rows(m, case):
        holders = {p for p in everybody if may_vote(m, p, None, roles.get(role, []), day)}
        if quorum == "one":  # ruling: who alone decided it on paper, on a day when that one could, may have left since
            papers = [v for v in counted if v.get("paper")]
            holders |= {v["by"] for v in papers if may_vote(m, v["by"], None, roles.get(role, []), v["day"])}
        all_ = len(holders | missed(m, case, roles.get(role, []), day))
        need = {"one": 1, "majority": all_ // 2 + 1, "all": all_}[quorum]
        yes = {v["voice"] for v in counted if v["voice"] in holders and v["outcome"] == "approve"}
        against = {v["voice"]: v["outcome"] for v in counted if v["voice"] in holders and v["outcome"] != "approve"}
        spare = 0 if quorum == "one" else len(holders) - need
        if against and len(against) > spare:
            refusing = [o for o in against.values() if o == "refuse"]
            return "refuse" if 2 * len(refusing) > len(against) else "return"
        enough.append(bool(holders) and len(yes) >= need)
    cast = case["votes"] if cast is None else cast
    if cast and cast[-1]["outcome"] != "approve":
        return ""  # ruling: a vote against it approves nothing, even where the others became enough meanwhile
    if any(v["urgent"] and may_vote(m, v["voice"], None, roles.get("cio", []), day) for v in counted):
        return "approve"  # ruling: the CIO alone, urgently; the others confirm it
    return "approve" if enough and all(enough) else ""


def gate(m: Page5, case: Fact, ev: Fact) -> str:
    say, day, doc = ev["say"], ev["day"], m.doc(case)
    vote, roles = ballot(ev), doc["gate"]["roles"]
    mine = m.voices(vote["by"], day) | m.voices(vote["acting_for"], day)
    if any(mine & (m.voices(v["by"], v["day"]) | {v["acting_for"]}) for v in case["votes"]):
        return "voted already"
    ground, needed = say["ground"], say["acting_for"] is not None or say["urgent"]
    if (ground is not None) != needed or (ground is not None and not ground.strip()):
        return "ground"
    who = [("cio", "one")] if say["urgent"] else rows(m, case)
    if not any(may_vote(m, vote["by"], vote["acting_for"], roles.get(role, []), day) for role, _ in who):
        return "authority"
    if case["appeal"] is not None and say["seen"]["size"] <= case["appeal"]["seq"]:
        return "signed before the appeal"
    if say["urgent"] and (case["appeal"] is not None or case["urgently"] == say["rev"] or say["outcome"] != "approve"):
        return "not urgently"
    if gains(m, case, vote, day):
        return "separation"
    if appointed_by_a_gainer(m, case, vote, day, say["urgent"]):
        return "appointed"
    if why := wrong_sheet(m, say):
        return why
    if say["outcome"] != "approve":
        odd = any(say[each] for each in ("acceptance", "accepted_until", *TERMS))
        return "no reason" if not say["reason"].strip() else "odd" if odd else ""
    if end_unsaid(doc, say):
        return "an end unsaid"
    return approvable(m, case, say, day) or other_terms(case, doc, vote)


def approvable(m: Page5, case: Fact, say: Fact, day: str) -> str:
    """Points 1, 2, 3 and 5 of an approval on a day."""
    doc = m.doc(case)
    if why := not_eligible(m, doc, say):
        return why
    if lapsed(m, case, day) or say["acceptance"] != case["acceptance"]["leaf"]:
        return "acceptance"
    if not case["endorsed"]:
        return "not endorsed"
    return bad_term(m, doc, say, day)


def short_of_time(doc: Fact) -> list[str]:
    """Page 5, "urgent": the lead time is waived, so it is no obstacle to asking the owner. Empty where anything else is
    open (page 3, line 5), or says no.
    """
    late = sorted(doc["gate"].get("urgent_waives") or [])
    open_ = [r for r in doc["rules"] if r["effect"] == "require" and not r["met"]]
    no = [r for r in doc["rules"] if r["effect"] in ("forbid", "redirect") and r["fired"] == "yes" and not r["lifted"]]
    alone = sorted(r["id"] for r in open_) == late == sorted(doc["decided_by"]) and not no
    return late if doc["verdict"] == "incomplete" and alone and {r["fired"] for r in open_} == {"yes"} else []


def not_eligible(m: Page5, doc: Fact, say: Fact) -> str:
    """Point 1, with page 3's paragraph on the override."""
    if doc["verdict"] == "eligible":
        return "nothing to override" if say["overrides"] else ""
    if short_of_time(doc):
        return "" if say.get("urgent") and not say["overrides"] else "only urgently"
    if doc["verdict"] not in OVERRIDABLE:
        return "no override"
    rules = doc["rules"]
    standing = sorted(r["id"] for r in rules if r["effect"] in ("forbid", "redirect") and r["fired"] == "yes"
                      and not r["lifted"])  # fmt: skip
    way = ["default"] if doc["decided_by"] == ["default"] else standing
    open_ = [r for r in rules if r["fired"] == "unknown" and r["effect"] in ("forbid", "redirect", "escalate")]
    hard = [r for r in rules if r["effect"] == "forbid" and r["fired"] == "yes" and r["level"] == "hard"]
    unmet = [r for r in rules if r["effect"] == "require" and not r["met"]]
    if open_ or hard or unmet or sorted(say["overrides"]) != way:
        return "override"
    return "" if say["reason"].strip() and say["ends_on"] else "override needs reason and end"


def owed(case: Fact) -> list[Fact]:
    """The votes of stand-ins that the outcome rests on and that nobody has confirmed."""
    settled = {"approved": "approve", "refused": "refuse"}.get(case["state"])
    found = [v for v in case["votes"] if v["outcome"] == settled and not v["confirmed"]]
    return [v for v in found if v["acting_for"] or v["urgent"]]


def may_confirm_later(m: Page5, case: Fact, ev: Fact) -> str:
    say, day, roles = ev["say"], ev["day"], m.doc(case)["gate"]["roles"]
    mine = [v for v in owed(case) if v["leaf"] == say["decision"]]
    if not mine or say["acting_for"] is not None:
        return "nothing to confirm"
    given = [c["by"] for c in case["later"] if c["of"] == say["decision"]]
    able = {who: any(may_vote(m, who, None, roles.get(role, []), day) for role, _ in rows(m, case))
            for who in (say["by"], mine[0]["acting_for"]) if who}  # fmt: skip
    own = say["by"] == mine[0]["acting_for"]
    if mine[0]["urgent"]:
        if say["by"] in given:
            return "confirmed already"
    elif not own and able[mine[0]["acting_for"]]:
        return "nothing of this person's to confirm"
    elif not own and any(say["by"] in (v["by"], v["acting_for"]) for v in case["votes"]):
        return "voted already"  # ruling: a successor does it who has no voice in it yet
    if not able[say["by"]]:
        return "authority"
    mine_now = {"by": say["by"], "acting_for": None, "keys": keys(ev)}
    if gains(m, case, mine_now, day) or appointed_by_a_gainer(m, case, mine_now, day):
        return "separation"
    if say["outcome"] == "annul" and not say["reason"].strip():
        return "no reason"
    if mine[0]["urgent"] and (say["outcome"], say["by"]) == ("confirm", mine[0]["by"]) and day <= mine[0]["day"]:
        return "same day"  # ruling: a confirmation is a second look
    anew = (mine[0]["urgent"] or not own) and mine[0]["outcome"] == "approve"
    if anew and say["outcome"] == "confirm" and (why := approvable(m, case, mine[0]["say"], day)):
        return why
    return wrong_sheet(m, say)


def wrong_sheet(m: Page5, say: Fact) -> str:
    """Point 6."""
    if say["code"] != b32encode(bytes.fromhex(say["sheet_sha256"])).decode()[:12].lower():
        return "code"
    return "sheet used" if say["sheet_sha256"] in m.w["sheets"] else ""


def bad_term(m: Page5, doc: Fact, say: Fact, day: str) -> str:
    """Point 5."""
    accepted, begins = doc["request"]["life"]["ends_on"], doc["request"]["life"]["wanted_from"] or day
    longest, renewed = doc["gate"]["max_term_months"], renewal(m, doc)
    if accepted is None or longest is None or renewed is None:
        return "term"
    ends = say["ends_on"] or accepted
    if ends > accepted or any(each["due"] and not day <= each["due"] <= ends for each in say["conditions"]):
        return "term"
    month = int(begins[:4]) * 12 + int(begins[5:7]) - 1 + longest
    last = f"{month // 12:04d}-{month % 12 + 1:02d}-{begins[8:]}"
    return "term" if ends < day or ends < begins or ends >= last or ends > renewed else ""


def other_terms(case: Fact, doc: Fact, vote: Fact) -> str:
    """Ruling: the owner signs one text, so all who approve name the same end and conditions."""
    accepted = doc["request"]["life"]["ends_on"]
    named = [[v["terms"][0] or accepted, v["terms"][1]] for v in (*case["votes"], vote) if v["outcome"] == "approve"]
    return "" if all(each == named[0] for each in named) else "other terms"


def renewal(m: Page5, doc: Fact) -> str | None:
    """When the system is renewed: the earlier of what was recorded and what the catalogue says now."""
    rows = (m.w["systems"] or {}).get("system", [])
    now = [r["renewal_on"] for r in rows if r["id"] == doc["request"]["system"]["id"] and r.get("renewal_on")]
    recorded: str | None = doc["gate"]["system_renewal_on"]
    return min([recorded, *now]) if recorded else None



def in_force(m: Page5, number: str, day: str) -> set[str]:
    """Every reason why the exception is not in force on a day; empty where it is."""
    case = m.w["cases"][number]
    doc = m.papers(latest(case)["doc_sha"])
    if case["state"] != "approved" or doc is None:
        return {"NOT_APPROVED"}
    found, approval = set(), case["approval"]
    ends = approval["ends"]
    if any(day > plus(v["day"], 14) for v in owed(case)):
        found.add("UNCONFIRMED")
    if (approval["conditions"] or ends != approval["accepted"]) and not approval["signed"]:
        found.add("SECOND_SIGNATURE")
    for n, each in enumerate(approval["conditions"], 1):
        if n not in approval["met"] and day > (each["due"] or ""):
            found.add("CONDITION_DUE")
    if case["provisional"]:
        found.add("PROVISIONAL")
    if latest(case)["digests"][3] not in m.w["policies"]:
        found.add("POLICY_MISSING")
    if day > ends:
        found.add("EXPIRED")
    if day > (renewal(m, doc) or FOR_EVER):
        found.add("RENEWED")
    if not m.w["people"]:
        found.add("UNREADABLE")
    elif not m.fit(case, owner(doc), day) and day >= plus(left(m, case, day), 30):
        found.add("OWNER_LEFT")
    return found


def left(m: Page5, case: Fact, day: str) -> str:
    """The first day without the owner in the post; the day of the people document where it never knew one."""
    doc, one = m.doc(case), None
    posts, here = doc["gate"]["owner_posts"], doc["request"]["request"]["department"]
    for p in m.w["people"]["person"]:
        last = min(p.get("until", FOR_EVER), day)
        if p["id"] == owner(doc) and p["post"] in posts and p["department"] in m.line(here, last):
            one = max(one or "", last) if p.get("from", "") <= last else one
    return plus(one, 1) if one else str(m.w["people_day"])
