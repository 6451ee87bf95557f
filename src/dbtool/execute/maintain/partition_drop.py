"""How a partition goes: detached while the others are read and written, then dropped.

Detached and not yet dropped it would stay as a table that nobody knows. So what is about to be detached is
journalled before, and the next run after a kill finishes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import sql

from dbtool.catalog.query import rows, text_of
from dbtool.catalog.session import snapshot
from dbtool.errors import StepFailed
from dbtool.execute.failures import StatementRefused
from dbtool.execute.maintain.partition_survey import Partition, Partitioned, Survey
from dbtool.execute.maintain.work import Work

FOREIGN_KEY_VIOLATION = "23503"
_DEPENDANTS = Path(__file__).with_name("dependants.sql")
_REFERRING = """
SELECT pg_catalog.format('foreign key %%I of %%s', k.conname, k.conrelid::regclass)
FROM pg_catalog.pg_constraint AS k
WHERE k.contype = 'f' AND k.confrelid = %(oid)s AND k.conparentid = 0
ORDER BY 1
"""
_STATE = """
SELECT
  c.relispartition AS attached,
  coalesce(part.inhdetachpending, false) AS pending,
  c.relkind::text AS kind
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_inherits AS part ON c.oid = part.inhrelid
WHERE c.oid = %(oid)s AND n.nspname = %(schema)s AND c.relname = %(name)s
"""


class PartitionNeeded(StepFailed):
    """An old partition that cannot go, because something refers to it."""

    code = "partition-needed"


def drop(work: Work, found: Survey) -> None:
    """Drop the partitions that the rule keeps no longer, oldest first."""
    for part in found.old:
        work.between()
        problem = _needed(work, part)
        if problem is not None:
            work.problems.append(problem)
            continue
        try:
            _drop(work, found, part)
        except StatementRefused as error:
            if error.sqlstate != FOREIGN_KEY_VIOLATION:
                raise
            work.problems.append(_referred_to(work, found.table, part, error))
            continue
        work.count(dropped=1)
        work.progress.note(f"dropped partition {part.title}")


def _drop(work: Work, found: Survey, part: Partition) -> None:
    if found.default is not None:
        # The server detaches nothing concurrently beside a default partition.
        work.retrying(lambda: _drop_at_once(work, found.table, part))
        return
    names = {
        "parent": [found.table.schema, found.table.name],
        "schema": part.schema,
        "name": part.name,
        "oid": part.oid,
    }
    work.remains(names)
    work.retrying(lambda: _finish(work, names))
    work.remains(None)


def _drop_at_once(work: Work, table: Partitioned, part: Partition) -> None:
    parent, name = sql.Identifier(table.schema, table.name), sql.Identifier(part.schema, part.name)
    note = f"drops partition {part.title}"
    with work.transaction():
        work.run(sql.SQL("ALTER TABLE {} DETACH PARTITION {}").format(parent, name), note)
        work.run(sql.SQL("{} {}").format(_verb(part.kind), name), note)


def _finish(work: Work, names: Mapping[str, Any]) -> None:
    """Detach and drop, from wherever an earlier attempt stopped."""
    parent, name = sql.Identifier(*names["parent"]), sql.Identifier(names["schema"], names["name"])
    state = rows(work.connection, _STATE, names)
    if not state:
        return
    title = f"{names['schema']}.{names['name']}"
    if state[0]["attached"]:
        how = sql.SQL("FINALIZE" if state[0]["pending"] else "CONCURRENTLY")
        work.run(
            sql.SQL("ALTER TABLE {} DETACH PARTITION {} {}").format(parent, name, how),
            f"detaches partition {title}",
        )
    work.run(sql.SQL("{} {}").format(_verb(state[0]["kind"]), name), f"drops partition {title}")


def clear(work: Work, _path: tuple[str, ...], remains: Any) -> None:
    """Finish what an interrupted run was about to drop: it may be detached, half or whole."""
    if not remains:
        return
    state = rows(work.connection, _STATE, remains)
    if state and (state[0]["pending"] or not state[0]["attached"]):
        work.retrying(lambda: _finish(work, remains))
        work.progress.note(
            f"dropped {remains['schema']}.{remains['name']}, which an earlier run had detached"
        )


def _verb(kind: str) -> sql.SQL:
    return sql.SQL("DROP FOREIGN TABLE" if kind == "f" else "DROP TABLE")


def _needed(work: Work, part: Partition) -> PartitionNeeded | None:
    found = _named(work, text_of(_DEPENDANTS), part.oid)
    if not found:
        return None
    return PartitionNeeded(
        f"{part.title} is old and cannot be dropped: {', '.join(found)} needs it",
        hint="let that read the partitioned table instead, or drop it",
    )


def _referred_to(work: Work, table: Partitioned, part: Partition, error: StatementRefused) -> PartitionNeeded:
    # The server names the constraint's twin for this one partition, which nobody has declared.
    found = ", ".join(_named(work, _REFERRING, table.oid))
    return PartitionNeeded(
        f"{part.title} is old and cannot be dropped, since rows refer to its rows by {found}: {error}",
        hint=error.hint or "delete the rows that refer to it first",
    )


def _named(work: Work, query: str, oid: int) -> list[str]:
    """Give the names that a query finds, qualified: nothing is on the search path inside."""
    with snapshot(work.connection):
        return [name for (name,) in work.connection.execute(query.encode(), {"oid": oid})]
