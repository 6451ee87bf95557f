"""What no form says, as the statements that say it; they stand in a SQL file beside the object's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause, options
from dbtool.definitions.writing.said import Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.kinds.relations.column_setting import ColumnSetting
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

UNKNOWN = "what it belongs to is not part of the import"
SWITCHES = {"origin": "ENABLE", "disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


def write_column_settings(facts: Sequence[ColumnSetting], source: Source) -> Iterator[Said]:
    """Give what columns of views, partitions and children have for themselves."""
    for fact in facts:
        home = source.relations.get((fact.schema, fact.relation))
        if home is None:
            yield Unwritten(fact.key, UNKNOWN)
            continue
        for sql in _settings(fact):
            yield Statement(home, sql)


def _settings(fact: ColumnSetting) -> Iterator[str]:
    relation, column = qualified(fact.schema, fact.relation), ident(fact.name)
    words = [
        not fact.nullable and "SET NOT NULL",
        fact.generated is not None and f"SET EXPRESSION AS ({fact.generated})",
        fact.storage is not None and f"SET STORAGE {fact.storage.upper()}",
        fact.compression is not None and f"SET COMPRESSION {fact.compression}",
        fact.statistics is not None and f"SET STATISTICS {fact.statistics}",
        fact.options and "SET " + options(fact.options),
    ]
    for word in words:
        if isinstance(word, str):
            # Children take storage from their parent when they are made, but neither statistics nor options.
            only = word.startswith(("SET STATISTICS", "SET (")) and "ONLY"
            yield clause("ALTER TABLE", only, relation, "ALTER COLUMN", column, word)
    if fact.comment is not None:
        yield clause("COMMENT ON COLUMN", f"{relation}.{column}", "IS", literal(fact.comment))


def constraint_statement(fact: Constraint) -> str:
    """Give the statement that makes a constraint which no form can say."""
    return clause(
        "ALTER TABLE",
        not fact.valid and "ONLY",
        qualified(fact.schema, fact.table),
        "ADD CONSTRAINT",
        ident(fact.name),
        fact.definition,
        fact.deferrable and "DEFERRABLE",
        fact.deferred and "INITIALLY DEFERRED",
        not fact.validated and "NOT VALID",
        not fact.enforced and "NOT ENFORCED",
    )


def of_index_under(fact: Constraint) -> Iterator[Said]:
    """Give what the index under a key or an exclusion has."""
    home = Key("table", (fact.schema, fact.table))
    index = qualified(fact.schema, fact.name)
    if fact.options:
        yield Statement(home, clause("ALTER INDEX", index, "SET", options(fact.options)))
    if fact.tablespace is not None:
        yield Statement(home, clause("ALTER INDEX", index, "SET TABLESPACE", ident(fact.tablespace)))
    if fact.clustered:
        table = qualified(fact.schema, fact.table)
        yield Statement(home, clause("ALTER TABLE", table, "CLUSTER ON", ident(fact.name)))
    if fact.index_comment is not None:
        yield Statement(home, clause("COMMENT ON INDEX", index, "IS", literal(fact.index_comment)))
