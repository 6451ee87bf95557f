"""What sort of statement one is, by its first words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dbtool.definitions.sql_refuse import DECLARING, calls
from dbtool.definitions.sql_tokens import Token, listed

# definition: makes or changes objects; query: asks; data: changes rows; maintenance: upkeep;
# frame: transactions and databases, which an import has no use for.
Sort = Literal["definition", "query", "data", "maintenance", "frame"]

DEFINING = listed("create alter comment grant revoke security do set reset import")
_QUERY = listed("select with values table show explain prepare execute deallocate")
_DATA = listed("insert update delete merge truncate copy call")
_MAINTENANCE = listed("vacuum analyze analyse reindex cluster checkpoint refresh")
_FRAME = listed(
    "begin start commit end rollback abort savepoint release lock use connect discard load listen notify drop"
)
VERBS = DEFINING | _QUERY | _DATA | _MAINTENANCE | _FRAME
_WHOLE = frozenset({("create", "database"), ("alter", "database"), ("alter", "system")})
_SETTING_CALLS = frozenset({"set_config"})


def sort_of(code: Sequence[Token]) -> Sort | None:
    """Give the sort of a statement, None where its first word begins no SQL."""
    words = [token.word for token in code[:2]]
    first = words[0] if words else ""
    if first in DEFINING:
        return "frame" if tuple(words) in _WHOLE else "definition"
    if first in {"select", "with", "call"} and calls(code) & (DECLARING | _SETTING_CALLS):
        return "definition"
    if first in _QUERY:
        return "query"
    if first in _DATA:
        return "data"
    if first in _MAINTENANCE:
        return "maintenance"
    return "frame" if first in _FRAME else None
