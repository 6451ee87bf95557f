"""One statement on its way through scratch: as it was written, and as it has become."""

from __future__ import annotations

from dataclasses import dataclass, field

from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.documents.create_table import CreateTable, read_create_table
from dbtool.documents.document import DocumentStatement
from dbtool.documents.verbs import Sort
from dbtool.errors import Origin
from dbtool.model.fact import Fact


@dataclass(slots=True, eq=False)
class Item:
    """A statement, its present text, and how far it has come.

    Shape: `schema` is where its unqualified names are, `settings` the SET statements in force; `added` says
           that it stands in no document but was put in by a mend. `known` says that `recognised` is about the
           present text; `done` is about the round that runs. `kept` are facts that dbtool itself carries
           out, which a statement that is no definition stands for.
    """

    statement: DocumentStatement
    sort: Sort
    sql: str
    schema: str = "public"
    settings: tuple[str, ...] = ()
    added: bool = False
    recognised: Recognised | None = None
    known: bool = False
    done: bool = False
    left_out: bool = False
    kept: tuple[Fact, ...] = ()
    _code: tuple[Token, ...] = field(default=(), repr=False)

    @property
    def code(self) -> tuple[Token, ...]:
        """The tokens of the present text."""
        if not self._code:
            self._code = tuple(lex(self.sql))
        return self._code

    @property
    def words(self) -> list[str]:
        """The words of the present text, '' for what is none."""
        return [token.word for token in self.code]

    @property
    def origin(self) -> Origin:
        return self.statement.origin

    @property
    def changed(self) -> bool:
        """Say whether a mend has changed the text."""
        return self.sql != self.statement.sql

    def change(self, sql: str) -> None:
        """Give the statement another text; what it declares has to be recognised again."""
        self.sql = sql
        self._code = ()
        self.recognised = None
        self.known = False

    def as_statement(self) -> SqlStatement:
        """Give it as the definitions' own reader takes it."""
        return SqlStatement(self.sql, self.origin, self.settings, self.code)

    def create_table(self) -> CreateTable | None:
        """Give the CREATE TABLE that it is, None for any other statement."""
        return read_create_table(self.code)

    def place(self, offset: int | None) -> Origin:
        """Give where a character of the present text stands in the document, as near as can be said."""
        if offset is None or self.added:
            return self.origin
        if not self.changed:
            return self.statement.place(offset)
        # A mend changes within lines and behind them; what stands on the line still tells which one it was.
        line = self.sql[:offset].count("\n")
        token = next((token.text for token in self.code if token.start >= offset), "")
        before = self.statement.sql.split("\n")
        same = line < len(before) and token in before[line]
        return Origin(self.origin.file, self.origin.line + (line if same else 0))
