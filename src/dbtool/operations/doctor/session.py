"""The session of an examination: read-only, bounded, and what its role may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from dbtool.catalog.query import one, text_of
from dbtool.catalog.scope import find_scope
from dbtool.catalog.server import server_info
from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.model.quoting import ident
from dbtool.operations.doctor.probe import Declared, Patient
from dbtool.operations.sources import live_url
from dbtool.settings import SANDBOX, Subject

# Each query of an examination ends after this, whatever the target allows for changes.
STATEMENT_MS = 5_000
LOCK_MS = 1_000
SETTINGS = {
    "default_transaction_read_only": "on",
    # Names are qualified in every query; nobody's function may take the place of a system's.
    "search_path": "",
    "jit": "off",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
}
_SET_ALL = """
SELECT pg_catalog.set_config(setting.name, setting.value, false)
FROM unnest(%(names)s::text[], %(values)s::text[]) AS setting (name, value)
"""


@contextmanager
def examination(subject: Subject) -> Iterator[Connection]:
    """Connect to look, not to touch.

    Units:  a statement runs for the target's statement_timeout if it has one, else STATEMENT_MS.
    Errors: as `connect`.
    """
    bound = subject.target.statement_timeout_ms or STATEMENT_MS
    timeouts = Timeouts(lock_ms=LOCK_MS, statement_ms=bound)
    with connect(live_url(subject), autocommit=True, timeouts=timeouts) as connection:
        connection.execute(_SET_ALL, {"names": list(SETTINGS), "values": list(SETTINGS.values())})
        yield connection


def patient_of(connection: Connection, subject: Subject, declared: Declared) -> Patient:
    """Give what every probe has to know.

    Errors: InsufficientRights where TimescaleDB refuses every query of the role; psycopg.Error.
    """
    try:
        server = server_info(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        # Without USAGE there the extension fails in each query that reads a table, even one of the system's.
        user = ident(connection.info.user)
        hint = f"GRANT USAGE ON SCHEMA _timescaledb_internal TO {user}"
        raise InsufficientRights(f"{user} can query nothing here: {reason(error)}", hint=hint) from error
    found = one(connection, text_of(Path(__file__).with_name("session.sql")))
    return Patient(
        server=server,
        throw_away=subject.url == SANDBOX,
        recommended=subject.recommended_settings,
        declared=declared,
        parameters=find_scope(connection, server),
        **found,
    )


def reason(error: psycopg.Error) -> str:
    """Give what the server said, in one line."""
    return " ".join((error.diag.message_primary or str(error)).split())
