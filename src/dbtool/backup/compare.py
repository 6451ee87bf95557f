"""Whether a restored database is the one that was backed up: rows, chunks, jobs, sequences, every object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import tuple_row

from dbtool.backup import timescale
from dbtool.backup.facts.detail import Detail
from dbtool.backup.facts.reading import (
    HASH,
    Contents,
    Relation,
    contents,
    inspected,
    query,
    read_rows,
    read_sequences,
)
from dbtool.backup.roles import FLAGS
from dbtool.catalog.query import one, rows
from dbtool.catalog.server import server_info
from dbtool.catalog.session import SET_ALL, SETTINGS
from dbtool.diff.differ import diff
from dbtool.diff.report import describe
from dbtool.execute.connect import Connection, connect
from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.extension import Extension
from dbtool.model.change import Alter, Change, Drop
from dbtool.model.database import Database

# Gives the first database with those texts in the spelling of the second that say the same.
Settle = Callable[[Database, Database], Database]
JOB = ("procedure", "relation", "every", "owner", "config")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in words; nothing where the restored database is what was backed up.

    Shape: `compared` counts what was looked at, by sort.
    """

    differences: tuple[str, ...]
    compared: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """The restored database, as far as the comparison has to know how it came to be.

    Shape: `jobs` are held for now; `roles` were made for it; `emptied` are relations whose rows were left
           out; `left_out` are keys that could not hold without them; `edition` is that of the source.
    """

    url: str
    jobs: Sequence[int] = ()
    roles: Sequence[str] = ()
    emptied: frozenset[str] = frozenset()
    left_out: frozenset[tuple[str, str, str]] = frozenset()
    edition: str | None = None


def compare(restored: Restored, detail: Detail, settle: Settle | None = None) -> Comparison:
    """Compare a restored database with the detail of its backup. Errors: psycopg.Error; as `connect`."""
    with connect(restored.url, autocommit=True, application_name="dbtool compare") as connection:
        server = server_info(connection)
        found = contents(connection, server)
        differences = [
            *_rows(connection, found, detail, restored),
            *_hypertables(found, detail, restored),
            *_sequences(connection, detail),
            *_jobs(connection, detail),
            *_roles(connection, detail, restored),
            *_large_objects(connection, detail),
            *_schema(connection, detail, restored, settle, server.edition),
        ]
    counts = {
        "tables": len(detail.rows),
        "rows": sum(detail.rows.values()),
        "hypertables": len(detail.hypertables),
        "chunks": sum(each.chunks for each in detail.hypertables.values()),
        "jobs": len(detail.jobs),
        "roles": len(detail.roles),
        "objects": detail.schema.count("\n") if detail.schema else 0,
    }
    return Comparison(tuple(differences), counts)


def _rows(connection: Connection, found: Contents, detail: Detail, restored: Restored) -> Iterator[str]:
    there = {each.title: each for each in found.relations}
    wanted: list[Relation] = []
    for name in detail.rows:
        if name in there:
            wanted.append(there[name])
        else:
            yield f"{name} is missing"
    how = HASH if detail.sums else "count"
    with connection.transaction(force_rollback=True):
        connection.execute(
            SET_ALL, {"names": list(SETTINGS), "values": list(SETTINGS.values())}, prepare=False
        )
        for name, count, text in read_rows(connection, wanted, how):
            expected = 0 if name in restored.emptied else detail.rows[name]
            if count != expected:
                yield f"{name} has {count:,} rows instead of {expected:,}"
            elif detail.sums and name not in restored.emptied and text != detail.sums[name]:
                yield f"{name} has other rows: the sum of their hashes differs"


def _hypertables(found: Contents, detail: Detail, restored: Restored) -> Iterator[str]:
    for name, wanted in detail.hypertables.items():
        there = found.hypertables.get(name)
        if there is None:
            yield f"{name} is no hypertable"
            continue
        for what in ("chunks", "compressed"):
            if getattr(there, what) != getattr(wanted, what):
                noun = "chunks" if what == "chunks" else "compressed chunks"
                yield f"{name} has {getattr(there, what)} {noun} instead of {getattr(wanted, what)}"


def _sequences(connection: Connection, detail: Detail) -> Iterator[str]:
    there = read_sequences(connection)
    for name, (value, _called, step) in detail.sequences.items():
        if name not in there:
            yield f"sequence {name} is missing"
        # Sequences know no snapshot: they may have gone on before they were dumped, but not back.
        elif (there[name][0] - value) * step < 0:
            yield f"sequence {name} is at {there[name][0]}, and was at {value} before the dump"


def _jobs(connection: Connection, detail: Detail) -> Iterator[str]:
    if not detail.jobs:
        return
    there = {job["job_id"]: job for job in rows(connection, query("jobs.sql"))}
    for job in detail.jobs:
        found = there.get(job["job_id"])
        if found is None:
            yield f"job {job['job_id']} ({job['procedure']}) is missing"
            continue
        for field in JOB:
            if found[field] != job[field]:
                yield f"job {job['job_id']}: {field} is {found[field]} instead of {job[field]}"


def _roles(connection: Connection, detail: Detail, restored: Restored) -> Iterator[str]:
    names = [role["name"] for role in detail.roles]
    there = {role["name"]: role for role in rows(connection, query("roles.sql"), {"more": names})}
    for role in detail.roles:
        found = there.get(role["name"])
        if found is None:
            yield f"role {role['name']} is missing"
        elif role["name"] in restored.roles:
            # One that was there before is as it was.
            for field in (*FLAGS, "connection_limit", "valid_until", "comment"):
                if found[field] != role[field]:
                    yield f"role {role['name']}: {field} is {found[field]} instead of {role[field]}"


def _large_objects(connection: Connection, detail: Detail) -> Iterator[str]:
    there = one(connection, query("database.sql"))["large_objects"]
    if there != detail.database["large_objects"]:
        yield f"there are {there} large objects instead of {detail.database['large_objects']}"


def _schema(
    connection: Connection, detail: Detail, restored: Restored, settle: Settle | None, edition: str
) -> Iterator[str]:
    moved = restored.edition not in (None, edition)
    with connection.transaction(force_rollback=True), connection.cursor(row_factory=tuple_row):
        if restored.jobs:
            # Seen as they will be, by nobody but us.
            schema = detail.extensions[timescale.NAME][1]
            timescale.release_jobs(connection, schema, list(restored.jobs))
        live = inspected(connection)
    wanted = detail.inspected
    if settle and any(isinstance(change, Alter) for change in diff(wanted, live)):
        wanted = settle(wanted, live)
    for change in diff(live, wanted):
        # What one edition emulates the other has to make first: `dbtool apply` does.
        if not _foreseen(change, restored) and not (moved and BY_NAME[change.key.kind].community):
            yield describe(change)


def _foreseen(change: Change, restored: Restored) -> bool:
    if isinstance(change, Alter) and isinstance(change.new, Extension):
        # Another version was told before the restore began.
        return set(change.fields) <= {"version"}
    fact = change.old if isinstance(change, Drop) else change.new
    values: Mapping[str, Any] = fact.values()
    key = (values.get("schema"), values.get("table"), values.get("name"))
    return key in restored.left_out
