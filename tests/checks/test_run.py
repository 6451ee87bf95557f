"""Hits become findings: waived where somebody accepts them, and waivers that are for nothing are found."""

from __future__ import annotations

from dbtool.checks.run import CheckFinding, run_rules
from dbtool.definitions.contract import Waiver
from dbtool.errors import Origin
from dbtool.model.key import Key
from tests.checks.rule_cases import Build, Text, declared

PLACE = Origin("a.yml", 3, 1)
TEXT = Text("""
tables:
  people:
    columns: {id: bigint, name: varchar(20), born: timestamp}
    primary_key: [id]
    indexes: {people_id: [id]}
""")
TABLE = Key("table", ("public", "people"))
BROKEN = Text("""
table: events
columns: {id: bigint, at: timestamp not null}
primary_key: [id]
partition_by: range (at)
""")


def _waiver(word: str, key: Key = TABLE) -> Waiver:
    return Waiver(key, word, "because", PLACE)


def _codes(found: list[CheckFinding], *, waived: bool = False) -> set[str]:
    return {one.code for one in found if (one.waived is not None) is waived}


def test_every_rule_runs_on_a_built_database(build: Build) -> None:
    found = run_rules(build(TEXT), waivers=[])
    assert _codes(found) >= {"C101", "C104", "K101"}
    index = next(one for one in found if one.code == "K101")
    assert (index.name, index.severity, index.key) == (
        "duplicate-index",
        "warning",
        Key("index", ("public", "people_id")),
    )
    assert index.other == (Key("constraint", ("public", "people", "people_pkey")),)


def test_waiver_of_a_table_holds_for_what_is_in_it(build: Build) -> None:
    waivers = [_waiver("K101"), _waiver("varchar-length"), _waiver("C101", Key("schema", ("public",)))]
    found = run_rules(build(TEXT), waivers=waivers)
    assert _codes(found, waived=True) == {"K101", "C104", "C101"}
    assert {one.waived for one in found if one.code == "K101"} == {"because"}


def test_waiver_of_one_object_does_not_hold_for_another(build: Build) -> None:
    other = Key("column", ("public", "people", "id"))
    found = run_rules(build(TEXT), waivers=[_waiver("varchar-length", other)])
    assert "C104" in _codes(found)
    assert [(one.code, one.severity, one.origin) for one in found if one.code == "unused-waiver"] == [
        ("unused-waiver", "info", PLACE)
    ]


def test_waiver_with_unknown_code_is_found_with_the_nearest(build: Build) -> None:
    (found,) = [
        one
        for one in run_rules(build(TEXT), waivers=[_waiver("varchar-lenght")])
        if one.code == "unknown-waiver"
    ]
    assert found.message == "there is no rule varchar-lenght"
    assert found.hint == 'did you mean "varchar-length"?'


def test_disabled_rule_finds_nothing_and_its_waiver_is_let_be(build: Build) -> None:
    found = run_rules(build(TEXT), waivers=[_waiver("varchar-length")], disabled={"C104"})
    assert _codes(found) & {"C104", "unused-waiver"} == set()


def test_severity_is_overridden(build: Build) -> None:
    found = run_rules(build(TEXT), waivers=[], severities={"C104": "error"})
    assert {one.severity for one in found if one.code == "C104"} == {"error"}


def test_only_early_rules_run_on_declared_facts() -> None:
    found = run_rules(declared(BROKEN), waivers=[_waiver("float-money")], early=True)
    assert _codes(found) == {"P101"}
