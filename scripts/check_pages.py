#!/usr/bin/env python3
"""Writes docs/checks/: one page for each rule of `dbtool check`, from its docstring, and a list of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

from dbtool.checks import RULES
from dbtool.checks.base import Rule
from dbtool.checks.known import OWN
from dbtool.checks.sql_rules import SQL_RULES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "checks"
INDEX = "README.md"
NOTICE = (
    "<!-- Written by scripts/check_pages.py from the rules themselves; run `make docs` to write it anew. -->"
)
FAMILIES = {
    "T": "TimescaleDB",
    "K": "Keys and indexes",
    "C": "Columns and types",
    "N": "Names",
    "P": "Partitions",
    "R": "Roles and grants",
    "RLS": "Row security",
    "F": "Functions",
    "L": "Lifecycle",
}
SQL = "sql.md"
ABOUT = cleandoc(
    """
    What `dbtool check` finds in definitions that the server would take, or that it refuses without saying
    what to do. The rules read the database that the definitions describe, as scratch built it: all that is
    said in YAML, SQL files and Jinja alike. Where it cannot be built, the rules marked † read what is
    declared, and stand beside the server's own words.

    | severity | means | status |
    |---|---|---|
    | `error` | it does not work, or loses data or protection | 1 |
    | `warning` | it will hurt | 1 with `--fail-on warning` |
    | `info` | there is something better | 1 with `--fail-on info` |

    `dbtool check --explain K101` prints a page, `dbtool check --list` all rules.
    """
)
ACCEPTED = cleandoc(
    """
    ## What is accepted

    A finding is waived where it arises, with its reason, by the rule's code or its name. A waiver holds for
    its object and for what is inside it; that of a table for its columns, constraints, indexes and policies:

    ```yaml
    table: legacy_prices
    columns:
      symbol: varchar(20) not null
      price: {type: double precision, waive: {float-money: The vendor sends no more digits.}}
    primary_key: [symbol]
    waive: {varchar-length: Types stay as the vendor's document gives them.}
    ```

    A comment does the same for what stands in its line, or in the next one where it stands alone. It is the
    way in SQL files:

    ```sql
    CREATE TABLE raw_prices (
      symbol text NOT NULL PRIMARY KEY,
      -- dbtool: ignore float-money the vendor sends no more digits
      price double precision
    );
    ```

    Waived findings are counted, are in the JSON output with their reasons, and in SARIF as suppressed. A
    waiver that silences nothing is a finding.

    `dbtool.toml` switches rules off or makes them more or less, for the project or for one database:

    ```toml
    [checks]
    disable = ["small-key"]

    [checks.severity]
    missing-primary-key = "error"

    [databases.legacy.checks]
    disable = ["varchar-length", "serial-not-identity"]
    ```
    """
)
ABOUT_SQL = cleandoc(
    """
    # Hand-written SQL

    SQL files, the queries of views in YAML, and bodies of routines in the language `sql` are linted by
    [sqlfluff](https://docs.sqlfluff.com), with findings at the author's own lines. What is found is kept
    until the text changes; `--no-lint` leaves it out. What the server takes is never an error.

    These rules are asked, unless the project has a `.sqlfluff`, or `[tool.sqlfluff]` in `pyproject.toml`:
    then that decides. `-- noqa: AM04` in the text works as ever, and so does `-- dbtool: ignore AM04 reason`.
    """
)


def pages() -> Mapping[str, str]:
    """Give the text of each page by its file name, the index among them."""
    own = {f"{rule.name}.md": _page(rule) for rule in OWN}
    return {INDEX: _index(), SQL: _sql(), **own, **{_file(rule): _page(rule) for rule in RULES}}


def _file(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}.md"


def _index() -> str:
    parts = [NOTICE, "# Checks", ABOUT]
    for family, title in FAMILIES.items():
        rows = [_row(rule, _file(rule)) for rule in RULES if rule.code.rstrip("0123456789") == family]
        if rows:
            parts += [f"## {title}", _table(rows)]
    parts += ["## Others", _table([*(_row(rule, f"{rule.name}.md") for rule in OWN), SQL_ROW]), ACCEPTED]
    return _joined(*parts)


SQL_ROW = f"| [sqlfluff]({SQL}) | | | Hand-written SQL, linted. |"


def _row(rule: Rule, file: str) -> str:
    mark = " †" if rule.early else ""
    name = "" if rule.name == rule.code else f"`{rule.name}`"
    return f"| [{rule.code}]({file}){mark} | {name} | {rule.severity} | {rule.title} |"


def _table(rows: list[str]) -> str:
    return "\n".join(["| code | name | severity | finds |", "|---|---|---|---|", *rows])


def _page(rule: Rule) -> str:
    title = rule.code if rule.name == rule.code else f"{rule.code} {rule.name}"
    return _joined(NOTICE, f"# {title}", f"Severity: {rule.severity}.", cleandoc(rule.page))


def _sql() -> str:
    return _joined(NOTICE, ABOUT_SQL, *_sql_rules())


def _sql_rules() -> Iterator[str]:
    for rule in SQL_RULES:
        yield f"## {rule.code} {rule.name}\n\nSeverity: {rule.severity}.\n\n{cleandoc(rule.page)}"


def _joined(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write all pages, and remove those of rules that are no more."""
    found = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in found:
            path.unlink()
    for name, text in found.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
