"""Which texts the server takes as values of a type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import Connection, sql

_SOFT = b"""
SELECT value.text FROM unnest(%(values)s::text[]) AS value (text)
WHERE pg_catalog.pg_input_is_valid(value.text, %(type)s)
"""
_CAST = "SELECT CAST({} AS {})"
_FIELD = "SELECT FROM jsonb_to_record(jsonb_build_object('value', {}::text)) AS field (value {})"
_WITH_LENGTH = ("character", "bit")


class Valid:
    """Asks the server, each pair of type and text once.

    Shape: the connection is in a transaction; names of types are as the snapshot's search_path prints them.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], bool] = {}

    def keep(self, type_name: str, values: Iterable[str]) -> list[str]:
        """Give those of the values that the type takes, in their order."""
        wanted = list(dict.fromkeys(values))
        new = [value for value in wanted if (type_name, value) not in self._known]
        if new:
            taken = self._ask(type_name, new)
            self._known.update({(type_name, value): value in taken for value in new})
        return [value for value in wanted if self._known[type_name, value]]

    def first(self, type_name: str, values: Sequence[str]) -> str | None:
        """Give the first of the values that the type takes."""
        return next(iter(self.keep(type_name, values)), None)

    def _ask(self, type_name: str, values: list[str]) -> set[str]:
        if self._connection.info.server_version >= 160000:
            try:
                with self._connection.transaction():
                    given = {"values": values, "type": type_name}
                    return {text for (text,) in self._connection.execute(_SOFT, given, prepare=False)}
            except psycopg.Error:
                # A type whose input function cannot refuse softly: asked value by value below.
                pass
        return {value for value in values if self._takes(type_name, value)}

    def _takes(self, type_name: str, value: str) -> bool:
        # A cast cuts a text to the length of its type without a word; a record's field refuses it. The name
        # of the type comes from format_type, which has quoted it.
        pattern = _FIELD if type_name.startswith(_WITH_LENGTH) else _CAST
        query = sql.SQL(pattern).format(sql.Literal(value), sql.SQL(type_name))
        try:
            with self._connection.transaction():
                self._connection.execute(query, prepare=False)
        except psycopg.Error:
            return False
        return True
