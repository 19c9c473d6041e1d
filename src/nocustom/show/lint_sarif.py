"""`nocustom policy lint -f sarif`: SARIF 2.1.0, a result for every finding, for tools that show them in the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nocustom.acts.policy_lint import Linted
from nocustom.form.finding import Key
from nocustom.locale import speak
from nocustom.show.check_sarif import log, physical, result
from nocustom.show.outcome import explained

__all__ = ["lint_sarif"]


def lint_sarif(linted: Linted, lang: str) -> Iterator[str]:
    """The log in pieces."""
    codes = list(dict.fromkeys(each.code for each in linted.findings))
    same: Counter[tuple[str, str, Key]] = Counter()
    results = []
    for finding in linted.findings:
        path = finding.path or ""
        here = (finding.code, path, finding.where)
        made = result(path, path, finding.code, finding.severity, "\n".join(explained(finding, lang)), finding,
                      (*finding.where, f"#{same[here]}"))  # fmt: skip
        same[here] += 1
        related = [{"id": place, "message": {"text": speak(each.said, lang)}, "physicalLocation":
                    physical(each.path or path, each)} for place, each in enumerate(finding.related, 1)]  # fmt: skip
        results.append(made | ({"relatedLocations": related} if related else {}))
    layers = linted.policy.ordered() if linted.policy else ()
    policy = [{"id": layer.id, "version": layer.version, "digest": layer.sha256} for layer in layers]
    yield from log(results, [{"id": code} for code in codes], lambda: linted.exit, linted.day, policy, lang)
