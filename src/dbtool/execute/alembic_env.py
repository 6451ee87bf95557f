"""What every `migrations/<database>/env.py` calls: the plain `alembic` command on the same ledger.

The URL comes from `-x url=…` or DBTOOL_URL, the mode for Community-only steps from DBTOOL_COMMUNITY_FEATURES.
Upgrades and downgrades then take dbtool's lock, journal and go on where an earlier run stopped.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from typing import Any

from alembic import context
from alembic.util import CommandError

from dbtool.errors import WrongUsage
from dbtool.execute.connect import engine
from dbtool.execute.history import SCHEMA
from dbtool.execute.migrate import Migration
from dbtool.execute.plain import alembic_errors, community_features
from dbtool.execute.progress import Silent
from dbtool.execute.repository import Repository
from dbtool.execute.upgrades import SessionsOver
from dbtool.execute.workplace import Options, open_workplace
from dbtool.model.statement import Statement

URL = "DBTOOL_URL"
LOG = logging.getLogger("dbtool")


class Logged(Silent):
    """A Progress for Alembic's command: its events are log lines."""

    def step_started(self, step: Statement) -> None:
        LOG.info("%s", step.note)

    def note(self, text: str) -> None:
        LOG.info("%s", text)

    def warn(self, text: str) -> None:
        LOG.warning("%s", text)


def run() -> None:
    """Do what the alembic command at hand asks for."""
    if context.is_offline_mode():
        _print()
        return
    with alembic_errors():
        if _reads_only():
            _read()
        else:
            _migrate()


def _print() -> None:
    context.configure(
        dialect_name="postgresql",
        literal_binds=True,
        version_table_schema=SCHEMA,
        transaction_per_migration=True,
    )
    context.get_context().impl.static_output("SET check_function_bodies = off;")
    context.get_context().impl.static_output("CREATE SCHEMA IF NOT EXISTS dbtool;")
    with context.begin_transaction():
        context.run_migrations()


def _reads_only() -> bool:
    context.configure(dialect_name="postgresql", version_table_schema=SCHEMA)
    return bool(context.get_context().opts.get("dont_mutate"))


def _read() -> None:
    with engine(_url()).connect() as connection:
        context.configure(connection=connection, version_table_schema=SCHEMA)
        with context.begin_transaction():
            context.run_migrations()


def _migrate() -> None:
    options = Options(community_features=community_features())
    with open_workplace(_url(), options, Logged()) as place:
        migration = Migration(place, Repository(context.script.dir))
        inner: Callable[..., Iterable[Any]] = context.get_context().opts["fn"]

        def attempt() -> None:
            steps = migration.steps(lambda heads: inner(heads, context.get_context()))
            context.configure(connection=place.connection, fn=steps, **migration.options)
            with context.begin_transaction():
                context.run_migrations()

        try:
            migration.run(attempt)
        except SessionsOver:
            raise CommandError("TimescaleDB was updated: run the command again, it goes on") from None


def _url() -> str:
    given = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get(URL)
    if not given:
        raise WrongUsage("no database URL", hint=f"set {URL}, or write alembic -x url=postgresql://…")
    return given if isinstance(given, str) else given[-1]
