"""The probe's statements, put together from names and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.facts import Relation

Values = Mapping[str, str | None]
ALL = SQL("true")


def printed(text: str) -> Composable:
    """Give text that the server has printed as SQL: a type, an expression of a constraint."""
    return SQL(text)


def named(relation: Relation) -> Composable:
    """Give the relation's name with its schema."""
    return Identifier(relation.schema, relation.name)


def names(columns: Iterable[str]) -> Composable:
    """Give a list of columns."""
    return SQL(", ").join(map(Identifier, columns))


def inserting(relation: Relation, rows: Sequence[Values], *, identity: bool = False) -> Composable:
    """Give an INSERT of rows that have the same columns; `identity` for values of identity columns."""
    columns = list(rows[0])
    if not columns:
        return SQL("INSERT INTO {} DEFAULT VALUES").format(named(relation))
    lists = (SQL("({})").format(SQL(", ").join(Literal(row[name]) for name in columns)) for row in rows)
    return SQL("INSERT INTO {} ({}){} VALUES {}").format(
        named(relation),
        names(columns),
        SQL(" OVERRIDING SYSTEM VALUE") if identity else SQL(""),
        SQL(", ").join(lists),
    )


def updating(relation: Relation, values: Values, where: Composable | None = None) -> Composable:
    """Give an UPDATE, of every row where no condition is given."""
    pairs = (SQL("{} = {}").format(Identifier(name), Literal(text)) for name, text in values.items())
    statement = SQL("UPDATE {} SET {}").format(named(relation), SQL(", ").join(pairs))
    return statement if where is None else SQL("{} WHERE {}").format(statement, where)


def deleting(relation: Relation, where: Composable | None = None) -> Composable:
    """Give a DELETE, of every row where no condition is given."""
    statement = SQL("DELETE FROM {}").format(named(relation))
    return statement if where is None else SQL("{} WHERE {}").format(statement, where)


def merging(relation: Relation, action: Composable) -> Composable:
    """Give a MERGE that does the same to each row it can see."""
    return SQL("MERGE INTO {} USING (SELECT 1) AS one (n) ON true WHEN MATCHED THEN {}").format(
        named(relation), action
    )


def equal(values: Values) -> Composable:
    """Give the condition that columns hold values; a NULL among them is looked for as such."""
    if not values:
        return ALL
    terms = (
        SQL("{} IS NULL").format(Identifier(name))
        if text is None
        else SQL("{} = {}").format(Identifier(name), Literal(text))
        for name, text in values.items()
    )
    return SQL(" AND ").join(terms)


def digest(source: Composable, columns: Iterable[str], where: Composable = ALL) -> Composable:
    """Give a query for the number of rows and one number that changes with any of their values."""
    row = SQL("ROW({})::pg_catalog.text").format(names(columns))
    return SQL(
        "SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(pg_catalog.hashtextextended({}, 0)), 0)"
        " FROM {} WHERE {}"
    ).format(row, source, where)


def shown(statement: Composable) -> str:
    """Give the text of a statement for a report."""
    return statement.as_string(None)
