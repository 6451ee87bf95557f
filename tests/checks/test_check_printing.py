"""Findings in print: SARIF for code scanning, annotations for a workflow, whatever names hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.check import check_status, check_text
from dbtool.cli.printing.check_github import github_text
from dbtool.cli.printing.check_sarif import sarif_text
from dbtool.errors import Origin
from dbtool.model.key import Key
from dbtool.operations.results import CheckResult, Finding

PRICE = Finding(
    code="C102",
    name="float-money",
    severity="warning",
    message='"odd, name".price is 100% money:\nby its name',
    hint="write numeric",
    origin=Origin("schema/a b/t,1.yml", 6, 3),
    key=Key("column", ("public", "odd, name", "price")),
)
WAIVED = replace(
    PRICE, key=Key("column", ("public", "t", "fee")), waived="the vendor's type", origin=Origin("/else/t.sql")
)
LINTED = Finding(
    code="CV05", name="convention.is_null", severity="info", message="never", origin=Origin("v.sql", 1, 1)
)
STRANGE = Finding(code="XX01", severity="error", message="a rule of the project's own")
RESULT = CheckResult(
    database="shop",
    findings=(PRICE, WAIVED, LINTED, replace(LINTED, origin=Origin("v.sql", 9, 1)), STRANGE),
    unrecorded=(),
    replayed=None,
    objects={"table": 2},
    seconds=0.1,
)


def _run(*results: CheckResult) -> dict[str, Any]:
    document = json.loads(sarif_text(results))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return dict(run)


def _marks(run: dict[str, Any]) -> list[str]:
    return [result["partialFingerprints"]["dbtoolFinding/v1"] for result in run["results"]]


def test_sarif_names_each_rule_once_with_its_page() -> None:
    run = _run(RESULT)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["C102", "CV05", "XX01"]
    assert rules[0]["shortDescription"]["text"].startswith("Money in a floating-point number")
    assert rules[0]["help"]["markdown"].startswith("# C102 float-money\n\nMoney")
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])
    assert [found["level"] for found in run["results"]] == ["warning", "warning", "note", "note", "error"]


def test_sarif_places_are_uris() -> None:
    places = [found["locations"][0].get("physicalLocation") for found in _run(RESULT)["results"]]
    assert places[0] == {
        "artifactLocation": {"uri": "schema/a%20b/t%2C1.yml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 6, "startColumn": 3},
    }
    assert places[1] == {"artifactLocation": {"uri": "file:///else/t.sql"}}
    assert places[4] is None


def test_sarif_suppresses_what_is_waived() -> None:
    results = _run(RESULT)["results"]
    assert results[1]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "the vendor's type"}
    ]
    assert [number for number, found in enumerate(results) if "suppressions" in found] == [1]


def test_sarif_fingerprints_stay_when_lines_move() -> None:
    moved = replace(
        RESULT,
        findings=tuple(
            replace(one, origin=Origin(one.origin.file, one.origin.line + 40, 1)) if one.origin else one
            for one in RESULT.findings
        ),
    )
    before = _marks(_run(RESULT))
    assert before == _marks(_run(moved))
    assert len(set(before)) == len(before)
    assert set(before).isdisjoint(_marks(_run(replace(RESULT, database="other"))))


def test_github_escapes_what_means_something_to_it() -> None:
    first, *others = github_text([RESULT]).splitlines()
    assert first == (
        "::warning file=schema/a b/t%2C1.yml,line=6,col=3,title=C102 float-money::"
        '"odd, name".price is 100%25 money:%0Aby its name%0Awrite numeric'
    )
    assert others == [
        "::notice file=v.sql,line=1,col=1,title=CV05 convention.is_null::never",
        "::notice file=v.sql,line=9,col=1,title=CV05 convention.is_null::never",
        "::error title=XX01::a rule of the project's own",
    ]


def test_text_is_100_columns_wide_and_says_nothing_of_what_is_waived() -> None:
    long = replace(PRICE, message="word " * 60, hint="next " * 60)
    lines = check_text(replace(RESULT, findings=(long, WAIVED))).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0] == "schema/a b/t,1.yml"
    assert lines[-1] == "shop: valid, 1 warning, 1 waived, 2 objects (0.1 s)"
    assert "fee" not in "".join(lines)


def test_waived_findings_never_fail() -> None:
    only = replace(RESULT, findings=(replace(STRANGE, waived="so be it"),))
    assert check_status(only, "info") is ExitStatus.DONE
    assert check_status(replace(only, findings=(STRANGE,)), "error") is ExitStatus.FAILURE
    assert check_status(replace(only, findings=(PRICE,)), "error") is ExitStatus.DONE
    assert check_status(replace(only, findings=(PRICE,)), "warning") is ExitStatus.FAILURE
