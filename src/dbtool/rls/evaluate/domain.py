"""The few values of a column with which an expression can be told to be true or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from dbtool.rls.evaluate.parties import PARTIES, Parties, shapes
from dbtool.rls.evaluate.valid import Valid
from dbtool.rls.evaluate.words import Words
from dbtool.rls.facts import Column

_TIMES = ("-infinity", "infinity", "1990-01-01", "2990-01-01", "00:00", "23:59", "0", "1000 years")
_FRESH = 2901
# Category of types as in pg_type.typcategory.
_ARRAY, _BOOLEAN, _TIME, _SPAN, _TEXT, _NUMBER = "A", "B", "D", "T", "S", "N"


class Domain:
    """Gives values of columns, as text in the type's own spelling."""

    def __init__(self, parties: Parties, valid: Valid) -> None:
        self._parties = parties
        self._valid = valid

    def values(self, column: Column, said: Words) -> list[str | None]:
        """Give the values that matter for expressions of these words; NULL where the column may hold it."""
        found = self._valid.keep(column.type, self._candidates(column, said))
        return [*found, *([] if column.not_null else [None])]

    def constants(self, column: Column, said: Words) -> list[str]:
        """Give the constants of the expressions that a column may hold, the empty text left out.

        Of numbers their neighbours as well: `< 0` is true of none that an expression names.
        """
        near = _near(said) if column.category == _NUMBER else ()
        found = self._valid.keep(column.type, (*said.literals, *said.numbers, *near))
        return list(dict.fromkeys(value for value in found if value))

    def _candidates(self, column: Column, said: Words) -> Iterator[str]:
        if column.labels:
            yield from column.labels
        elif column.category == _BOOLEAN:
            yield from ("true", "false")
        elif column.category in (_TIME, _SPAN):
            yield from _TIMES
            yield from said.literals
        elif column.category == _NUMBER:
            yield from _numbers(said)
            yield from self._parties_in(column)
        elif column.type in ("json", "jsonb"):
            yield from self._objects(said)
        elif column.category == _ARRAY:
            yield from self._arrays(column, said)
        else:
            yield from said.literals
            yield from shapes(_FRESH)
            yield from self._parties_in(column)

    def _parties_in(self, column: Column) -> Iterator[str]:
        for part in ("tenant", "principal"):
            for party in PARTIES:
                value = self._parties.value(part, party, column.type)
                if value is not None:
                    yield value

    def _arrays(self, column: Column, said: Words) -> Iterator[str]:
        element = column.type.removesuffix("[]")
        parties = [self._parties.value("tenant", party, element) for party in PARTIES]
        values = [value for value in parties if value is not None]
        yield "{}"
        for held in ([value] for value in [*values, *self._valid.keep(element, said.literals)]):
            yield _array(held)
        yield _array(values)

    def _objects(self, said: Words) -> Iterator[str]:
        parties = [self._parties.value("tenant", party, "text") for party in PARTIES]
        yield "{}"
        for key in said.literals:
            for value in [*parties, "true", *said.literals]:
                if value != key:
                    yield json.dumps({key: value})


def _numbers(said: Words) -> Iterator[str]:
    yield from ("0", "1", "-1")
    yield from _near(said)


def _near(said: Words) -> Iterator[str]:
    """Give the numbers that are named, and those next to them."""
    for text in (*said.numbers, *said.literals):
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        if number.is_finite():
            for near in (number - 1, number, number + 1):
                yield format(near, "f")


def _array(values: list[str]) -> str:
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"
