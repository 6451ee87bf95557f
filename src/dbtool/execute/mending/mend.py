"""The contract of a mender: what it is told, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dbtool.definitions.sql_tokens import Token
from dbtool.documents.finding import Severity
from dbtool.execute.mending.item import Item
from dbtool.model.fact import Fact

if TYPE_CHECKING:
    from dbtool.execute.mending.scene import Scene


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server said against a statement.

    Units: `position` is an offset into the statement's text, None where the server named none.
    """

    item: Item
    sqlstate: str
    message: str
    detail: str | None = None
    hint: str | None = None
    position: int | None = None

    @property
    def place(self) -> int | None:
        """The place among the statement's tokens that the server pointed at."""
        if self.position is None:
            return None
        return next((n for n, t in enumerate(self.item.code) if t.start <= self.position < t.end), None)

    @property
    def token(self) -> Token | None:
        """The token that the server pointed at."""
        place = self.place
        return None if place is None else self.item.code[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """What is to be done about a failure.

    Shape: `message` is the reason, one sentence. `sql` is the statement's new text, `others` are new texts of
           other statements. `before` and `after` are statements to put in. `left_out` gives the statement up.
           `proposal` is text to show that the definitions do not hold, in `language`. What is `silent` makes
           no finding: the document says one thing twice, in two forms. `position` is where in the statement
           the fault is, where the server said nothing of that. `facts` are declared in the statement's stead.
    """

    code: str
    message: str
    sql: str | None = None
    others: tuple[tuple[Item, str], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    left_out: bool = False
    severity: Severity = "error"
    hint: str | None = None
    proposal: str | None = None
    silent: bool = False
    facts: tuple[Fact, ...] = ()
    position: int | None = None
    language: Literal["sql", "yaml"] = "sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """One sort of fault: by the server's error codes, and by what the statement says.

    Shape: `states` are SQLSTATEs. `last_resort` waits until nothing else can be done: what is missing may
           come with another statement. A mender for queries only is of no use to definitions.
    """

    states: frozenset[str]
    mend: Callable[[Failure, Scene], Mend | None]
    last_resort: bool = False
