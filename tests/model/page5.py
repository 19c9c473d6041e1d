"""Page 5 of the design once more, small and plain: which act by whom is allowed now, and what is in force.

Written from the pages 3, 5 and 6 of the design, not from `nocustom.life`, and it imports nothing of it. It judges one
event after the other, each a plain dict (`seq leaf day type stream signed sigs say`; `say` has the fields of
`life/shape.py`, `sigs` are triples of person, namespace and key). A reader of documents and a painter of texts are
handed in: what an assessment says is judge's matter, how a text reads has tests of its own.

Where the page is silent the model follows a ruling; each is marked "ruling" here and explained in docs/exploration.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.model.page5_gate import (
    FOR_EVER,
    OVERRIDABLE,
    Fact,
    ballot,
    ballot_on_paper,
    digests,
    fiscal,
    gate,
    keys,
    lapsed,
    latest,
    may_confirm_later,
    may_transcribe,
    may_vote,
    owner,
    plus,
    rows,
    short_of_time,
    votes,
)

NO = ("forbidden", *OVERRIDABLE)
OPEN = "filed owner_pending review returned declined"
ASKABLE = "filed owner_pending review declined"


class Row(NamedTuple):
    """One line of the table. `before`: words; `new` is a request not in the ledger yet. `after` empty: see `then`."""

    who: str
    space: str
    before: str = ""
    after: str = ""
    unsigned: str = "never"
    said: str = ""
    """The field in which something must be said."""
    needs: Callable[[Page5, Fact, Fact], str] | None = None
    then: Callable[[Page5, Fact, Fact], None] | None = None


class Page5:
    """A ledger as the page sees it. `w` is all its state: plain dicts, lists and sets."""

    def __init__(self, papers: Callable[[str], Fact | None], due: Callable[[Fact, str, Fact], str]) -> None:
        self.papers, self.due = papers, due
        self.w: Fact = {
            "origin": None, "roots": 0, "holders": {}, "people": None, "people_sha": None, "people_day": "",
            "systems": None, "systems_sha": None, "roles": None, "lets": [],
            "policies": [], "policies_day": "", "cases": {},
            "nonces": set(), "sheets": set(), "adoptions": [], "rosters": [], "lines": {}, "disputes": [],
        }  # fmt: skip

    def take(self, ev: Fact) -> str:
        """Judge the next event; empty where it is good, and then it has its effect."""
        why = self.why_not(ev)
        if not why or why == "lost paper":  # what a lost paper brings is known to be there, and unreadable
            row, say = TABLE[ev["type"]], ev["say"]
            case = self.w["cases"].get(ev["stream"])
            was = case and case["state"]
            if row.then is not None:
                row.then(self, case if case is not None else {}, ev)
            case = self.w["cases"].get(ev["stream"])
            if case is not None and row.after and case["state"] != "closed":
                case["state"] = row.after
            if case is not None and case["state"] in ("owner_pending", "approved") and (
                was != case["state"] or ev["type"] == "request.reassessed"
            ):  # fmt: skip
                case["asked"] = ev["day"]  # ruling: a new judgement asks anew
            if ev["signed"] and self.w["origin"] is None:
                self.w["origin"] = say["ledger"]
        say, case = ev["say"], self.w["cases"].get(ev["stream"])
        self.w["lines"][ev["seq"]] = {"type": ev["type"], "stream": ev["stream"], "leaf": ev["leaf"],
                                      "day": ev["day"], "good": why in ("", "lost paper"),
                                      "by": say.get("by"), "acting_for": say.get("acting_for")}  # fmt: skip
        if case is not None:
            case["actors"].add(say.get("by"))
        if ev["signed"]:
            self.w["nonces"].add(ev["say"].get("nonce"))  # used up, whether or not it served
        return why

    def why_not(self, ev: Fact) -> str:
        """Why this event can't be the next; empty where it can."""
        if ev["type"] not in TABLE:
            return "no such act"
        row, say, case = TABLE[ev["type"]], ev["say"], self.w["cases"].get(ev["stream"])
        if row.said and not say[row.said].strip():
            return "nothing said"
        if why := self.unsigned(row, case, ev) if not ev["signed"] else self.wrongly_signed(row, ev):
            return why
        if row.before and not (self.w["policies"] and self.w["systems_sha"] and self.w["people"]):
            return "not adopted"
        if ev["signed"] and (why := self.wrong_text(case, ev)):
            return why
        if row.before and (why := self.not_here(row, case, ev)):
            return why
        if row.needs is not None and (why := row.needs(self, case if case is not None else {}, ev)):
            return why
        return self.not_theirs(row.who, case, say["by"], ev["day"]) if row.before and case else ""

    def unsigned(self, row: Row, case: Fact | None, ev: Fact) -> str:
        accepted = case is not None and case["ever_accepted"]
        free = row.unsigned == "always" or (row.unsigned == "until_accepted" and not accepted)
        return "" if free and not ev["sigs"] else "unsigned"

    def wrongly_signed(self, row: Row, ev: Fact) -> str:
        say = ev["say"]
        if say["v"] != 1 or say["act"] != ev["type"] or self.w["origin"] not in (None, say["ledger"]):
            return "signed something else"
        if say["nonce"] in self.w["nonces"]:
            return "replayed"
        if say["seen"]["size"] > ev["seq"]:
            return "from the future"
        if row.who == "roots":
            return ""  # how many roots, and who, is the ledger's rule
        spaces = ["nocustom-v1-" + space for space in row.space.split()]
        if len(ev["sigs"]) != 1 or ev["sigs"][0][0] != say["by"] or ev["sigs"][0][1] not in spaces:
            return "signature"
        other = say["acting_for"]
        if other is not None and other not in {p.get("acting_for") for p in self.places(say["by"], ev["day"])}:
            return "no stand-in"
        return ""

    def wrong_text(self, case: Fact | None, ev: Fact) -> str:
        """What was read is what was signed."""
        say = ev["say"]
        if TABLE[ev["type"]].who == "roots":
            return ""
        sha = say.get("assessment_sha256") if ev["type"] == "request.filed" else case and latest(case)["doc_sha"]
        document = self.papers(sha) if sha else {}
        return "" if document is None or say["text"] == self.due(say, ev["stream"], document) else "other text"

    def not_here(self, row: Row, case: Fact | None, ev: Fact) -> str:
        """The act is on this request, on its latest revision, in a state that the table names."""
        say, filing = ev["say"], ev["type"] == "request.filed"
        if case is None:
            if "new" not in row.before.split():
                return "no request"
            return "" if say["request"] in (None, ev["stream"]) else "other request"
        lost = self.papers(latest(case)["doc_sha"]) is None
        if lost and not filing:
            return "lost"
        if not lost and case["state"] not in row.before.split():
            return "state"
        if say["request"] != ev["stream"] or say["key"] != case["key"]:
            return "other request"
        acted_on = digests(say)
        if ev["type"] == "request.reassessed":  # brings another assessment, by another policy
            acted_on[2:] = [say["replaces"], latest(case)["digests"][3]]
        if not filing and (say["rev"] != latest(case)["rev"] or acted_on != latest(case)["digests"]):
            return "other revision"
        return ""

    # Who is who

    def places(self, person: str, day: str) -> list[Fact]:
        rows = (self.w["people"] or {}).get("person", [])
        return [r for r in rows if r["id"] == person and r.get("from", "") <= day <= r.get("until", FOR_EVER)]

    def line(self, department: str, day: str) -> list[str]:
        """The department, and whoever succeeded it by that day."""
        ended = {r["id"]: r.get("successor") for r in self.w["people"].get("department", [])
                 if r.get("until", FOR_EVER) < day}  # fmt: skip
        found = [department]
        while (heir := ended.get(found[-1])) and heir not in found:
            found.append(heir)
        return found

    def has(self, person: str, posts: list[str], day: str, department: str | None = None) -> bool:
        where = None if department is None else self.line(department, day)
        return any(p["post"] in posts and (where is None or p["department"] in where)
                   for p in self.places(person, day))  # fmt: skip

    def voices(self, person: str | None, *days: str) -> set[str]:
        """The person and all that the person stands in for, on any of the days."""
        found: set[str] = set()
        for day in days:
            waiting = [person] if person else []
            seen: set[str] = set()
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting += [p["acting_for"] for p in self.places(one, day) if p.get("acting_for")]
            found |= seen
        return found

    def fit(self, case: Fact, person: str, day: str) -> bool:
        doc = self.doc(case)
        return self.has(person, doc["gate"]["owner_posts"], day, doc["request"]["request"]["department"])

    def not_theirs(self, who: str, case: Fact, person: str, day: str) -> str:
        doc = self.papers(latest(case)["doc_sha"])
        if doc is None:  # only a filing gets here
            return ""
        roles, here = doc["gate"]["roles"], doc["request"]["request"]["department"]
        theirs: dict[str, Callable[[], bool]] = {
            "requester": lambda: person == latest(case)["by"] and bool(self.places(person, day)),
            "section_chief": lambda: self.has(person, roles["section_chief"], day, here),
            "department_head": lambda: self.has(person, roles["department_head"], day, here),
            "department": lambda: self.of(person, here, day),
            "office": lambda: self.has(person, roles["office"], day),
            "owner": lambda: person == owner(doc) and self.fit(case, person, day),
            "named": lambda: person == owner(doc),
            "consulted": lambda: (
                self.has(person, roles.get("consulted", []), day)
                and not any(self.of(one, here, day) for one in self.voices(person, day))
            ),
        }
        return "" if who not in theirs or theirs[who]() else f"not the {who}"

    def of(self, person: str, department: str, day: str) -> bool:
        return any(p["department"] in self.line(department, day) for p in self.places(person, day))

    def doc(self, case: Fact) -> Fact:
        doc = self.papers(latest(case)["doc_sha"])
        assert doc is not None
        return doc


# What the table says of single acts: `needs` tells what is missing, `then` what changes.


def may_file(m: Page5, case: Fact, ev: Fact) -> str:
    say, day, w = ev["say"], ev["day"], m.w
    if not case:
        years = {fiscal(day), fiscal(say["filed_on"])}
        due = {f"{y:04d}-{1 + sum(n.startswith(f'{y:04d}-') for n in w['cases']):04d}" for y in years}
        if ev["stream"] not in due or say["rev"] != 1 or say["key"] in {c["key"] for c in w["cases"].values()}:
            return "number, revision or key"
    elif say["rev"] != latest(case)["rev"] + 1:
        return "revision"
    doc = m.papers(say["assessment_sha256"])
    if doc is None:
        return "lost paper"
    asked = doc["request"]["request"]
    judged = [doc[each] for each in ("request_sha256", "material_sha256", "policy_sha256", "judged_on")]
    if [*judged, asked["key"], asked["requester"]] != [
        *digests(say)[:2], say["policy_sha256"], say["filed_on"], say["key"], say["by"]]:  # fmt: skip
        return "assessment of something else"
    adopted = [w["policies"][-1], w["systems_sha"], w["people_sha"]]
    if [doc["policy_sha256"], doc["systems_sha256"], doc["people_sha256"]] != adopted:
        return "not judged by what is adopted"
    since = max(w["policies_day"], w["systems_day"], w["people_day"])  # ruling: it was judged by these
    if not since <= say["filed_on"] <= day or not m.of(say["by"], asked["department"], day):
        return "day or department"
    if not case:
        return ""
    was = m.papers(latest(case)["doc_sha"])
    if was is not None:
        ours = set(m.line(was["request"]["request"]["department"], day))
        if not ours & set(m.line(asked["department"], day)):
            return "other department"
    another = case["state"] == "declined" or (was is not None and owner(doc) != owner(was))
    if case["declined"] and ((another and case["renamed"]) or owner(doc) in case["declined"]):
        return "one other owner"
    return "" if was is not None else "lost paper"


def file(m: Page5, case: Fact, ev: Fact) -> None:
    say = ev["say"]
    doc = m.papers(say["assessment_sha256"])
    if not case:
        case = m.w["cases"][ev["stream"]] = {
            "key": say["key"], "state": "", "revs": [], "ever_accepted": False, "endorsers": [], "declined": set(),
            "renamed": 0, "questions": set(), "appeal": None, "no": None, "provisional": False,
            "approval": None, "urgently": 0, "later": [], "annulled": "", "actors": set(), "spoke_up": set(),
            "silence": None,
        }  # fmt: skip
    case["renamed"] += case["state"] == "declined"
    case["revs"].append({"rev": say["rev"], "by": say["by"], "day": ev["day"], "digests": digests(say),
                         "doc_sha": say["assessment_sha256"], "keys": keys(ev)})  # fmt: skip
    case |= {"endorsed": False, "acceptance": None, "votes": [], "insisted": False, "state": "filed", "silence": None}
    if doc is not None and doc["verdict"] == "forbidden":
        case |= {"state": "closed", "no": {"by": [], "day": ev["day"]}}


def endorse(m: Page5, case: Fact, ev: Fact) -> None:
    case |= {"endorsed": True, "shaky": m.w["roots"] < 2}
    case["endorsers"].append((ev["say"]["by"], ev["say"]["acting_for"], ev["day"], tuple(keys(ev))))
    doc = m.doc(case)
    if case["state"] == "filed" and (doc["verdict"] == "eligible" or short_of_time(doc)) and owner(doc):
        case["state"] = "owner_pending"


def may_close(m: Page5, case: Fact, ev: Fact) -> str:
    verdict, say = m.doc(case)["verdict"], ev["say"]
    right = verdict in NO and say["verdict"] == verdict and say["appeal_until"] == plus(ev["day"], 30)
    return "" if right else "no such no"


def close(m: Page5, case: Fact, ev: Fact) -> None:
    case |= {"state": "closed", "no": {"by": [(ev["say"]["by"], ev["day"])], "day": ev["day"]}}


def may_insist(m: Page5, case: Fact, ev: Fact) -> str:
    doc = m.doc(case)
    return "" if doc["verdict"] in OVERRIDABLE and owner(doc) else "nobody can approve it"


def insist(m: Page5, case: Fact, ev: Fact) -> None:
    endorse(m, case, ev)  # ruling: who takes the responsibility stands behind it
    case |= {"state": "owner_pending", "insisted": True}


def may_appeal(m: Page5, case: Fact, ev: Fact) -> str:
    doc = m.doc(case)
    if doc["verdict"] == "forbidden" or not owner(doc):
        return "nobody can approve it"
    if case["appeal"] is not None or ev["day"] > plus(case["no"]["day"], 30):
        return "once, within 30 days"
    return "" if case["endorsed"] else "not endorsed"


def appeal(m: Page5, case: Fact, ev: Fact) -> None:
    against = set[str]().union(*(m.voices(by, day) for by, day in case["no"]["by"]))
    case["appeal"] = {"by": ev["say"]["by"], "day": ev["day"], "against": against,
                      "rev": latest(case)["rev"], "seq": ev["seq"]}  # fmt: skip
    case["votes"] = []
    case["state"] = "owner_pending" if lapsed(m, case, ev["day"]) else "review"


def may_accept(m: Page5, case: Fact, ev: Fact) -> str:
    return "" if ev["say"]["answers"] == ["yes"] * ev["clauses"] else "answers"


def accept(m: Page5, case: Fact, ev: Fact) -> None:
    say = ev["say"]
    case["ever_accepted"] = True
    case["acceptance"] = {"leaf": ev["leaf"], "by": say["by"], "acting_for": say["acting_for"], "day": ev["day"],
                          "keys": keys(ev), "digests": digests(say), "shaky": m.w["roots"] < 2,
                          "read": {"statement_v": say["statement_v"], "lang": say["lang"]}}  # fmt: skip


def decline(m: Page5, case: Fact, ev: Fact) -> None:
    case["declined"].add(ev["say"]["by"])
    case |= {"approval": None, "silence": None}


def decide(m: Page5, case: Fact, ev: Fact) -> None:
    case["votes"].append(ballot(ev) | {"single": m.w["roots"] < 2, "day": ev["day"], "leaf": ev["leaf"],
                                       "confirmed": False})  # fmt: skip
    if ev["say"]["urgent"]:
        case["urgently"] = ev["say"]["rev"]
    m.w["sheets"].add(ev["say"]["sheet_sha256"])
    settle(m, case, ev, ev["say"]["ends_on"], ev["say"]["conditions"])


def settle(m: Page5, case: Fact, ev: Fact, ends_on: str | None, conditions: list[Fact]) -> None:
    outcome = votes(m, case, ev["day"])
    if outcome == "approve":
        ends = m.doc(case)["request"]["life"]["ends_on"]
        case |= {"state": "approved", "provisional": resting_on_one_root(m, case), "approval": {
            "leaf": ev["leaf"], "accepted": ends, "ends": ends_on or ends,
            "conditions": conditions, "signed": False, "met": [],
        }}  # fmt: skip
    elif outcome == "return":
        case["state"] = "returned"
    elif outcome == "refuse":
        by = [(v["by"], v["day"]) for v in case["votes"] if v["outcome"] == "refuse"]
        case |= {"state": "refused", "no": {"by": by, "day": ev["day"]}}


def resting_on_one_root(m: Page5, case: Fact) -> bool:
    """Point 7, ruling: of the acts that the approval rests on, each."""
    return case["shaky"] or case["acceptance"]["shaky"] or any(v["single"] for v in case["votes"])


def one_more(m: Page5, case: Fact) -> None:
    case["provisional"] = case["provisional"] or m.w["roots"] < 2


def may_silent(m: Page5, case: Fact, ev: Fact) -> str:
    """Ruling: 14 full days after the day on which the owner was asked, first or for the second signature."""
    say, approval = ev["say"], waiting(case)
    if case["state"] == "approved" and approval is None:
        return "nobody is asked"
    if say["decision"] != (approval and approval["leaf"]):
        return "another decision"
    right = say["owner"] == owner(m.doc(case)) and say["asked_on"] == case["asked"]
    return "" if right and ev["day"] > plus(case["asked"], 14) else "not silent yet"


def silent(m: Page5, case: Fact, ev: Fact) -> None:
    case["declined"].add(ev["say"]["owner"])
    case["silence"] = {"seq": ev["seq"], "owner": ev["say"]["owner"], "day": ev["day"], "approval": case["approval"]}
    case["approval"] = None


def line_of(m: Page5, ev: Fact) -> Fact | None:
    """The line that is named, with its digest; there are no anomalies yet."""
    found: Fact | None = m.w["lines"].get(ev["say"]["line"])
    return found if found and found["leaf"] == ev["say"]["leaf"] and ev["say"]["anomaly"] is None else None


def may_dispute(m: Page5, case: Fact, ev: Fact) -> str:
    """Page 5: anybody concerned. Ruling: who did it or is named in it; of a request whoever has to do with it."""
    line, by, day = line_of(m, ev), ev["say"]["by"], ev["day"]
    if line is None:
        return "no such line"
    if any(d["line"] == ev["say"]["line"] and d["by"] == by and not d["disposed"] for d in m.w["disputes"]):
        return "disputed already"
    if not m.w["people"] or not m.places(by, day):
        return "not in service"
    named = {line["by"], line["acting_for"]}
    if line["type"] == "people.adopted":
        for each in [a for a in m.w["adoptions"] if a["seq"] <= ev["say"]["line"]][-2:]:
            named |= {p["id"] for p in (each["people"] or {}).get("person", [])}
    if line["type"] == "roster.set":
        for _, persons in [r for r in m.w["rosters"] if r[0] <= ev["say"]["line"]][-2:]:
            named |= persons
    if line["type"] in ("act.disputed", "act.disposed"):
        for d in m.w["disputes"]:
            if ev["say"]["line"] in (d["seq"], d["disposed"]):
                named |= {d["by"], m.w["lines"][d["line"]]["by"]}
    about = m.w["cases"].get(line["stream"])
    if about is not None:
        named |= about["actors"]
        for rev in about["revs"]:
            if (text := m.papers(rev["doc_sha"])) is not None:
                named |= {text["request"]["request"]["requester"], owner(text)}
        doc = m.papers(latest(about)["doc_sha"])
        if doc is not None:
            roles, here = doc["gate"]["roles"], doc["request"]["request"]["department"]
            local = any(m.has(by, roles.get(role, []), day, here) for role in ("section_chief", "department_head"))
            if local or any(m.has(by, roles.get(role, []), day) for role, _ in rows(m, about)):
                named.add(by)
    return "" if by in named else "not concerned"


def dispute(m: Page5, case: Fact, ev: Fact) -> None:
    say, line = ev["say"], m.w["lines"][ev["say"]["line"]]
    m.w["disputes"].append({"seq": ev["seq"], "line": say["line"], "by": say["by"], "stream": line["stream"],
                            "disposed": None})  # fmt: skip
    about = m.w["cases"].get(line["stream"])
    if about is None:
        return
    about["actors"].add(say["by"])
    quiet = about.get("silence")
    if about["state"] == "declined" and quiet and (quiet["seq"], quiet["owner"]) == (say["line"], say["by"]) and (
        say["by"] not in about["spoke_up"] and ev["day"] <= plus(quiet["day"], 14)
    ):  # fmt: skip
        about["declined"].discard(say["by"])
        about["spoke_up"].add(say["by"])
        about |= {"silence": None, "approval": quiet["approval"], "asked": ev["day"],
                  "state": "owner_pending" if quiet["approval"] is None else "approved"}  # fmt: skip


def may_dispose(m: Page5, case: Fact, ev: Fact) -> str:
    """Page 5: the office. Ruling: nobody of one about an own act, nor of an own dispute."""
    by, day = ev["say"]["by"], ev["day"]
    found = [d for d in m.w["disputes"] if d["seq"] == ev["say"]["line"] and not d["disposed"]]
    if line_of(m, ev) is None or not found:
        return "no such dispute"
    about = m.w["cases"].get(found[0]["stream"])
    if about is None:
        why = may_adopt("office", "office")(m, case, ev)
    elif not m.w["people"] or m.papers(latest(about)["doc_sha"]) is None:
        why = "lost"
    else:
        why = m.not_theirs("office", about, by, day)
    return why or ("an own one" if by in (found[0]["by"], m.w["lines"][found[0]["line"]]["by"]) else "")


def dispose(m: Page5, case: Fact, ev: Fact) -> None:
    for each in m.w["disputes"]:
        if each["seq"] == ev["say"]["line"]:
            each["disposed"] = ev["seq"]
            if (about := m.w["cases"].get(each["stream"])) is not None:
                about["actors"].add(ev["say"]["by"])


def transcribe(m: Page5, case: Fact, ev: Fact) -> None:
    paper = ballot_on_paper(ev)
    case["votes"].append(paper | {"single": m.w["roots"] < 2, "day": ev["say"]["decided_on"], "leaf": ev["leaf"],
                                  "confirmed": False})  # fmt: skip
    settle(m, case, ev, ev["say"]["ends_on"], ev["say"]["conditions"])


def confirm_later(m: Page5, case: Fact, ev: Fact) -> None:
    one_more(m, case)
    m.w["sheets"].add(ev["say"]["sheet_sha256"])
    (vote,) = (v for v in case["votes"] if v["leaf"] == ev["say"]["decision"])
    outcome = {"confirm": "approve", "annul": "refuse"}[ev["say"]["outcome"]]
    case["later"].append({"by": ev["say"]["by"], "voice": ev["say"]["by"], "acting_for": None, "outcome": outcome,
                          "keys": keys(ev), "urgent": False, "of": vote["leaf"]})  # fmt: skip
    if vote["urgent"]:
        outcome = votes(m, case, ev["day"], [c for c in case["later"] if c["of"] == vote["leaf"]])
    if outcome == "approve":
        vote["confirmed"] = True
    elif outcome:  # ruling: what is annulled falls, and the request is decided anew
        case["votes"] = [each for each in case["votes"] if each is not vote and not each["urgent"]]
        case |= {"state": "review", "no": None, "approval": None, "annulled": ev["day"]}


def may_reassess(m: Page5, case: Fact, ev: Fact) -> str:
    """Ruling: the same text, on a day that has come, by what is adopted, which was not what it was judged by."""
    say, now, was = ev["say"], m.papers(ev["say"]["assessment_sha256"]), m.doc(case)
    parts = ("policy_sha256", "systems_sha256", "people_sha256")
    adopted = [m.w["policies"][-1], m.w["systems_sha"], m.w["people_sha"]]
    if [was[part] for part in parts] == adopted:
        return "nothing else is adopted"
    if now is None:
        return m.not_theirs("office", case, say["by"], ev["day"]) or "lost paper"
    if [now[part] for part in parts] != adopted or now["policy_sha256"] != say["policy_sha256"]:
        return "not judged by what is adopted"
    if [now["request_sha256"], now["material_sha256"], now["request"]] != [*digests(say)[:2], was["request"]]:
        return "assessment of something else"
    since = max(m.w["policies_day"], m.w["systems_day"], m.w["people_day"])
    right = now["verdict"] == say["verdict"] and now["judged_on"] == say["judged_on"]
    right = right and since <= say["judged_on"] <= ev["day"]
    return "" if right else "verdict or day"


def reassess(m: Page5, case: Fact, ev: Fact) -> None:
    """The promise lives on where it is the same one; decisions don't; a no goes on only where it was taken on."""
    say, rev, acc, was = ev["say"], latest(case), case["acceptance"], m.doc(case)
    case["revs"][-1] = rev = {**rev, "digests": digests(say), "doc_sha": say["assessment_sha256"],
                               "again": ev["day"]}  # fmt: skip
    case["votes"] = []
    now = m.papers(say["assessment_sha256"])
    if now is None:
        case["acceptance"] = None
        return
    if acc is not None:
        named = {"act": "acceptance.signed", "rev": rev["rev"], "by": acc["by"], **acc["read"]}
        head = {name: was[name] for name in ("judged_on", "policy", "policy_sha256")}
        grants = [[d["gate"].get(g) for g in ("max_term_months", "quorum", "owner_posts")] for d in (was, now)]
        same = was["verdict"] == now["verdict"] and grants[0] == grants[1]
        same = same and short_of_time(was) == short_of_time(now)
        if same and m.due(named, ev["stream"], was) == m.due(named, ev["stream"], now | head):
            case["acceptance"] = acc | {"digests": digests(say)}
        else:
            case["acceptance"] = None
    verdict = now["verdict"]
    case["insisted"] = case["insisted"] and verdict == was["verdict"]
    appealed = case["appeal"] is not None and case["appeal"]["rev"] == rev["rev"]
    taken_on = verdict == "eligible" or short_of_time(now) or (verdict in NO and (case["insisted"] or appealed))
    if verdict == "forbidden":
        case |= {"state": "closed", "no": {"by": [], "day": ev["day"]}}
    elif not taken_on or not case["endorsed"] or not owner(now):
        case["state"] = "filed"
    elif case["state"] == "filed" or case["acceptance"] is None:
        case["state"] = "owner_pending"


def waiting(case: Fact) -> Fact | None:
    """Point 5: the approval that differs from the accepted text in conditions or term, not signed a second time."""
    found: Fact | None = case["approval"]
    if found is None or found["signed"] or not (found["conditions"] or found["ends"] != found["accepted"]):
        return None
    return found


def may_confirm(m: Page5, case: Fact, ev: Fact) -> str:
    """Ruling: one answer for each clause, as in the first; the decision is named by its leaf."""
    approval, say = waiting(case), ev["say"]
    if approval is None or say["decision"] != approval["leaf"]:
        return "nothing to sign"
    return "" if say["answers"] == ["yes"] * ev["clauses"] else "answers"


def may_decline(m: Page5, case: Fact, ev: Fact) -> str:
    approval = waiting(case)
    wanted = approval and approval["leaf"]
    if case["state"] == "approved" and approval is None:
        return "nothing to decline"
    return "" if ev["say"]["decision"] == wanted else "another decision"


def may_fulfil(m: Page5, case: Fact, ev: Fact) -> str:
    """Ruling: after the second signature, each condition once, none in advance."""
    approval, say = case["approval"], ev["say"]
    if waiting(case) or say["decision"] != approval["leaf"] or say["met_on"] > ev["day"]:
        return "not now"
    open_ = {n: each["text"] for n, each in enumerate(approval["conditions"], 1) if n not in approval["met"]}
    return "" if open_.get(say["condition"]) == say["wording"] else "no such condition"


def second(m: Page5, case: Fact, ev: Fact) -> None:
    case["approval"]["signed"] = True
    one_more(m, case)


def fulfil(m: Page5, case: Fact, ev: Fact) -> None:
    case["approval"]["met"].append(ev["say"]["condition"])
    one_more(m, case)


def set_roster(m: Page5, case: Fact, ev: Fact) -> None:
    """A line of a roster: person, options, kind, key. The painter gives keys as the events name them."""
    roots = ev["roots"]
    m.w["roots"] = min(len({who for who, _ in roots}), len({key for _, key in roots}))
    for who, key in [*roots, *ev["roster"]]:
        m.w["holders"].setdefault(key, who)
    m.w["lets"] = ev["lets"]
    m.w["rosters"].append((ev["seq"], {who for who, _ in [*roots, *ev["roster"]]}))


def adopt_policy(m: Page5, case: Fact, ev: Fact) -> None:
    layers = [m.papers(layer["sha256"]) for layer in ev["say"]["layers"]]
    roles: Fact | None = {}
    for layer in layers:
        roles = None if layer is None or roles is None else {**roles, **layer.get("roles", {})}
    m.w |= {"policies": [*m.w["policies"], ev["say"]["policy_sha256"]], "policies_day": ev["day"], "roles": roles}


def may_adopt(role: str, space: str) -> Callable[[Page5, Fact, Fact], str]:
    """Ruling: by post as well as by key, as long as the people and the policy in force name one who has both."""

    def needs(m: Page5, case: Fact, ev: Fact) -> str:
        by, other, day = ev["say"]["by"], ev["say"]["acting_for"], ev["day"]

        def theirs(one: str, acting_for: str | None) -> bool:
            posts = m.w["roles"][role]
            return may_vote(m, one, acting_for, posts, day) if role == "cio" else m.has(one, posts, day)

        if m.w["people"] is None or not (m.w["roles"] or {}).get(role) or theirs(by, other):
            return ""
        with_key = [who for who, spaces in m.w["lets"] if "nocustom-v1-" + space in spaces]
        could = [theirs(one, acting_for) for one in with_key
                 for acting_for in (None, *(p.get("acting_for") for p in m.places(one, day)))]  # fmt: skip
        return "another post" if any(could) else ""

    return needs


def adopt(part: str) -> Callable[[Page5, Fact, Fact], None]:
    def then(m: Page5, case: Fact, ev: Fact) -> None:
        m.w |= {part: m.papers(ev["say"]["sha256"]), part + "_sha": ev["say"]["sha256"], part + "_day": ev["day"]}
        if part == "people":
            say = ev["say"]
            m.w["adoptions"].append({"seq": ev["seq"], "by": say["by"], "acting_for": say["acting_for"],
                                     "day": ev["day"], "keys": keys(ev),
                                     "people": m.papers(say["sha256"])})  # fmt: skip

    return then


def readable(m: Page5, case: Fact, ev: Fact) -> str:
    why = may_adopt("office", "office")(m, case, ev)
    return why or ("lost paper" if m.papers(ev["say"]["sha256"]) is None else "")


TABLE: dict[str, Row] = {
    "roster.set": Row("roots", "roster", then=set_roster),
    "policy.adopted": Row("cio", "decision", needs=may_adopt("cio", "decision"), then=adopt_policy),
    "catalogue.adopted": Row("office", "office", needs=readable, then=adopt("systems")),
    "people.adopted": Row("office", "office", needs=readable, then=adopt("people")),
    "witness.added": Row("", "witness", unsigned="always"),  # what it says of the lines is the ledger's rule
    "ledger.restored": Row("roots", "roster"),
    "request.filed": Row("", "file", "new returned declined", "filed", "until_accepted", needs=may_file, then=file),
    "request.endorsed": Row("section_chief", "file", "filed closed",
                            needs=lambda m, case, ev: "endorsed already" if case["endorsed"] else "", then=endorse),
    "question.asked": Row("office", "office", ASKABLE, unsigned="always", said="message",
                          then=lambda m, case, ev: case["questions"].add(ev["seq"])),
    "question.answered": Row(
        "department", "file", ASKABLE, unsigned="always", said="message",
        needs=lambda m, case, ev: "" if ev["say"]["question"] in case["questions"] else "no question"),
    "request.closed": Row("office", "office", "filed", needs=may_close, then=close),
    "request.insisted": Row("section_chief", "file", "closed", said="reason", needs=may_insist, then=insist),
    "request.appealed": Row("department_head", "file", "closed refused", said="reason", needs=may_appeal,
                            then=appeal),
    "acceptance.signed": Row("owner", "accept", "owner_pending", "review", needs=may_accept, then=accept),
    "acceptance.declined": Row("named", "accept", "owner_pending approved", "declined", said="reason",
                               needs=may_decline, then=decline),
    "acceptance.confirmed": Row("owner", "accept", "approved", needs=may_confirm,
                                then=second),
    "condition.met": Row("owner", "accept", "approved", said="message", needs=may_fulfil,
                         then=fulfil),
    "opinion.given": Row("consulted", "opinion", "review"),
    "decision.made": Row("", "decision", "review", needs=gate, then=decide),
    "owner.silent": Row("office", "office", "owner_pending approved", "declined", needs=may_silent, then=silent),
    "act.disputed": Row("", "file accept opinion office decision", said="reason", needs=may_dispute, then=dispute),
    "act.disposed": Row("office", "office", said="reason", needs=may_dispose, then=dispose),
    "decision.transcribed": Row("", "office", "review", said="document", needs=may_transcribe, then=transcribe),
    "decision.confirmed": Row("", "decision", "approved refused", needs=may_confirm_later, then=confirm_later),
    "request.reassessed": Row("office", "office", "filed owner_pending review", needs=may_reassess, then=reassess),
    "request.returned": Row("office", "office", "filed review", "returned", said="reason"),
    "request.withdrawn": Row("requester", "file", OPEN, "withdrawn"),
    "request.voided": Row("office", "office", OPEN, "void", said="reason"),
}  # fmt: skip
