"""`nocustom check -f sarif`: SARIF 2.1.0, one run, written request by request.

Results are one for every finding, and one for every rule that decided a request that is not eligible. The tool stands
after the results, because only then it is known which findings there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from nocustom import __version__
from nocustom.acts.check import Check, Checked
from nocustom.errors import Exit
from nocustom.form.finding import Finding, Key
from nocustom.judge.policy import Rule
from nocustom.judge.verdict import DEFAULT, VERDICTS
from nocustom.locale import speak
from nocustom.show.json_text import encode
from nocustom.show.outcome import NO_GROUND, by_place, deciding, explained, placed, way_on

__all__ = ["check_sarif", "log", "physical", "result"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"forbidden": "error", "refused": "error", "redirected": "warning", "incomplete": "note"}


def check_sarif(check: Check, lang: str) -> Iterator[str]:
    """The log in pieces."""
    rules = [_rule(rule, lang) for layer in check.layers for rule in layer.rules]
    rules.append({"id": DEFAULT, "shortDescription": {"text": speak(NO_GROUND, lang)}})
    results = (each for checked in check.requests for each in _results(checked, lang))
    policy = [{"id": layer.id, "version": layer.version, "digest": layer.sha256} for layer in check.layers]
    yield from log(results, rules, lambda: check.tally.exit, check.as_of, policy, lang)


def log(
    results: Iterable[dict[str, Any]], rules: list[dict[str, Any]], ended: Callable[[], Exit], as_of: date,
    policy: list[dict[str, str]], lang: str,
) -> Iterator[str]:  # fmt: skip
    """One run in pieces: the results as they come, then the tool with `rules` and every other code that was met.

    `ended` tells the exit code once there are no more results.
    """
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"language": "{lang}", '
    yield '"columnKind": "unicodeCodePoints", "results": ['
    separator = "\n"
    for each in results:
        place = places.setdefault(each["ruleId"], len(places))
        yield separator + encode(each | {"ruleIndex": place})
        separator = ",\n"
    rules += [{"id": code} for code in list(places)[len(rules) :]]
    driver = {"name": "nocustom", "version": __version__, "semanticVersion": __version__, "language": lang}
    yield f'\n], "tool": {{"driver": {encode(driver)[:-1]}, "rules": [\n'
    yield ",\n".join(map(encode, rules))
    exit_ = ended()
    invocation = {"executionSuccessful": exit_ != Exit.NOT_JUDGED, "exitCode": int(exit_)}
    yield f'\n]}}}}, "invocations": [{encode(invocation)}], '
    yield f'"properties": {encode({"asOf": as_of.isoformat(), "policy": policy})}}}]}}\n'


def _rule(rule: Rule, lang: str) -> dict[str, Any]:
    """A rule of the policy. Texts it does not have are left out."""
    texts = {"shortDescription": rule.title, "fullDescription": rule.reason, "help": rule.remedy}
    said = {name: {"text": speak(text, lang)} for name, text in texts.items() if speak(text, lang)}
    return {
        "id": rule.id,
        **said,
        "properties": {"layer": rule.layer, "effect": rule.effect, "source": rule.source},
    }


def _results(checked: Checked, lang: str) -> Iterator[dict[str, Any]]:
    same: Counter[tuple[str, Key]] = Counter()
    """How often one code was found at one key: the second personal number in a text is another finding."""
    for finding in by_place(checked):
        text = "\n".join(explained(finding, lang))
        here = (finding.code, finding.where)
        yield result(
            checked.path, _of(checked), finding.code, finding.severity, text, finding,
            (*finding.where, f"#{same[here]}"),
        )  # fmt: skip
        same[here] += 1
    judgement = checked.judgement
    if judgement is None or judgement.verdict == "eligible":
        return
    at = placed(checked)
    for ground in deciding(judgement):
        verdict = speak(VERDICTS[judgement.verdict], lang)
        text = "\n".join([f"{verdict}: {ground.title(lang)}", *way_on(judgement, ground, lang)])
        yield result(checked.path, _of(checked), ground.id, LEVELS[judgement.verdict], text, at)


def _of(checked: Checked) -> str:
    return checked.text("key") or checked.path


def result(
    path: str, of: str, rule: str, level: str, text: str, at: Finding | None, where: Key = ()
) -> dict[str, Any]:
    """One result in the file at `path`; `of` is what it stays with wherever that file moves."""
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": _plain(text)},
        "locations": [{"physicalLocation": physical(path, at)}],
        "partialFingerprints": {"nocustom/v1": _fingerprint(rule, of, where)},
    }


def physical(path: str, at: Finding | None) -> dict[str, Any]:
    """A place in the file at `path`; the file as a whole where there is no line."""
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    if at and at.line:
        location["region"] = _region(at)
    return location


def _region(at: Finding) -> dict[str, int]:
    region = {"startLine": at.line or 1}
    if at.column:
        region |= {"startColumn": at.column, "endColumn": at.column + max(at.length, 1)}
    return region


def _fingerprint(rule: str, request: str, where: Key) -> str:
    """The same as long as the same is wrong with the same request, wherever its lines move."""
    return sha256(encode([rule, request, list(where)]).encode("utf-8", "surrogatepass")).hexdigest()


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path.replace("\\", "/"), safe="/", errors="surrogateescape")


def _plain(text: str) -> str:
    """`text` without what SARIF would take for a place to fill in or for a link."""
    text = re.sub(r"\{(\d+)\}", r"{{\1}}", text)
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)
