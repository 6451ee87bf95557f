"""Intervals of policies, weighed by the server."""

from __future__ import annotations

from dbtool.definitions.sql_calls import constant
from dbtool.definitions.sql_tokens import lex, parts
from dbtool.documents.editing import closing
from dbtool.execute.connect import Connection
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.refresh import Refresh

_SHORTER = "SELECT %s::interval - %s::interval < 2 * %s::interval"


def shorter_than_two_buckets(
    connection: Connection, refresh: Refresh, aggregate: ContinuousAggregate
) -> str | None:
    """Give the aggregate's bucket where the refresh window holds less than two of them."""
    bucket = bucket_of(aggregate)
    start, end = refresh.start_offset, refresh.end_offset or "0"
    if bucket is None or start is None or start.isdecimal() or bucket.isdecimal():
        return None
    row = connection.execute(_SHORTER, (start, end, bucket)).fetchone()
    return bucket if row and row[0] else None


def bucket_of(aggregate: ContinuousAggregate) -> str | None:
    """Give the width of the aggregate's time bucket, None where it is no constant."""
    code = tuple(lex(aggregate.definition))
    for place, token in enumerate(code[:-1]):
        if token.word == "time_bucket" and code[place + 1].text == "(":
            arguments = parts(code[place + 2 : closing(code, place + 1)])
            width = constant(arguments[0]) if arguments else None
            return width.text if width else None
    return None
