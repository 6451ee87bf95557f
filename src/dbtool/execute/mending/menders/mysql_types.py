"""Types of MySQL and SQL Server: PostgreSQL's own in their place."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.definitions.sql_tokens import Token, listed
from dbtool.documents.editing import Edit, closing, cut, edited, find_words, insert, replace_tokens
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene

_TYPES: Mapping[str, str] = {
    "datetime": "timestamptz",
    "datetime2": "timestamptz",
    "tinyint": "smallint",
    "mediumint": "integer",
    "double": "double precision",
    "tinytext": "text",
    "mediumtext": "text",
    "longtext": "text",
    "clob": "text",
    "blob": "bytea",
    "tinyblob": "bytea",
    "mediumblob": "bytea",
    "longblob": "bytea",
    "varbinary": "bytea",
    "binary": "bytea",
    "number": "numeric",
    "varchar2": "varchar",
    "nvarchar": "varchar",
    "nvarchar2": "varchar",
    "year": "smallint",
    "uniqueidentifier": "uuid",
}
# Of these the length goes on to count.
_WITH_LENGTH = listed("number varchar2 nvarchar nvarchar2")
_TRUTH = {"0": "false", "1": "true", "'0'": "false", "'1'": "true"}
_INTEGERS = listed("int integer bigint smallint tinyint mediumint")


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item, place = failure.item, failure.place
    if place is None:
        return None
    code = item.code
    token = code[place]
    if failure.sqlstate == "42601":
        return _width(failure, code, place)
    if token.word == "enum":
        return _enum(failure, code, place)
    if token.word not in _TYPES:
        return None
    bracketed = place + 1 < len(code) and code[place + 1].text == "("
    kept = bracketed and token.word in _WITH_LENGTH
    end = closing(code, place + 1) if bracketed and not kept else place
    # tinyint(1) is how MySQL spells a boolean.
    boolean = token.word == "tinyint" and bracketed and code[place + 2].text == "1"
    name = "boolean" if boolean else _TYPES[token.word]
    edits = [replace_tokens(code[place : end + 1], name)]
    if boolean:
        edits += _truth(failure, code[place].start)
    return Mend(
        code="foreign-type",
        message=f"PostgreSQL has no type {token.word}; {name} is its own.",
        sql=edited(item.sql, edits),
    )


def _truth(failure: Failure, offset: int) -> list[Edit]:
    """Give the edit that makes DEFAULT 1 of a boolean DEFAULT true."""
    table = failure.item.create_table()
    element = table.at(offset) if table else None
    place = find_words(element.tokens, "default") if element else None
    if element is None or place is None or place + 1 >= len(element.tokens):
        return []
    default = element.tokens[place + 1]
    return [replace_tokens([default], _TRUTH[default.text])] if default.text in _TRUTH else []


def _width(failure: Failure, code: tuple[Token, ...], place: int) -> Mend | None:
    """Take the display width of int(11) and the word UNSIGNED out."""
    before = code[place - 1].word if place else ""
    if code[place].text == "(" and before in _INTEGERS:
        cutting = code[place : closing(code, place) + 1]
        message = "An integer type takes no width in PostgreSQL; in MySQL it only counts for print."
    elif code[place].word in {"unsigned", "zerofill"}:
        cutting = code[place : place + 1]
        message = f"PostgreSQL has no {code[place].word} types; a check constraint would say it."
    else:
        return None
    return Mend(
        code="foreign-type", message=message, sql=edited(failure.item.sql, [cut(failure.item.sql, cutting)])
    )


def _enum(failure: Failure, code: tuple[Token, ...], place: int) -> Mend | None:
    """Make ENUM('a', 'b') a text with a check."""
    item, table = failure.item, failure.item.create_table()
    element = table.at(code[place].start) if table else None
    if element is None or element.column is None or code[place + 1].text != "(":
        return None
    end = closing(code, place + 1)
    labels = item.sql[code[place + 1].start : code[end].end]
    column = item.sql[element.tokens[0].start : element.tokens[0].end]
    check = f" CHECK ({column} IN {labels})"
    edits = [replace_tokens(code[place : end + 1], "text"), insert(element.tokens[-1].end, check)]
    return Mend(
        code="inline-enum",
        message="PostgreSQL has no enumeration inside a column, as MySQL does; a check says the same.",
        sql=edited(item.sql, edits),
        hint="CREATE TYPE … AS ENUM (…) is the other way: shorter, but a label can never be taken out",
    )


MENDER = Mender(states=frozenset({"42704", "42601"}), mend=_mend)
