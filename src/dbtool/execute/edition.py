"""The edition that a run meets: Community-only statements run, are held, or refuse the run."""

from __future__ import annotations

from collections.abc import Iterable

from dbtool.errors import CommunityRequired
from dbtool.execute.community import has_community, hold, refuse_community
from dbtool.execute.connect import Connection
from dbtool.model.statement import Statement
from dbtool.settings import CommunityFeatures


class Edition:
    """What the server of a run can hold, asked once, and what its mode makes of the rest."""

    def __init__(self, connection: Connection, mode: CommunityFeatures) -> None:
        self._connection = connection
        self._mode = mode
        self._community: bool | None = None

    @property
    def community(self) -> bool:
        """Whether it is the Community edition."""
        if self._community is None:
            self._community = has_community(self._connection)
        return bool(self._community)

    def refuse(self, statements: Iterable[Statement], side: Connection) -> None:
        """Refuse, before anything changes, what the server's edition has not got and the mode requires.

        Where the role cannot find out the edition before the extension is there, each step asks for itself.
        Errors: CommunityRequired.
        """
        if self._mode == "require" and has_community(side) is False:
            refuse_community(statements)

    def hold(self, statement: Statement) -> None:
        """Keep what the statement declares. Errors: CommunityRequired where the mode requires it in force."""
        if self._mode == "require":
            refuse_community([statement])
            raise CommunityRequired(statement.note)
        hold(self._connection, statement, self._mode)
