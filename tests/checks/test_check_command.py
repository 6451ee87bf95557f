"""`dbtool check` as a program: what it finds, where, in which form, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.checks.conftest import Check

FAILURE, WRONG_USAGE = ExitStatus.FAILURE, ExitStatus.WRONG_USAGE
PROJECT = "[databases.app]\n"
PEOPLE = """\
table: people
columns:
  id: bigint
  name: varchar(20)  # dbtool: ignore varchar-length short names only
  born: {type: timestamp, waive: {C101: a wall clock}}
  fee: double precision
primary_key: [id]
# dbtool: ignore K101
comment: Everybody.
indexes: {people_id: [id]}
"""
SQL = """\
-- dbtool: ignore K104 rows pass through
CREATE TABLE raw (
  at timestamp,
  price float -- dbtool: ignore float-money as it comes
);
CREATE VIEW one AS
SELECT raw.price
FROM raw
WHERE raw.at = NULL; -- dbtool: ignore CV05 never
CREATE VIEW other AS SELECT raw.price FROM raw WHERE raw.at = NULL;
"""
TEXT = """\
schema/app/people.yml
  6:3     warning C102 float-money
          people.fee is money by its name, and double precision cannot hold it exactly
          hint: write numeric, with the digits that are needed: numeric(20, 8)
  8:1     info    unused-waiver
          K101 is waived here, but nothing is found
          hint: take the waiver out
  10:11   warning K101 duplicate-index
          the index people_id has the same columns as the primary key people_pkey, which serves the
          same queries
          hint: drop people_id

schema/app/raw.sql
  3:3     warning C101 timestamp-without-time-zone
          raw.at has no time zone
          hint: write timestamptz
  10:61   warning CV05 convention.is_null
          comparisons with NULL should use "IS" or "IS NOT"
          hint: It is never true, not even for NULL. Write IS NULL or IS NOT NULL.

"""
FILES = {"dbtool.toml": PROJECT, "schema/app/people.yml": PEOPLE, "schema/app/raw.sql": SQL}


def _findings(check: Check, *arguments: str, **named: Any) -> list[dict[str, Any]]:
    done = check(*arguments, "--format", "json", **named)
    (found,) = json.loads(done.stdout)["databases"]
    return list(found["findings"])


def test_findings_are_grouped_by_file_and_waived_ones_counted(check: Check) -> None:
    done = check(files=FILES, status=ExitStatus.DIFFERENCES)
    report, _, summary = done.stdout.partition("app: ")
    assert report == TEXT
    assert summary.startswith("valid, 4 warnings, 1 note, 5 waived, ")


def test_json_has_the_waived_too(check: Check) -> None:
    found = _findings(check, files=FILES, status=ExitStatus.DIFFERENCES)
    waived = {(one["name"], one["waived"], one["origin"]["line"]) for one in found if one["waived"]}
    assert waived == {
        ("varchar-length", "short names only", 4),
        ("timestamp-without-time-zone", "a wall clock", 5),
        ("missing-primary-key", "rows pass through", 2),
        ("float-money", "as it comes", 4),
        ("convention.is_null", "never", 9),
    }


@pytest.mark.parametrize(
    ("bar", "status"),
    [("error", ExitStatus.DIFFERENCES), ("warning", FAILURE), ("info", FAILURE)],
)
def test_fail_on_says_what_is_a_failure(check: Check, bar: str, status: ExitStatus) -> None:
    check("--fail-on", bar, files=FILES, status=status)


def test_github_annotations(check: Check) -> None:
    done = check("--format", "github", files=FILES, status=ExitStatus.DIFFERENCES)
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "::warning file=schema/app/people.yml,line=6,col=3,title=C102 float-money::people.fee is money by "
        "its name, and double precision cannot hold it exactly%0Awrite numeric, with the digits that are "
        "needed: numeric(20, 8)"
    )
    assert [line.partition(" ")[0] for line in lines] == ["::warning", "::notice", *["::warning"] * 3]


def test_configuration_disables_and_weighs(check: Check) -> None:
    toml = (
        PROJECT
        + '[checks]\ndisable = ["float-money", "unused-waiver", "CV05"]\n'
        + ('[checks.severity]\nduplicate-index = "error"\n[databases.app.checks]\ndisable = ["c101"]\n')
    )
    found = _findings(check, files={**FILES, "dbtool.toml": toml}, status=FAILURE)
    assert {(one["name"], one["severity"]) for one in found if not one["waived"]} == {
        ("duplicate-index", "error")
    }


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[checks]\ndisable = ["float-mony"]\n', "[checks] disable: there is no rule float-mony"),
        ('[databases.app.checks]\nseverity = {K101 = "fatal"}\n', "K101: fatal is no severity"),
        ("[checks]\ndisabled = []\n", "[checks] disabled: there is no such key"),
    ],
)
def test_configuration_is_checked(check: Check, toml: str, said: str) -> None:
    done = check(files={**FILES, "dbtool.toml": PROJECT + toml}, status=WRONG_USAGE)
    assert said in done.stderr
    assert "hint: " in done.stderr


def test_unknown_waiver_is_told_with_the_nearest_name(check: Check) -> None:
    text = PEOPLE.replace("varchar-length", "varchar-len")
    found = _findings(check, files={**FILES, "schema/app/people.yml": text}, status=ExitStatus.DIFFERENCES)
    (unknown,) = [one for one in found if one["name"] == "unknown-waiver"]
    assert unknown["hint"] == 'did you mean "varchar-length"?'
    assert unknown["origin"] == {"file": "schema/app/people.yml", "line": 4, "column": 22}


REFUSED = """\
tables:
  events:
    columns: {id: bigint, at: timestamptz not null, kind: uuid}
    primary_key: [id]
    partition_by: range (at)
  odd: {columns: {id: bigint, at: nothing}}
  notes:
    columns: {id: bigint, event: uuid}
    primary_key: [id]
  more:
    columns: {id: bigint, note: uuid}
    foreign_keys: {of_note: note -> notes(id)}
"""


def test_refusal_of_the_server_has_the_hint_of_the_rule(check: Check) -> None:
    done = check("--definitions", "bad.yml", files={"bad.yml": REFUSED}, status=FAILURE)
    assert done.stderr.splitlines()[1:] == [
        "bad.yml:2:3: table public.events: unique constraint on partitioned table must include all "
        "partitioning columns",
        "  hint: write [id, at]",
        "        see `dbtool check --explain P101`",
        'bad.yml:6:3: table public.odd: type "nothing" does not exist',
        'bad.yml:10:3: table public.more: foreign key constraint "of_note" cannot be implemented',
        "  hint: give more.note the type bigint",
        "        see `dbtool check --explain K108`",
        "error: 3 errors in the definitions",
    ]
    assert done.stdout == "", "what the server said is not said again"


def test_refusal_in_json_is_a_finding_of_the_rule(check: Check) -> None:
    found = _findings(check, "--definitions", "bad.yml", files={"bad.yml": REFUSED}, status=FAILURE)
    assert [(one["code"], one["severity"], one["refused"]) for one in found] == [
        ("P101", "error", True),
        ("invalid-definition", "error", True),
        ("K108", "error", True),
    ]


def test_unreadable_definitions_are_findings_too(check: Check) -> None:
    found = _findings(
        check,
        "--definitions",
        "bad.yml",
        files={"bad.yml": "table: a\ncolums: {id: bigint}\n"},
        status=FAILURE,
    )
    assert [(one["code"], one["refused"], one["hint"]) for one in found] == [
        ("invalid-definition", True, 'did you mean "columns"?')
    ]


def test_explain_and_list_need_no_project(check: Check) -> None:
    page = check("--explain", "duplicate-index").stdout
    assert page.startswith("K101 duplicate-index (warning)\n\nAn index that another index already does")
    assert check("--explain", "k101").stdout == page
    rules = check("--list").stdout.splitlines()
    assert any(line.split()[:3] == ["K101", "duplicate-index", "warning"] for line in rules)
    unknown = check("--explain", "duplicate-indx", status=WRONG_USAGE)
    assert "hint: did you mean duplicate-index?" in unknown.stderr


def test_sql_is_linted_once(check: Check, tmp_path: Path) -> None:
    note = "linting the SQL of the definitions"
    assert note in check(files=FILES, status=ExitStatus.DIFFERENCES).stderr
    assert note not in check(status=ExitStatus.DIFFERENCES).stderr
    kept = list((tmp_path / "cache/dbtool/lint").iterdir())
    assert len(kept) == 1
    kept[0].write_text("not what it was", encoding="utf-8")
    assert note in check(status=ExitStatus.DIFFERENCES).stderr


def test_no_lint_leaves_sql_out(check: Check) -> None:
    found = _findings(check, "--no-lint", files=FILES, status=ExitStatus.DIFFERENCES)
    assert "CV05" not in {one["code"] for one in found}


def test_project_may_have_rules_of_its_own_for_sql(check: Check) -> None:
    own = {
        ".sqlfluff": "[sqlfluff]\nrules = CP01\n[sqlfluff:rules:capitalisation.keywords]\n"
        "capitalisation_policy = lower\n"
    }
    found = _findings(check, files={**FILES, **own}, status=ExitStatus.DIFFERENCES)
    assert {one["code"] for one in found} & {"CV05", "CP01"} == {"CP01"}


def test_sql_in_yaml_and_jinja_is_linted_at_the_authors_lines(check: Check) -> None:
    views = """\
table: a
columns: {id: bigint}
primary_key: [id]
---
{% set limit = 3 %}
{% for name in ["x"] %}
views:
  {{ name }}:
    query: |
      select a.id
      from a
      where a.id = null
  short: select a.id from a limit {{ limit }}
functions:
  f:
    language: sql
    returns: bigint
    body: |

      select distinct(a.id) from a
{% endfor %}
"""
    found = _findings(check, files={**FILES, "schema/app/views.yml": views}, status=ExitStatus.DIFFERENCES)
    places = {
        one["code"]: (one["origin"]["line"], one["origin"]["column"])
        for one in found
        if one["origin"] and one["origin"]["file"] == "schema/app/views.yml"
    }
    assert places == {"CV05": (12, 18), "AM09": (13, 10), "ST08": (20, 22)}
