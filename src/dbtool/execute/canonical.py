"""What scratch cannot tell: declared facts in the server's spelling, laid over what was read back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import located
from dbtool.definitions.contract import Definitions
from dbtool.definitions.sql_tokens import commented_extension
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin
from dbtool.execute.labels import labels_on
from dbtool.execute.stand_in import AGGREGATE, SHARED, STAND_IN
from dbtool.kinds import BY_NAME
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.security_label import SecurityLabel
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

# Text to text through the type; fixed statements, since a type cannot be a parameter.
_CASTS = {
    "interval": "SELECT (%s::text)::interval::text",
    "jsonb": "SELECT (%s::text)::jsonb::text",
    "timestamptz": "SELECT (%s::text)::timestamptz::text",
}


def overlay(connection: psycopg.Connection, found: Database, definitions: Definitions) -> Database:
    """Give `found` with the declared-only facts of the definitions put in.

    Shape: roles, policies and jobs are added; a materialized view that stands in for a continuous
           aggregate becomes one, and grants on it follow; an extension's version and comment that no
           definition names are None.
    Errors: InvalidDefinitions for a value that the server cannot read or a target that is not there.
    """
    declared = {fact.key: fact for fact in definitions.facts}
    stand_ins = {Key(STAND_IN, key.path): key for key in declared if key.kind == AGGREGATE}
    commented = frozenset(filter(None, map(commented_extension, (one.sql for one in definitions.statements))))
    read = (
        _said(fact, stand_ins, declared, commented)
        for key, fact in found.facts.items()
        if key not in stand_ins and not BY_NAME[key.kind].declared
    )
    facts = {fact.key: fact for fact in read}
    errors: list[InvalidDefinition] = []
    for key, fact in declared.items():
        if BY_NAME[key.kind].declared:
            try:
                canonical = _canonical(connection, fact, found)
                facts[canonical.key] = canonical
            except psycopg.Error as error:
                errors.append(_refused(key, error, definitions.origins))
    errors += _without_target(facts, definitions.origins)
    if definitions.labels:
        facts |= {fact.key: fact for fact in _labels(connection, definitions, stand_ins)}
    if errors:
        raise InvalidDefinitions(errors)
    if not stand_ins and facts.keys() == found.facts.keys():
        # What was put in needs what the objects needed before.
        return replace(found, facts=facts)
    edges = {
        stand_ins.get(key, key): frozenset(stand_ins.get(need, need) for need in needs)
        for key, needs in found.edges.items()
    }
    return with_known_edges(facts, edges, found.unmodelled)


def _labels(
    connection: psycopg.Connection, definitions: Definitions, stand_ins: Mapping[Key, Key]
) -> list[SecurityLabel]:
    places = located(connection)[1]
    return labels_on(
        connection, definitions.labels, {place: stand_ins.get(key, key) for place, key in places.items()}
    )


def _said(
    fact: Fact, stand_ins: Mapping[Key, Key], declared: Mapping[Key, Fact], commented: Collection[str]
) -> Fact:
    if isinstance(fact, Extension):
        # Scratch installs its own version, whose script may comment on it; only what a definition names is
        # wanted on the target.
        said = declared.get(fact.key)
        comment = fact.comment if fact.name in commented or getattr(said, "comment", None) else None
        return replace(fact, version=getattr(said, "version", None), comment=comment)
    if isinstance(fact, MaterializedView) and fact.key in declared:
        # Scratch fills none of those that are declared.
        return replace(fact, populated=True)
    if isinstance(fact, Grant) and Key(fact.on_kind, fact.on) in stand_ins:
        return replace(fact, on_kind=AGGREGATE)
    return fact


def _canonical(connection: psycopg.Connection, fact: Fact, found: Database) -> Fact:
    if fact.kind == AGGREGATE:
        stand_in = found.facts[Key(STAND_IN, fact.key.path)]
        values: dict[str, Any] = {name: getattr(stand_in, name) for name in SHARED}
        fact = replace(fact, **values)
    changed = {}
    for name, type_name in BY_NAME[fact.kind].casts.items():
        value = getattr(fact, name)
        # A plain number is the integer time of an integer hypertable, not an interval.
        if value is not None and not str(value).lstrip("-").isdigit():
            with connection.transaction():
                row = connection.execute(_CASTS[type_name], (str(value),)).fetchone()
            changed[name] = row[0] if row else value
    return replace(fact, **changed) if changed else fact


def _refused(key: Key, error: psycopg.Error, origins: Mapping[Key, Origin]) -> InvalidDefinition:
    return InvalidDefinition(
        f"{key}: {error.diag.message_primary}",
        hint=error.diag.message_hint,
        origin=origins.get(key) or Origin("definitions"),
    )


def _without_target(facts: Mapping[Key, Fact], origins: Mapping[Key, Origin]) -> list[InvalidDefinition]:
    """A declared fact names its possible targets in `requires`; one of those on tables must be there."""
    errors = []
    for key, fact in facts.items():
        kind = BY_NAME[key.kind]
        if not kind.declared or kind.cluster:
            continue
        targets = [
            need for need in kind.requires(fact) if need.kind in ("hypertable", "continuous_aggregate")
        ]
        if targets and not any(target in facts for target in targets):
            errors.append(
                InvalidDefinition(
                    f"{key}: {'.'.join(targets[0].path)} is neither a hypertable nor a continuous aggregate",
                    hint="declare `hypertable: {by: …}` on the table",
                    origin=origins.get(key) or Origin("definitions"),
                )
            )
    return errors


LEADING = """
SELECT EXISTS (
    SELECT 1
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = pg_catalog.to_regclass(%s) AND a.attname = %s
)
"""


def add_default_indexes(connection: psycopg.Connection, indexes: Iterable[Index]) -> None:
    """Make the index on the time column that an author's create_hypertable call would have made.

    TimescaleDB leaves it out where an index or key already leads with the column.
    Source: ts_indexing_verify_hypertable_indexes, timescale/timescaledb src/indexing.c.
    """
    for index in indexes:
        column = str(index.definition).split("(", 1)[1].rsplit(" DESC", 1)[0]
        table = qualified(index.schema, index.table)
        row = connection.execute(LEADING, (table, column.strip('"').replace('""', '"'))).fetchone()
        if row and not row[0]:
            connection.execute(
                sql.SQL("CREATE INDEX {} ON {} {}").format(
                    sql.Identifier(index.name),
                    sql.Identifier(index.schema, index.table),
                    sql.SQL(index.definition),
                )
            )
