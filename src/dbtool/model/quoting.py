"""Quoting of names and literals, the way the server's quote_ident and quote_literal do it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Every keyword of PostgreSQL 17 that is not unreserved: quote_ident quotes these
# (select word from pg_get_keywords() where catcode <> 'U').
KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user dec decimal default deferrable desc distinct do else end except
    exists extract false fetch float for foreign freeze from full grant greatest group grouping
    having ilike in initially inner inout int integer intersect interval into is isnull join json
    json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
    json_serialize json_table json_value lateral leading least left like limit localtime
    localtimestamp merge_action national natural nchar none normalize not notnull null nullif
    numeric offset on only or order out outer overlaps overlay placing position precision primary
    real references returning right row select session_user setof similar smallint some substring
    symmetric system_user table tablesample then time timestamp to trailing treat trim true union
    unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat
    xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()
)

# Settings whose value is a list of names, each quoted by itself (GUC_LIST_QUOTE in the server's guc tables).
NAME_LISTS = frozenset(
    """
    local_preload_libraries search_path session_preload_libraries shared_preload_libraries temp_tablespaces
    unix_socket_directories
    """.split()
)

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def ident(name: str) -> str:
    """Give the name as an SQL identifier, in double quotes where it needs them."""
    if _PLAIN.fullmatch(name) and name not in KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def qualified(*path: str) -> str:
    """Give the path as a dotted name, each part quoted where it needs it."""
    return ".".join(ident(part) for part in path)


def literal(value: str) -> str:
    """Give the text as an SQL string literal; safe whatever standard_conforming_strings says."""
    quoted = "'" + value.replace("'", "''") + "'"
    if "\\" in value:
        return "E" + quoted.replace("\\", "\\\\")
    return quoted


def names_in(listed: str) -> list[str] | None:
    """Give the names of a list such as a search_path has; None if a quote is never closed."""
    # The server's SplitIdentifierString: commas outside double quotes part, unquoted names are folded.
    names: list[str] = []
    part, quoted, bare = "", False, True
    for sign in listed + ",":
        if sign == '"':
            # A doubled quote inside quotes is one quote: the second opens the quotes again.
            part += '"' if not bare and not quoted and part else ""
            quoted, bare = not quoted, False
        elif sign == "," and not quoted:
            if part.strip() or not bare:
                names.append(part.strip().lower() if bare else part)
            part, bare = "", True
        elif quoted or not sign.isspace():
            part += sign
    return None if quoted else names


def settings_in_one_spelling(settings: Mapping[str, str]) -> dict[str, str]:
    """Give settings by the names under which the server knows them, lists of names in one form."""
    # To the server TimeZone and timezone are one setting.
    found = {name.lower(): value for name, value in settings.items()}
    for name in NAME_LISTS & found.keys():
        names = names_in(found[name])
        if names is not None:
            found[name] = ", ".join(map(ident, names))
    return found
