"""What SQL files say, taken in beside what forms say."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from dbtool.definitions.collector import Collector
from dbtool.definitions.contract import Phase
from dbtool.definitions.render import Rendered
from dbtool.definitions.sql_facts import Amendment
from dbtool.definitions.sql_file import amend, read_sql
from dbtool.definitions.sql_split import SqlStatement
from dbtool.errors import InvalidDefinition, Origin
from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Fact


class SqlFiles:
    """The SQL files of one load; changes to what others declare wait until everything is known."""

    def __init__(self, *, runner_known: bool = False) -> None:
        self._runner_known = runner_known
        self.default_indexes: list[Index] = []
        self.implied: list[Fact] = []
        self._amendments: list[Amendment] = []

    def take(self, rendered: Rendered, default_schema: str, out: Collector) -> None:
        """Take in one file, its places turned into the author's."""

        def place(origin: Origin) -> Origin:
            return rendered.map.origin(origin.line, origin.column) if origin.line else origin

        file = read_sql(rendered.text, rendered.file, default_schema, runner_known=self._runner_known)
        for error in file.errors:
            origin = place(error.origin) if error.origin else None
            out.errors.append(InvalidDefinition(error.message, hint=error.hint, origin=origin))
        for statement in file.statements:
            phase: Phase = "late" if _of_event_trigger(statement) else "main"
            out.statement(statement.sql, place(statement.origin), phase, statement.settings)
        out.left_out += map(place, file.left_out)
        for fact in file.facts:
            out.add(fact, place(file.origins[fact.key]))
        for rename in file.renames:
            origin = place(rename.origin) if rename.origin else None
            out.renames.append(dataclasses.replace(rename, origin=origin))
        for label in file.labels:
            out.labels.append(dataclasses.replace(label, origin=place(label.origin)))
        for amendment in file.amendments:
            self._amendments.append(dataclasses.replace(amendment, origin=place(amendment.origin)))
        self.default_indexes.extend(file.default_indexes)
        self.implied.extend(file.implied)

    def finish(self, out: Collector) -> None:
        """Carry out the changes to facts of other files; one to what nobody declares is an error."""
        out.facts, left = amend(out.facts, self._amendments)
        for amendment in left:
            kind, path = amendment.key
            if amendment.key not in out.unread:
                out.error(
                    f"this changes {BY_NAME[kind].title} {'.'.join(path)}, which no definition declares",
                    "declare it, or take the statement out",
                    amendment.origin,
                )


def _of_event_trigger(statement: SqlStatement) -> bool:
    """Say whether it is about an event trigger, which before PostgreSQL 17 would fire for the others."""
    return ("event", "trigger") in pairwise(statement.sql[:80].lower().split()[:5])
