"""The acceptance cases of stripe/pg-schema-diff: structs in Go with lists of DDL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.suites.go_tokens import Token, elements, strings, tokens
from tests.suites.pair import Pair

SUITE = "pg-schema-diff"
FOLDER = "internal/migration_acceptance_tests"


def read(checkout: Path) -> Iterator[Pair]:
    """Give a pair for each case, those too whose plan the suite's own tool refuses to make."""
    for path in sorted((checkout / FOLDER).glob("*_cases_test.go")):
        subject = path.name.removesuffix("_cases_test.go")
        for case in elements(tokens(path.read_text(encoding="utf-8")), "acceptanceTestCase"):
            yield Pair(
                suite=SUITE,
                name=f"{subject}: {strings(case['name'])[0]}",
                old="\n".join(strings(case.get("oldSchemaDDL", []))),
                new=_new(case, path.parent),
                roles=tuple(_raw(name) for name in strings(case.get("roles", []))),
            )


def _new(case: dict[str, list[Token]], folder: Path) -> str:
    if "newSchemaDDL" in case:
        return "\n".join(strings(case["newSchemaDDL"]))
    # Otherwise the new schema is what the files in the given folders hold.
    files = [path for name in strings(case.get("planFactory", [])) for path in (folder / name).rglob("*.sql")]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))


def _raw(name: str) -> str:
    # The suite writes a role as SQL does.
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
