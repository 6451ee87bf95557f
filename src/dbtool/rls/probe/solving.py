"""Values that the constraints of a table take: the server tries candidates, no expression is read here."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.probe import patterns, values
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.shapes import Column, Condition, Shapes
from dbtool.rls.probe.statements import Values, printed

_TRIED = 20_000
_SOLUTIONS = 60
_FIRST = 2


def literals(expression: str) -> tuple[list[str], list[str]]:
    """Give the strings and the numbers that stand in an expression, each once, in order."""
    strings: list[str] = []
    numbers: list[str] = []
    for token in lex(expression):
        text = token.string
        if text is not None and text not in strings:
            strings.append(text)
        elif token.kind == "numeric_literal" and token.text not in numbers:
            numbers.append(token.text)
    return strings, numbers


def candidates(
    shapes: Shapes, column: Column, expressions: Iterable[str], ordinals: Iterable[int], *, key: bool = False
) -> list[str]:
    """Give texts worth trying for a column: invented ones, then those that its constraints speak of."""
    made = (values.value(shapes, column.type, column.typmod, n, key=key) for n in ordinals)
    own = [text for text in made if text is not None]
    # Many columns leave room for few options each: some of every sort come first.
    found = own[:_FIRST]
    for expression in expressions:
        strings, numbers = literals(expression)
        if values.is_number(shapes, column.type):
            found += _around([*numbers, *strings])
        elif values.is_time(shapes, column.type):
            found += strings
        else:
            found += _of_text(strings, numbers)
    found += own
    if values.is_number(shapes, column.type):
        found += values.USUAL_NUMBERS
    elif values.is_text(shapes, column.type):
        found += values.USUAL_TEXTS
    elif values.is_time(shapes, column.type):
        found += values.USUAL_TIMES
    return list(dict.fromkeys(found))


def _around(texts: Iterable[str]) -> list[str]:
    """Give numbers, and those right beside them."""
    found: list[str] = []
    for text in texts:
        with suppress(InvalidOperation):
            number = Decimal(text)
            found += [str(number), str(number + 1), str(number - 1)]
    return found


def _of_text(strings: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Give strings, what they match if they are patterns, and texts as long as the numbers say."""
    found = list(strings)
    for text in strings:
        found += [each for n in range(8) if (each := patterns.sample(text, n * 7919)) is not None]
        found += [patterns.like(text)]
        # An array of values as one string: '{a,b}'::text[].
        if text.startswith("{") and text.endswith("}"):
            found += text[1:-1].split(",")
    for number in numbers:
        if number.isdigit() and 0 < int(number) <= 256:
            found += ["a" * int(number), str(10 ** (int(number) - 1))]
    return found


def solve(
    session: Session,
    options: Mapping[str, tuple[Column, Sequence[str | None]]],
    conditions: Sequence[Condition],
) -> Sequence[Values]:
    """Give combinations of the columns' options that fail no condition; nothing where there are none."""
    if not options:
        return [{}]
    outcome = session.keep(_query(options, conditions))
    if not outcome.done:
        fitting = {
            name: (column, _castable(session, column, texts)) for name, (column, texts) in options.items()
        }
        if not all(texts for _column, texts in fitting.values()):
            return []
        outcome = session.keep(_query(fitting, conditions))
        if not outcome.done:
            return list(_one_by_one(session, fitting, conditions))
    return [dict(zip(options, row, strict=True)) for row in outcome.rows]


def _one_by_one(
    session: Session,
    options: Mapping[str, tuple[Column, Sequence[str | None]]],
    conditions: Sequence[Condition],
) -> Iterator[Values]:
    """Give combinations where a condition fails with an error for others."""
    columns = [column for column, _texts in options.values()]
    for chosen in itertools.islice(
        itertools.product(*(texts for _column, texts in options.values())), _SOLUTIONS
    ):
        single = {name: (column, [text]) for name, column, text in zip(options, columns, chosen, strict=True)}
        if session.keep(_query(single, conditions)).rows:
            yield dict(zip(options, chosen, strict=True))


def _query(
    options: Mapping[str, tuple[Column, Sequence[str | None]]], conditions: Sequence[Condition]
) -> Composable:
    """Give the query for combinations that fail no condition."""
    most = max(2, int(_TRIED ** (1 / len(options))))
    sources: list[Composable] = []
    for place, (name, (column, texts)) in enumerate(options.items()):
        sources.append(
            SQL(
                "(SELECT t AS {}, t::{} AS {} FROM pg_catalog.unnest({}::pg_catalog.text[]) AS u (t)) AS {}"
            ).format(
                _text_name(place),
                printed(column.declared),
                Identifier(name),
                Literal(list(texts[:most])),
                Identifier(f"dbtool source {place}"),
            )
        )
    return SQL("SELECT {} FROM {} WHERE {} LIMIT {}").format(
        SQL(", ").join(_text_name(place) for place in range(len(options))),
        SQL(" CROSS JOIN ").join(sources),
        SQL(" AND ").join(SQL("({}) IS NOT FALSE").format(printed(each.expression)) for each in conditions),
        Literal(_SOLUTIONS),
    )


def _text_name(place: int) -> Identifier:
    return Identifier(f"dbtool text {place}")


def _castable(session: Session, column: Column, texts: Sequence[str | None]) -> list[str | None]:
    """Give those of the texts that the column's type takes; a domain's own constraint is asked by that."""
    known = [text for text in texts if text is not None]
    every = _cast(column, known)
    if not known or session.keep(every).done:
        return list(texts)
    return [text for text in texts if text is None or session.keep(_cast(column, [text])).done]


def _cast(column: Column, texts: Sequence[str]) -> Composable:
    return SQL("SELECT t::{} FROM pg_catalog.unnest({}::pg_catalog.text[]) AS u (t)").format(
        printed(column.declared), Literal(list(texts))
    )


def components(conditions: Sequence[Condition]) -> list[tuple[list[str], list[Condition]]]:
    """Group conditions that share columns, each group with its columns."""
    groups: list[tuple[set[str], list[Condition]]] = []
    for condition in conditions:
        touching = [group for group in groups if not group[0].isdisjoint(condition.columns)]
        groups = [group for group in groups if group not in touching]
        columns = set(condition.columns).union(*(group[0] for group in touching))
        groups.append((columns, [*itertools.chain(*(group[1] for group in touching)), condition]))
    return [(sorted(columns), held) for columns, held in groups]
