"""The judge decides as XACML 3.0 wants it, where both have words for a case.

The conformance suite is not copied: a clone of github.com/authzforce/core (Apache-2.0; the suite is OASIS's and AT&T's)
below the folder that NOCUSTOM_VECTORS names. Without it, the cases written here run.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.oracles.xacml_cases import CASES
from tests.oracles.xacml_oracle import COMBINED, answered, in_folder, translated
from tests.oracles.xacml_request import LeftOut, Why

PAGE = Path(__file__).resolve().parents[2] / "docs" / "oracles.md"
SUITE = "core/pdp-testutils/src/test/resources/conformance/xacml-3.0-from-2.0-ct/mandatory"

SURE_NO = ("IID004", "IID008", "IID020", "IID024", "IID305", "IID310")
"""A Deny is unknown and no Permit can come. XACML waits (Indeterminate); we say the certain no at once, by default."""


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_our_own(name: str) -> None:
    case = translated(*CASES[name])
    assert answered(case) == case.decision, case.documents


def test_our_cases_know_every_decision_and_way_of_combining() -> None:
    cases = [translated(*each) for each in CASES.values()]
    assert {case.decision for case in cases} == {"Permit", "Deny", "NotApplicable", "Indeterminate"}
    assert {case.algorithm for case in cases} == {*COMBINED}


def test_the_difference_to_xacml() -> None:
    """An unknown Deny and no Permit: the no is certain, so nobody is asked for more."""
    policy, _, response = CASES["absent, must be present"]
    case = translated(policy.replace('"Permit"', '"Deny"'), CASES["no target"].request, response)
    assert (case.decision, answered(case)) == ("Indeterminate", "NotApplicable")


@pytest.mark.parametrize("named, other, why", [
    ("string-equal", "string-regexp-match", Why.TEXT),
    ("string-equal", "string-greater-than", Why.TEXT),
    ("XMLSchema#string", "XMLSchema#double", Why.TYPE),
    ("deny-overrides", "only-one-applicable", Why.ONLY_ONE),
    ("<Target>", "<AdviceExpressions/><Target>", Why.DUTY),
])  # fmt: skip
def test_what_our_language_cannot_say_is_left_out(named: str, other: str, why: Why) -> None:
    policy, request, response = CASES["match"]
    with pytest.raises(LeftOut) as left:
        translated(policy.replace(named, other), request, response)
    assert left.value.why == why


# The suite of the standard ----------------------------------------------------------------------------------------


def _suite() -> list[Path]:
    folder = os.environ.get("NOCUSTOM_VECTORS")
    if folder is None or not (Path(folder) / SUITE).is_dir():
        pytest.skip(
            "XACML conformance NOT checked: NOCUSTOM_VECTORS names no folder with a clone of authzforce/core"
        )
    return sorted(path for path in (Path(folder) / SUITE).iterdir() if path.is_dir())


def _ranges(names: list[str]) -> str:
    """`IIC003 IIC012-014` for the names of cases, without the remarks after their numbers."""
    spans: list[tuple[str, int, int]] = []
    for name in sorted(names):
        series, number = re.fullmatch(r"([A-Z]+)(\d+)(?:_.*)?", name).groups()  # type: ignore[union-attr]
        if spans and spans[-1][0] == series and spans[-1][2] == int(number) - 1:
            spans[-1] = (series, spans[-1][1], int(number))
        else:
            spans.append((series, int(number), int(number)))
    return " ".join(f"{series}{first:03}" + f"-{last:03}" * (last > first) for series, first, last in spans)


def test_the_conformance_suite() -> None:
    lines: list[str] = []
    passed: list[str] = []
    left: dict[str, list[str]] = {}
    seen: Counter[str] = Counter()
    wrong = []
    for folder in _suite():
        try:
            case = in_folder(folder)
        except LeftOut as reason:
            left.setdefault(reason.why, []).append(folder.name)
            continue
        decision = answered(case)
        if folder.name in SURE_NO:
            assert (case.decision, decision) == ("Indeterminate", "NotApplicable")
            left.setdefault("a Deny is unknown, and no Permit can come", []).append(folder.name)
        elif decision != case.decision:
            wrong.append((folder.name, case.decision, decision))
        else:
            passed.append(folder.name)
            seen[case.decision] += 1
            seen["subtracts"] += case.subtracts
    assert wrong == []
    lines.append(f"| (passed) | {len(passed)} | {_ranges(passed)} |")
    lines += [f"| {why} | {len(names)} | {_ranges(names)} |"
              for why, names in sorted(left.items(), key=lambda each: -len(each[1]))]  # fmt: skip
    print("\n".join([*lines, str(dict(seen))]))
    page = PAGE.read_text("utf-8")
    for line in lines:
        assert line in page, "docs/oracles.md says otherwise"
