"""Failures made small: the schemas on the way that do not matter, then parts, then what is chosen in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.property.grammar import Schema, without
from tests.property.pair import Failed
from tests.property.side import NotBuilt

# Of chains that are tried, the failing one not counted.
MOST_TRIALS = 300

Chain = Sequence[Schema]


def shrunk(error: Failed, attempt: Callable[[Chain], None], *, most: int = MOST_TRIALS) -> Failed:
    """Give the smallest failure of the same sort that is found; `attempt` raises it for a chain.

    Shape: every step leaves something out, so that it ends; `most` bounds it where each trial is slow.
    """
    found, left = error, most
    while left > 0:
        for chain in _smaller(found.way):
            left -= 1
            failed = _failure(attempt, chain)
            if failed and failed.sort == error.sort:
                found = failed
                break
            if left <= 0:
                return found
        else:
            return found
    return found


def _failure(attempt: Callable[[Chain], None], chain: Chain) -> Failed | None:
    try:
        attempt(chain)
    except Failed as error:
        return error
    except NotBuilt:
        return None
    return None


def _smaller(way: Chain) -> Iterator[Chain]:
    """Give chains with something less in them, those first that leave out most."""
    if len(way) > 2:
        yield way[-2:]
    for number in range(len(way)):
        if len(way) > 1:
            yield [*way[:number], *way[number + 1 :]]
    names = dict.fromkeys(name for schema in way for name in schema)
    for name in names:
        yield [without(schema, name) for schema in way]
    for number, schema in enumerate(way):
        for name in schema:
            yield [*way[:number], without(schema, name), *way[number + 1 :]]
    for name in names:
        for choice in sorted({choice for schema in way for choice in schema.get(name, {})}):
            yield [_with_first(schema, name, choice) for schema in way]
            for number, schema in enumerate(way):
                if choice in schema.get(name, {}):
                    yield [*way[:number], _with_first(schema, name, choice), *way[number + 1 :]]


def _with_first(schema: Schema, name: str, choice: int) -> Schema:
    """Give the schema with the first alternative of one choice."""
    if name not in schema:
        return schema
    return {**schema, name: {number: taken for number, taken in schema[name].items() if number != choice}}
