"""An aggregate's buckets made again, window by window, each in a short transaction."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psycopg import sql

from dbtool.catalog.query import rows
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.bucket import Bucket
from dbtool.execute.emulation.place import Place
from dbtool.execute.emulation.windows import NULL, Window, lose, observe, past, windows
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.refresh import Refresh

if TYPE_CHECKING:
    from dbtool.execute.maintain.work import Work

# So many buckets of an aggregate go in one transaction.
BATCH = 10_000
_STOPPED = """
UPDATE dbtool.aggregates SET positions = positions || jsonb_build_object({key}, {at}) WHERE number = {number}
"""
_REACHED = """
UPDATE dbtool.aggregates
SET positions = positions - {key}, refreshed_to = CASE WHEN {newest} THEN {to} ELSE refreshed_to END
WHERE number = {number}
"""
_START = "CASE WHEN a.refreshed_to IS NOT NULL THEN least({}, a.refreshed_to) END"
_DELETE = """
DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {old} LIMIT {batch}))
"""


_REFRESHES = """
SELECT d.kind, d.fact FROM dbtool.declared AS d
WHERE d.kind = ANY(%(kinds)s) AND d.path[1:2] = %(path)s AND d.mode = 'emulate'
ORDER BY d.kind DESC, d.path
"""


class NoBucket(StepFailed):
    """An aggregate whose query does not say what its buckets are."""

    code = "no-bucket"


def bucket_in(place: Place) -> Bucket:
    """Give the aggregate's bucket. Errors: NoBucket."""
    if place.bucket is None:
        raise NoBucket(
            f"the query of {place.title} gives no column that is time_bucket(...) of a time or a number",
            hint="write time_bucket as a column of the query, so that it can be refreshed by windows",
        )
    return place.bucket


def due_windows(connection: Connection, place: Place, refresh: Refresh | FurtherRefresh) -> list[Window]:
    """Give what a refresh has to do, from where an earlier one was stopped.

    Shape: the policy with the newest window also catches up with what was not refreshed for long.
    """
    bucket = bucket_in(place)
    low, high = _bound(place, bucket, refresh.start_offset), _bound(place, bucket, refresh.end_offset)
    if isinstance(refresh, Refresh) and refresh.start_offset is not None:
        low = sql.SQL(_START).format(low)
    return windows(connection, place, bucket, low=low, high=high, key=_key(refresh))


def fill(work: Work, place: Place, refresh: Refresh | FurtherRefresh) -> None:
    """Make the buckets of the refresh's windows again; where time is up, the next run goes on from there.

    Errors: as `Work.run`; TimeIsUp; NoBucket.
    """
    bucket = bucket_in(place)
    observe(work.connection, place)
    found = due_windows(work.connection, place, refresh)
    # From the clock as it was at the beginning: what came meanwhile is for the next time.
    newest = isinstance(refresh, Refresh)
    end = _bound(place, bucket, refresh.end_offset or ("0" if place.clock else "0 seconds"))
    row = work.connection.execute(sql.SQL("SELECT {}").format(end)).fetchone()
    for number, window in enumerate(found, 1):
        work.between()
        work.retrying(partial(_one, work, place, bucket, window, _key(refresh)))
        work.count(windows=1)
        work.tell(f"{place.title}: {number} of {len(found)} windows refreshed")
    done = sql.SQL(_REACHED).format(
        key=sql.Literal(_key(refresh)),
        newest=sql.Literal(newest),
        to=sql.Literal(row[0] if row else None),
        number=sql.Literal(place.number),
    )
    work.connection.execute(done)


def fill_before_loss(work: Work, place: Place) -> None:
    """Make the buckets that the aggregate's refreshes have to make, before rows that it reads are dropped.

    Errors: as `fill`.
    """
    observe(work.connection, place)
    kinds = {model.kind: model for model in (Refresh, FurtherRefresh)}
    parameters = {"kinds": list(kinds), "path": list(place.path)}
    for row in rows(work.connection, _REFRESHES, parameters):
        refresh = kinds[row["kind"]].from_values(row["fact"])
        assert isinstance(refresh, Refresh | FurtherRefresh)
        if refresh.scheduled:
            fill(work, place, refresh)


def forget_before(work: Work, place: Place, offset: str, readers: list[Place]) -> None:
    """Delete an aggregate's old buckets, so many in a transaction, and keep in mind that they are gone.

    What reads from them is refreshed first.
    """
    bucket = bucket_in(place)
    row = work.connection.execute(sql.SQL("SELECT {}").format(_bound(place, bucket, offset))).fetchone()
    cutoff = sql.SQL("{}::bigint").format(sql.Literal(row[0] if row else None))
    if not _any(work.connection, place, _older(bucket, cutoff)):
        return
    for reader in readers:
        fill_before_loss(work, reader)
    for number in (place.number, *(reader.number for reader in readers)):
        lose(work.connection, number, cutoff)
    old = _older(bucket, cutoff)
    query = sql.SQL(_DELETE).format(table=place.table, old=old, batch=sql.Literal(BATCH))
    deleted = BATCH
    while deleted >= BATCH:
        work.between()
        deleted = work.retrying(lambda: work.run(query, f"deletes old buckets of {place.title}")).rowcount
        work.count(deleted=deleted)


def _older(bucket: Bucket, cutoff: sql.Composable) -> sql.Composable:
    return sql.SQL("{} < {}").format(bucket.name, bucket.value(cutoff))


def _any(connection: Connection, place: Place, which: sql.Composable) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {})").format(place.table, which)
    row = connection.execute(query).fetchone()
    return bool(row and row[0])


def _one(work: Work, place: Place, bucket: Bucket, window: Window, key: str) -> None:
    within = window.holds(bucket)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in place.columns)
    delete = sql.SQL("DELETE FROM {} WHERE {}").format(place.table, within)
    insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE {}").format(
        place.table, names, names, place.query, within
    )
    with work.transaction():
        work.run(delete, f"takes a window out of {place.title}")
        made = work.run(insert, f"refreshes a window of {place.title}").rowcount
        if window.end is not None:
            stopped = sql.SQL(_STOPPED).format(
                key=sql.Literal(key), at=sql.Literal(window.end), number=sql.Literal(place.number)
            )
            work.connection.execute(stopped)
    work.count(buckets=made)


def _bound(place: Place, bucket: Bucket, offset: str | None) -> sql.Composable:
    """Give the start of the bucket of so long ago, as a point."""
    if offset is None:
        return NULL
    value = bucket.value(past(place, bucket, offset))
    return bucket.point(bucket.start(value))


def _key(refresh: Refresh | FurtherRefresh) -> str:
    return f"{refresh.key.kind} {refresh.end_offset}"
