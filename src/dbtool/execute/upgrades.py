"""Updates of TimescaleDB: what must be looked at first, and the session in which they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection, Timeouts, connect_unused
from dbtool.execute.runner import Runner
from dbtool.model.release import Release, numbers
from dbtool.model.statement import Statement

# The statement is dbtool's own: the kind's template writes it.
_UPDATE = re.compile(r'ALTER EXTENSION "?timescaledb"? UPDATE TO \'(?P<version>[\w.-]+)\'', re.IGNORECASE)

INSTALLED = "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'"
AVAILABLE = """
SELECT version FROM pg_catalog.pg_available_extension_versions WHERE name = 'timescaledb' ORDER BY version
"""
HYPERCORE = """
SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_am AS a ON a.oid = c.relam WHERE a.amname = 'hypercore' ORDER BY 1 LIMIT 5
"""
OLD_FORM = """
SELECT pg_catalog.format('%I.%I', view_schema, view_name)
FROM timescaledb_information.continuous_aggregates AS a
WHERE NOT coalesce((pg_catalog.to_jsonb(a) ->> 'finalized')::boolean, true) ORDER BY 1 LIMIT 5
"""
BLOOM = """
SELECT pg_catalog.format('%s (%I)', s.relid::regclass, t.attname)
FROM _timescaledb_catalog.compression_settings AS s
CROSS JOIN LATERAL
  pg_catalog.jsonb_array_elements(nullif(pg_catalog.to_jsonb(s) -> 'index', 'null')) AS i (entry)
JOIN pg_catalog.pg_attribute AS t ON t.attrelid = s.relid AND i.entry -> 'column' ? t.attname
WHERE i.entry ->> 'type' = 'bloom' AND t.atttypid = 'int2'::pg_catalog.regtype ORDER BY 1 LIMIT 5
"""
# The first version that minds, the first that no longer does, what it minds, and what is to be done about it.
TRAPS: tuple[tuple[Release, Release, LiteralString, str, str], ...] = (
    (
        (2, 22, 0),
        (1000,),
        HYPERCORE,
        "the hypercore access method is gone from 2.22, and is in use",
        "ALTER TABLE … SET ACCESS METHOD heap for it and its chunks",
    ),
    (
        (2, 25, 0),
        (1000,),
        OLD_FORM,
        "continuous aggregates of the old form are gone from 2.25",
        "CALL cagg_migrate(…) for each under a version before that",
    ),
    (
        (2, 27, 0),
        (2, 28, 2),
        BLOOM,
        "bloom indexes on smallint keep 2.27 to 2.28.1 from being installed",
        "update to 2.28.2 or newer, which drops them, or set another sparse_index",
    ),
)
# What no query tells: said, not refused.
WARNINGS: tuple[tuple[Release, str], ...] = (
    ((2, 14, 0), "from before 2.14 the server must have been restarted with the new files"),
    ((2, 15, 0), "from before 2.15 TimescaleDB's script that mends foreign keys is to be run afterwards"),
)


class UpgradeBlocked(StepFailed):
    """An update of TimescaleDB that the server would refuse, or that would lose something."""

    code = "upgrade-blocked"


class SessionsOver(Exception):
    """TimescaleDB was updated: the server ends every session that has the old version loaded."""


def check_update(connection: Connection, statement: Statement) -> list[str]:
    """Give what to mind of an update of TimescaleDB; nothing for any other statement.

    Errors: UpgradeBlocked with what stands in the way, before anything is changed.
    """
    found = _UPDATE.search(statement.sql)
    row = connection.execute(INSTALLED).fetchone() if found else None
    if found is None or row is None:
        return []
    old, new = numbers(row[0]), numbers(found["version"])
    available = [version for (version,) in connection.execute(AVAILABLE).fetchall()]
    if found["version"] not in available:
        raise UpgradeBlocked(
            f"TimescaleDB {found['version']} is not installed on the server's machine",
            hint=f"install its package, or declare one of: {', '.join(available)}",
        )
    for first, last, query, what, hint in TRAPS:
        if old < first <= new < last:
            named = [name for (name,) in connection.execute(query.encode()).fetchall()]
            if named:
                raise UpgradeBlocked(
                    f"TimescaleDB cannot be updated from {row[0]} to {found['version']}: {what}:"
                    f" {', '.join(named)}",
                    hint=hint,
                )
    return [text for first, text in WARNINGS if old < first <= new]


@contextmanager
def session_of_its_own(url: str, statement: Statement, timeouts: Timeouts) -> Iterator[Connection]:
    """Run the statement as the first of a new session, and lend that for what must be written down.

    TimescaleDB lets itself be updated only where its old version is not loaded yet, which any statement does.
    Errors: as the runner.
    """
    with connect_unused(url, timeouts) as connection:
        # The runner would ask for nothing before an impatient statement.
        Runner(connection, timeouts=timeouts).run(statement)
        yield connection
