"""`nocustom policy test -f junit`: a test suite with a test case for every example and every case of the policy.

What comes out otherwise than expected, and a rule without an example it needs, has failed; what can't be evaluated is
an error. Coverage and mutants have no place in this format.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_test import PolicyTest, Trial
from nocustom.form.finding import Finding
from nocustom.locale import speak
from nocustom.show.check_concise import finding_line
from nocustom.show.check_junit import escaped
from nocustom.words import visible

__all__ = ["policy_test_junit"]


def policy_test_junit(test: PolicyTest, lang: str) -> Iterator[str]:
    """The document in pieces."""
    total = len(test.trials) + len(test.missing) + len(test.findings)
    failed = len(test.failed) + len(test.missing)
    counts = f'tests="{total}" failures="{failed}" errors="{len(test.findings)}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="nocustom" {counts}>\n<testsuite name="nocustom policy test" {counts} skipped="0">\n'
    yield f'<properties>\n<property name="as_of" value="{test.as_of.isoformat()}"/>\n'
    for layer in test.layers:
        yield f'<property name="policy" value="{escaped(f"{layer.id} {layer.version} {layer.sha256}")}"/>\n'
    yield "</properties>\n"
    for trial in test.trials:
        yield _trial(trial, lang)
    for finding in test.missing:
        yield _alone(finding, "failure", lang)
    for finding in test.findings:
        yield _alone(finding, "error", lang)
    yield "</testsuite>\n</testsuites>\n"


def _trial(trial: Trial, lang: str) -> str:
    start = f'<testcase classname="{escaped(visible(trial.path))}" name="{escaped(visible(trial.name))}"'
    if not trial.wrong:
        return f"{start}/>\n"
    message = escaped(speak(trial.wrong[0].said, lang))
    text = escaped("\n".join(finding_line(trial.path, each, lang) for each in trial.wrong))
    return f'{start}>\n<failure message="{message}" type="{trial.kind}">{text}</failure>\n</testcase>\n'


def _alone(finding: Finding, element: str, lang: str) -> str:
    """A finding that belongs to no example or case that could be tried."""
    path, message = finding.path or "", escaped(speak(finding.said, lang))
    text = escaped(finding_line(path, finding, lang))
    return (
        f'<testcase classname="{escaped(visible(path))}" name="{message}">\n'
        f'<{element} message="{message}" type="{finding.code}">{text}</{element}>\n</testcase>\n'
    )
