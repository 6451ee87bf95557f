"""One read-only snapshot of the catalogs, in which the server prints everything one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from psycopg import Connection
from psycopg.pq import TransactionStatus

from dbtool.errors import DbtoolError

# What decides how the server prints a name, an expression or a value, besides its version.
SETTINGS: Mapping[str, str] = {
    "search_path": "",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "intervalstyle": "postgres",
    "datestyle": "ISO, MDY",
    "timezone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    # Compiling a catalog query takes longer than running it.
    "jit": "off",
    # In catalogs just filled and not analysed yet the planner takes a thousand comments for one, and
    # would go through all of them for each column; what it may not keep in memory it looks up by index.
    "enable_material": "off",
    # The joins stand in a good order already; to weigh all others of ten takes longer than the query.
    "join_collapse_limit": "4",
}
SET_ALL = """
SELECT pg_catalog.set_config(setting.name, setting.value, true)
FROM unnest(%(names)s::text[], %(values)s::text[]) AS setting (name, value)
"""


@contextmanager
def snapshot(connection: Connection[tuple[object, ...]]) -> Iterator[None]:
    """Hold one state of the database, printed canonically, for the time of the block.

    Shape:  an idle connection gets a repeatable-read, read-only transaction of its own; inside an open one
            the block is a savepoint, so that what the transaction has built is seen. Either is rolled back
            at the end, which puts the settings back.
    Errors: DbtoolError if the transaction has already failed.
    """
    status = connection.info.transaction_status
    if status == TransactionStatus.INERROR:
        raise DbtoolError("the open transaction has failed, so that the catalogs cannot be read in it")
    with connection.transaction(force_rollback=True):
        if status == TransactionStatus.IDLE:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        settings = {"names": list(SETTINGS), "values": list(SETTINGS.values())}
        connection.execute(SET_ALL, settings, prepare=False)
        yield
