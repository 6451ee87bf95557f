"""Rows for tables that nobody wrote rows for: by type, and by what a check allows."""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg import sql

ROWS = 2000
KEYS = """
SELECT a.attname, k.confrelid::regclass::text, r.attname, k.confrelid = k.conrelid
FROM pg_constraint AS k
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
JOIN pg_attribute AS r ON r.attrelid = k.confrelid AND r.attnum = k.confkey[1]
WHERE k.conrelid = %s::regclass AND k.contype = 'f'
"""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), a.attnotnull, t.typtype::text,
  (SELECT e.enumlabel FROM pg_enum AS e WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder LIMIT 1),
  a.atttypmod
FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attgenerated = '' AND a.attidentity = ''
ORDER BY a.attnum
"""
CHECKS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public'
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
EXPRESSIONS = {
    "timestamp with time zone": "now() - (i % 40) * interval '1 day' - i * interval '1 second'",
    "timestamp without time zone": "localtimestamp - (i % 40) * interval '1 day' - i * interval '1 second'",
    "date": "current_date - (i % 40)::int",
    "uuid": "gen_random_uuid()",
    "boolean": "i % 2 = 0",
    "jsonb": "jsonb_build_object('n', i)",
    "json": "json_build_object('n', i)",
    "inet": "'127.0.0.1'::inet",
    "bytea": "sha256(i::text::bytea)",
    "interval": "i * interval '1 second'",
}
_LABEL = re.compile(r"\"?(\w+)\"?\)?(?:::[a-z ]+)?\)? = ANY \(+ARRAY\[\(?'([^']*)'")


def fill_platform(url: str) -> dict[str, int]:
    """Fill every table as far as its checks allow, and give the rows that went in."""
    filled: dict[str, int] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        tables = [table for (table,) in connection.execute(TABLES).fetchall()]
        # What a key points to comes before; nobody sorts them here.
        for _ in range(4):
            for table in tables:
                if not filled.get(table):
                    filled[table] = _fill(connection, table)
    return filled


def _fill(connection: psycopg.Connection[Any], table: str) -> int:
    labels = {}
    for (check,) in connection.execute(CHECKS, [table]).fetchall():
        for column, label in _LABEL.findall(check):
            labels[column] = label
    keys = {
        name: (other, column, own)
        for name, other, column, own in connection.execute(KEYS, [table]).fetchall()
    }
    names, values = [], []
    for name, kind, _required, sort, label, modifier in connection.execute(COLUMNS, [table]).fetchall():
        names.append(sql.Identifier(name))
        if name in keys:
            values.append(_key(*keys[name]))
        else:
            values.append(_value(kind, sort, labels.get(name, label), modifier))
    statement = sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) AS i ON CONFLICT DO NOTHING"
    )
    target, columns = sql.SQL(table), sql.SQL(", ").join(names)
    for count in (ROWS, 1):
        try:
            filled = statement.format(target, columns, sql.SQL(", ").join(values), count)
            return int(connection.execute(filled).rowcount)
        except psycopg.Error as error:
            print(table, error.diag.message_primary)
    return 0


def _key(other: str, column: str, own: bool) -> sql.Composable:
    if own:
        return sql.SQL("NULL")
    some = "(SELECT array_agg({}) FROM (SELECT {} FROM {} LIMIT 50) AS s)"
    name = sql.Identifier(column)
    found = sql.SQL(some).format(name, name, sql.SQL(other))
    return sql.SQL("{}[1 + i % cardinality({})]").format(found, found)


def _value(kind: str, sort: str, label: str | None, modifier: int) -> sql.Composable:
    if label is not None and (sort == "e" or kind in ("text", "character varying")):
        return sql.SQL("{}::{}").format(sql.Literal(label), sql.SQL(kind))
    if kind in EXPRESSIONS:
        return sql.SQL(EXPRESSIONS[kind])
    if kind.endswith("[]"):
        return sql.SQL("'{{}}'::{}").format(sql.SQL(kind))
    if kind in ("text", "character varying", "character"):
        width = modifier - 4 if modifier > 4 else 20
        return sql.SQL("left('v' || i, {})").format(sql.Literal(width))
    return sql.SQL("(1 + i % 50)::{}").format(sql.SQL(kind))
