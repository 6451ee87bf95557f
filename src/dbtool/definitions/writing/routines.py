"""Functions and procedures: the server's own text, a file for each name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause
from dbtool.definitions.writing.said import Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.kinds.routines.function import Function
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified


def write_functions(facts: Sequence[Function], _source: Source) -> Iterator[Said]:
    """Give the statement of each routine; those of one name stand in one file."""
    for fact in facts:
        home = Key("function", (fact.schema, fact.name))
        word = "PROCEDURE" if fact.procedure else "FUNCTION"
        name = f"{qualified(fact.schema, fact.name)}({fact.arguments})"
        yield Statement(home, fact.definition.strip())
        if fact.owner is not None:
            yield Statement(home, clause("ALTER", word, name, "OWNER TO", ident(fact.owner)))
        if fact.comment is not None:
            yield Statement(home, clause("COMMENT ON", word, name, "IS", literal(fact.comment)))
