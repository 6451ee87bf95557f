"""`dbtool verify-rls`, static checks and the evaluator, of many tables with policies."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from benchmarks.place import DBTOOL, PYTHON, Place
from benchmarks.processes import Command, measure
from benchmarks.schemas import ROLES
from benchmarks.sizes import HERE, Measured

# Seconds that two hundred tables may take, however fast the machine is.
TARGET_SECONDS = 10.0
NAME = "policies"
APP, READER = ROLES
OWN = "tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)"
TABLE = """
CREATE TABLE t{n} (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, state text, gone timestamptz);
CREATE INDEX ON t{n} (tenant_id);
CREATE POLICY own ON t{n} USING ({own});
CREATE POLICY live ON t{n} AS RESTRICTIVE FOR SELECT USING (gone IS NULL OR state = 'kept');
"""
# Every fifth belongs to whom the one before it does.
CHILD = """
CREATE TABLE t{n} (id uuid PRIMARY KEY, parent uuid NOT NULL REFERENCES t{before});
CREATE INDEX ON t{n} (parent);
CREATE POLICY own ON t{n} USING (EXISTS (SELECT FROM t{before} AS p WHERE p.id = t{n}.parent));
"""
PROTECTED = """
ALTER TABLE t{n} ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON t{n} TO {app};
GRANT SELECT ON t{n} TO {reader};
"""


def of_policies(place: Place, tables: int, *, runs: int) -> Iterator[Measured]:
    """Measure it beside the bare start of the program; what it finds does not matter here."""
    place.fresh(NAME)
    with psycopg.connect(place.url(NAME), autocommit=True) as connection:
        for number in range(tables):
            text = (CHILD if number % 5 == 4 else TABLE) + PROTECTED
            names = {"n": number, "before": number - 1, "own": OWN, "app": APP, "reader": READER}
            connection.execute(text.format(**names).encode())
    options = ("--setting", "app.tenant", "--type", "uuid", "--tenant-column", "tenant_id")
    words = (
        *DBTOOL,
        "verify-rls",
        "--url",
        place.url(NAME),
        *options,
        "--app-role",
        APP,
        "--app-role",
        READER,
    )
    commands = {
        "verify-rls": Command((*words, "--quiet"), right=frozenset({0, 5})),
        "floor": Command((PYTHON, str(HERE / "bare_program.py"), "--help")),
    }
    found = measure(commands, runs=runs)
    floor = found["floor"].seconds
    named = f"verify-rls of {tables:,} tables"
    yield Measured(named, found["verify-rls"], floor, "bare program", round(TARGET_SECONDS / floor, 1))
