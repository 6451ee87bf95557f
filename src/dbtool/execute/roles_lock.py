"""One at a time changes the roles of a server: they belong to all of its databases.

Advisory locks are a database's own, so that this one is taken where all can meet: in the maintenance
database. Whoever may not go there relies on trying again what another has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from psycopg.conninfo import make_conninfo

from dbtool.definitions.sql_tokens import lex
from dbtool.errors import DatabaseMissing, InsufficientRights
from dbtool.execute.connect import APPLICATION_NAME, Connection, connect
from dbtool.execute.locks import ROLES, acquire
from dbtool.execute.progress import Progress
from dbtool.model.statement import Statement

PLACE = "postgres"


@dataclass(slots=True)
class RolesLock:
    """The lock of one run: taken when a statement needs it, and held to the run's end."""

    url: str
    wait: bool
    wait_seconds: float | None
    progress: Progress
    _stack: ExitStack = field(default_factory=ExitStack)
    _held: bool = False

    def hold_for(self, statements: Iterable[Statement]) -> None:
        """Take the lock if one of the statements changes roles.

        Errors: LockedByAnother, naming the holder.
        """
        if self._held or not any(map(changes_roles, statements)):
            return
        self._held = True
        try:
            connection = self._stack.enter_context(_meeting(self.url))
        except (DatabaseMissing, InsufficientRights) as error:
            self.progress.note(f"roles are changed without the server's lock: {error}")
            return
        acquire(connection, ROLES, wait=self.wait, wait_seconds=self.wait_seconds, progress=self.progress)

    def __enter__(self) -> RolesLock:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


@contextmanager
def _meeting(url: str) -> Iterator[Connection]:
    place = make_conninfo(url, dbname=PLACE)
    with connect(place, autocommit=True, application_name=f"{APPLICATION_NAME} roles") as connection:
        yield connection


def changes_roles(statement: Statement) -> bool:
    """Say whether a statement makes or changes a role, or a membership; rather too often than too rarely."""
    if statement.password_of:
        return True
    text = statement.sql.upper()
    if "ROLE" in text:
        return True
    # Few statements are worth a look at each of their words.
    if "GRANT" not in text and "REVOKE" not in text:
        return False
    words = [token.word for token in lex(statement.sql)]
    return words[:1] in (["grant"], ["revoke"]) and "on" not in words
