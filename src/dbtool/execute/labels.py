"""Security labels of the definitions, each on the object that the server finds by the author's words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence

import psycopg

from dbtool.catalog.address import Address
from dbtool.definitions.clauses import clause
from dbtool.definitions.contract import SaidLabel
from dbtool.errors import InvalidDefinition, InvalidDefinitions
from dbtool.kinds.access.security_label import DATABASE, SecurityLabel
from dbtool.model.key import Key
from dbtool.model.quoting import literal

_COMMENTED = """
SELECT
  -- A composite type's columns are those of a relation behind it.
  CASE WHEN c.relkind = 'c' THEN 'pg_catalog.pg_type'::regclass ELSE d.classoid END AS classid,
  CASE WHEN c.relkind = 'c' THEN c.reltype ELSE d.objoid END AS objid,
  a.attname
FROM pg_catalog.pg_description AS d
LEFT JOIN pg_catalog.pg_class AS c ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
LEFT JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid AND d.objsubid = a.attnum AND d.objsubid > 0
WHERE d.description = %s
UNION ALL
SELECT s.classoid, s.objoid, NULL FROM pg_catalog.pg_shdescription AS s WHERE s.description = %s
"""


def labels_on(
    connection: psycopg.Connection, said: Sequence[SaidLabel], places: Mapping[Address, Key]
) -> list[SecurityLabel]:
    """Give the labels as facts.

    COMMENT ON knows the same objects by the same words as SECURITY LABEL and needs no provider: a comment is
    made, found, and taken back.
    Errors: InvalidDefinitions for objects that are not there or not managed, and for two labels of one.
    """
    found: dict[Key, SecurityLabel] = {}
    errors: list[InvalidDefinition] = []
    for label in said:
        try:
            fact = _on_object(connection, label, places)
        except psycopg.Error as error:
            message = f"SECURITY LABEL ON {label.on}: {error.diag.message_primary}"
            errors.append(InvalidDefinition(message, hint=error.diag.message_hint, origin=label.origin))
            continue
        errors += _refused(label, fact, found)
        if fact is not None:
            found[fact.key] = fact
    if errors:
        raise InvalidDefinitions(errors)
    return list(found.values())


def _on_object(
    connection: psycopg.Connection, label: SaidLabel, places: Mapping[Address, Key]
) -> SecurityLabel | None:
    """Give the label on its object; None for an object that no kind manages."""
    if label.on == DATABASE:
        return SecurityLabel(provider=label.provider, on_kind="database", on=(), label=label.label)
    token = secrets.token_hex(16)
    with connection.transaction(force_rollback=True):
        for setting in label.settings:
            connection.execute(setting.encode())
        connection.execute(clause("COMMENT ON", label.on, "IS", literal(token)).encode())
        row = connection.execute(_COMMENTED, (token, token)).fetchone()
    key = places.get(Address(row[0], row[1])) if row else None
    if row is None or key is None:
        return None
    return SecurityLabel(
        provider=label.provider, on_kind=key.kind, on=key.path, column=row[2] or "", label=label.label
    )


def _refused(
    label: SaidLabel, fact: SecurityLabel | None, found: Mapping[Key, SecurityLabel]
) -> Iterator[InvalidDefinition]:
    if fact is None:
        message, hint = f"{label.on} has a security label and is not managed by dbtool", "leave the label out"
    elif found.get(fact.key, fact) != fact:
        message, hint = f"{label.on} has two labels for {label.provider}", "keep one of the two"
    else:
        return
    yield InvalidDefinition(message, hint=hint, origin=label.origin)
