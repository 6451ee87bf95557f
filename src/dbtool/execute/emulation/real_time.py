"""The view that readers name: the table's buckets, and where that is declared newer ones from raw rows."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

from dbtool.definitions.sql_tokens import lex
from dbtool.execute.emulation.bucket import Bucket, clause, raw
from dbtool.execute.emulation.place import Place

# Before all that a table can hold.
FIRST: Mapping[str, str] = {
    "timestamp with time zone": "-infinity",
    "timestamp without time zone": "-infinity",
    "date": "-infinity",
    "smallint": "-32768",
    "integer": "-2147483648",
    "bigint": "-9223372036854775808",
}


def view_body(place: Place, *, live: bool) -> sql.Composable:
    """Give the query of the view; `live` adds the buckets behind the newest one of the table."""
    table = sql.SQL("SELECT * FROM {}").format(place.table)
    if not live:
        return table
    bucket = place.bucket
    if bucket is None:
        # Nothing tells what is newer. The table is named all the same: by that the view is known.
        return sql.SQL("{} WHERE false UNION ALL SELECT * FROM {}").format(table, place.query)
    newest = _newest(place, bucket)
    query = _restricted(place, bucket, newest) if place.by_time else raw(place.definition)
    return sql.SQL("{} UNION ALL SELECT * FROM (\n{}\n) AS live WHERE live.{} > {}").format(
        table, query, bucket.name, newest
    )


def _newest(place: Place, bucket: Bucket) -> sql.Composable:
    return sql.SQL("coalesce((SELECT max(held.{}) FROM {} AS held), {}::{})").format(
        bucket.name, place.table, sql.Literal(FIRST[bucket.type]), raw(bucket.type)
    )


def _restricted(place: Place, bucket: Bucket, newest: sql.Composable) -> sql.Composable:
    """Give the query with a condition on the time itself, by which older chunks are left out."""
    text = place.definition
    tokens = tuple(lex(text))
    where, group = clause(tokens, "where"), clause(tokens, "group")
    if group is None:
        return raw(text)
    end = tokens[group].start
    condition = sql.SQL("{} >= {}").format(raw(bucket.time), newest)
    if where is None:
        return sql.SQL("{}\nWHERE {}\n{}").format(raw(text[:end]), condition, raw(text[end:]))
    begin = tokens[where].end
    return sql.SQL("{} ({}) AND {}\n{}").format(
        raw(text[:begin]), raw(text[begin:end]), condition, raw(text[end:])
    )
