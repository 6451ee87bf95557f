"""Constraints: keys, checks, foreign keys and exclusions of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.printed import check_expression, foreign_key_parts, key_parts
from dbtool.definitions.sql_tokens import lex
from dbtool.definitions.writing.beyond import constraint_statement, of_index_under
from dbtool.definitions.writing.exclusions import exclusion
from dbtool.definitions.writing.said import Part, Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import sql
from dbtool.definitions.writing.yaml_text import Lines, Short
from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

_WORD = re.compile(r"\w+")
_SETS = {"primary key": "primary_key", "unique": "unique", "check": "checks", "foreign key": "foreign_keys"}


def write_constraints(facts: Sequence[Constraint], source: Source) -> Iterator[Said]:
    """Give each constraint in its table's body; what the forms cannot say as a statement."""
    for (schema, table), of_table in groupby(facts, key=lambda fact: (fact.schema, fact.table)):
        home = source.relations.get((schema, table)) or Key("table", (schema, table))
        found = list(of_table)
        for fact in found:
            if _is_beyond(fact):
                yield Statement(home, constraint_statement(fact))
        plain = [fact for fact in found if not _is_beyond(fact)]
        for type_, section in _SETS.items():
            yield from _section(home, section, [fact for fact in plain if fact.type == type_], source)
        for fact in found:
            yield from of_index_under(fact)
            yield from _attached(fact, home, source)
        for fact in plain:
            if fact.type == "exclusion":
                yield Part(home, ("exclude", fact.name), (exclusion(fact) or {}) | _timing(fact))


def _attached(fact: Constraint, home: Key, source: Source) -> Iterator[Said]:
    """Give what makes it a part; an index that is valid takes it as one when it is made."""
    whole = BY_NAME[fact.kind].whole(fact)
    if whole is not None and not getattr(source.database.facts.get(whole), "valid", False):
        above, part = qualified(whole.path[0], whole.path[-1]), qualified(fact.schema, fact.name)
        yield Statement(home, clause("ALTER INDEX", above, "ATTACH PARTITION", part))


def _section(home: Key, section: str, facts: list[Constraint], source: Source) -> Iterator[Said]:
    if section == "primary_key":
        for fact in facts:
            yield Part(home, (section,), _primary_key(fact, source))
        return
    values = {fact.name: _value(section, fact, source) for fact in facts}
    # A list of unnamed ones reads best; it has no place for one name among them.
    if values and all(_is_unnamed(section, fact, source) for fact in facts):
        found = values.values()
        yield Part(home, (section,), Lines(found) if section == "foreign_keys" else list(found))
        return
    for name, value in values.items():
        yield Part(home, (section, name), value)


def _value(section: str, fact: Constraint, source: Source) -> Any:
    if section == "unique":
        return _unique(fact)
    return _check(fact) if section == "checks" else _foreign_key(fact, source)


def _is_unnamed(section: str, fact: Constraint, source: Source) -> bool:
    if section == "unique":
        parts = key_parts(fact.definition)
        return source.is_default_name(fact, (*parts.columns, *parts.include), "key")
    if section == "foreign_keys":
        return source.is_default_name(fact, foreign_key_parts(fact.definition).columns, "fkey")
    return False


def _primary_key(fact: Constraint, source: Source) -> Any:
    parts = key_parts(fact.definition)
    long: dict[str, Any] = {"columns": list(parts.columns)}
    if not source.is_default_name(fact, (), "pkey"):
        long["name"] = fact.name
    if parts.without_overlaps:
        long["without_overlaps"] = True
    return _key(long, parts.include, fact)


def _unique(fact: Constraint) -> Any:
    parts = key_parts(fact.definition)
    long: dict[str, Any] = {"columns": list(parts.columns)}
    if parts.nulls_not_distinct:
        long["nulls_not_distinct"] = True
    if parts.without_overlaps:
        long["without_overlaps"] = True
    return _key(long, parts.include, fact)


def _key(long: dict[str, Any], include: Sequence[str], fact: Constraint) -> Any:
    if include:
        long["include"] = list(include)
    long |= _timing(fact)
    return long["columns"] if len(long) == 1 else Short(long)


def _check(fact: Constraint) -> Any:
    expression = sql(check_expression(fact.definition))
    long: dict[str, Any] = {"expression": expression}
    if not fact.validated:
        long["not_valid"] = True
    if _last_words(fact, 2) == ["no", "inherit"]:
        long["no_inherit"] = True
    if not fact.enforced:
        long["enforced"] = False
    if fact.comment is not None:
        long["comment"] = fact.comment
    return expression if len(long) == 1 else Short(long)


def _foreign_key(fact: Constraint, source: Source) -> Any:
    parts = foreign_key_parts(fact.definition)
    target = fact.references or parts.table
    simple = all(_WORD.fullmatch(name) for name in (*parts.columns, *parts.foreign_columns, *target))
    if simple and fact.comment is None and not parts.period:
        return _short_foreign_key(fact, source.spell(target))
    references = Short(table=source.spell(target), columns=list(parts.foreign_columns))
    short = f"{source.spell(target)}({', '.join(parts.foreign_columns)})"
    long: dict[str, Any] = {"columns": list(parts.columns), "references": short if simple else references}
    for key in ("match", "on_update", "on_delete"):
        if getattr(parts, key):
            long[key] = getattr(parts, key)
    if parts.period:
        long["period"] = True
    if not fact.validated:
        long["not_valid"] = True
    if not fact.enforced:
        long["enforced"] = False
    return long | _timing(fact)


def _short_foreign_key(fact: Constraint, target: str) -> str:
    parts = foreign_key_parts(fact.definition)
    return clause(
        f"{', '.join(parts.columns)} -> {target}({', '.join(parts.foreign_columns)})",
        parts.match and f"match {parts.match}",
        parts.on_update and f"on update {parts.on_update}",
        parts.on_delete and f"on delete {parts.on_delete}",
        fact.deferrable and not fact.deferred and "deferrable",
        fact.deferred and "initially deferred",
        not fact.validated and "not valid",
        not fact.enforced and "not enforced",
    )


def _timing(fact: Constraint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if fact.deferred:
        found["initially_deferred"] = True
    elif fact.deferrable:
        found["deferrable"] = True
    if fact.comment is not None:
        found["comment"] = fact.comment
    return found


def _is_beyond(fact: Constraint) -> bool:
    if not fact.valid:
        return True
    if fact.type in ("check", "exclusion"):
        return fact.type == "exclusion" and exclusion(fact) is None
    return '"' in (foreign_key_parts(fact.definition).on_delete or "" if fact.type == "foreign key" else "")


def _last_words(fact: Constraint, count: int) -> list[str]:
    return [token.word for token in lex(fact.definition)][-count:]
