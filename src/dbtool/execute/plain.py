"""Steps under an env.py that is not dbtool's: each statement runs at once, in Alembic's own transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from alembic import op
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError

from dbtool.errors import DbtoolError, WrongUsage
from dbtool.execute.community import has_community, hold, refuse_community
from dbtool.execute.connect import Connection, driver
from dbtool.execute.history import ensure_ledger
from dbtool.execute.runner import Runner
from dbtool.model.statement import Statement
from dbtool.settings import COMMUNITY_FEATURES, CommunityFeatures

FEATURES = "DBTOOL_COMMUNITY_FEATURES"


def execute(statement: Statement) -> None:
    """Run a statement on the connection of Alembic's current context, or print it in offline mode."""
    context = op.get_context()
    outside = not statement.transactional or statement.alone
    with context.autocommit_block() if outside else nullcontext():
        if context.as_sql:
            _print(context, statement)
            return
        # Alembic swaps its connection inside the block, so it is looked up here.
        work = driver(context.connection)
        with alembic_errors():
            if statement.community and not has_community(work):
                _hold(work, statement)
            else:
                Runner(work).run(statement)


@contextmanager
def alembic_errors() -> Iterator[None]:
    """Turn dbtool's errors into Alembic's, which its command prints without a traceback."""
    try:
        yield
    except DbtoolError as error:
        hint = f"\n{error.hint}" if error.hint else ""
        raise CommandError(f"{error}{hint}") from None


def community_features() -> CommunityFeatures:
    """Give the mode from the environment, `require` where it says nothing."""
    mode = os.environ.get(FEATURES, "require")
    if mode not in COMMUNITY_FEATURES:
        raise WrongUsage(f"{FEATURES} is {mode!r}", hint=f"write one of {', '.join(COMMUNITY_FEATURES)}")
    return mode


def _hold(work: Connection, statement: Statement) -> None:
    mode = community_features()
    if mode == "require":
        refuse_community([statement])
    ensure_ledger(work)
    hold(work, statement, mode)


def _print(context: MigrationContext, statement: Statement) -> None:
    sql = statement.sql.rstrip()
    context.impl.static_output(sql if sql.endswith(";") else f"{sql};")
    if statement.password_of:
        context.impl.static_output(f"-- The password of role {statement.password_of} is set by dbtool only.")
