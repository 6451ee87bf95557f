"""Rules about row security: each page's examples, and cases around them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dbtool.checks.base import Rule
from dbtool.execute.scratch_server import scratch_database
from dbtool.server.contract import Server
from tests.checks.rule_cases import Build, Case, built_on, cases, declared, examples, family, hits, rule


@pytest.fixture(scope="module")
def build(server: Server) -> Iterator[Build]:
    if server.edition == "none":
        pytest.skip("this server has no TimescaleDB")
    with scratch_database(server.url, provider=None, say=lambda _note: None) as url:
        yield built_on(url)


@pytest.mark.parametrize("rule", family("RLS"), ids=lambda rule: rule.code)
def test_bad_example_is_found_and_good_one_is_not(rule: Rule, build: Build) -> None:
    page = examples(rule)
    assert page.keys() == {"Bad", "Good"}
    assert hits(rule, build(page["Good"])) == ()
    # What the server refuses cannot be built.
    assert hits(rule, declared(page["Bad"]) if rule.early else build(page["Bad"]))


@pytest.mark.parametrize("case", cases("rls"), ids=str)
def test_case(case: Case, build: Build) -> None:
    database = declared(case.text) if case.declared else build(case.text)
    assert hits(rule(case.code), database) == case.hits


def test_every_rule_has_a_case() -> None:
    assert {found.code for found in family("RLS")} <= {case.code for case in cases("rls")}
