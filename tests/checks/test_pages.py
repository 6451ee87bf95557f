"""Rules about keys, columns, names and partitions find what their pages say; every rule has a fresh page."""

from __future__ import annotations

import pytest
from scripts import check_pages

from dbtool.checks import RULES
from dbtool.checks.base import Rule
from dbtool.checks.known import all_rules
from tests.checks.rule_cases import Build, Case, cases, declared, examples, family, hits, rule

# The other families have tests of their own.
MINE = [found for letter in "CKNP" for found in family(letter)]
CASES = [case for letter in "cknp" for case in cases(letter)]


def _code(rule: Rule) -> str:
    return rule.code


@pytest.mark.parametrize("rule", MINE, ids=_code)
def test_bad_example_is_found_and_good_one_is_not(rule: Rule, build: Build) -> None:
    page = examples(rule)
    assert page.keys() == {"Bad", "Good"}
    # What the server refuses cannot be built.
    assert hits(rule, declared(page["Bad"]) if rule.early else build(page["Bad"]))
    assert hits(rule, build(page["Good"])) == ()


@pytest.mark.parametrize("rule", [rule for rule in MINE if rule.early], ids=_code)
def test_early_rule_reads_declared_facts(rule: Rule) -> None:
    assert hits(rule, declared(examples(rule)["Good"])) == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, build: Build) -> None:
    database = declared(case.text) if case.declared else build(case.text)
    assert hits(rule(case.code), database) == case.hits


def test_every_rule_has_a_case() -> None:
    assert {found.code for found in MINE} <= {case.code for case in CASES}


@pytest.mark.parametrize("rule", MINE, ids=_code)
def test_good_example_breaks_no_other_rule(rule: Rule, build: Build) -> None:
    database = build(examples(rule)["Good"])
    # What a page is not about it need not show: a way to make partitions, a whole schema.
    others = [other for other in MINE if other.severity == "error" or other.code[0] == rule.code[0]]
    assert {other.code: found for other in others if (found := hits(other, database))} == {}


def test_codes_and_names_are_unique_and_rules_in_order() -> None:
    words = [word.lower() for rule in all_rules() for word in {rule.code, rule.name}]
    assert len(words) == len(set(words))
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=_code)
def test_rule_is_named_after_its_file(rule: Rule) -> None:
    file = rule.find.__module__.rpartition(".")[2]
    assert file == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert rule.title.endswith(".")


def test_pages_are_fresh() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in check_pages.FOLDER.glob("*.md")}
    assert written == check_pages.pages(), "run `make docs`"
