"""CREATE TABLE taken apart by its tokens: elements, keys and foreign keys with their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_tokens import Token, listed, parts, path_at
from dbtool.documents.editing import closing, find_words

_TABLE_CONSTRAINTS = listed("constraint primary unique foreign check exclude like")
# Words that end a column's type: what follows is a constraint of the column.
_COLUMN_CONSTRAINTS = listed(
    """
    constraint not null check default generated primary unique references collate storage compression
    auto_increment autoincrement on comment unsigned zerofill
    """
)
_KEYS = ("primary key", "unique")
_ACTIONS = listed("on match deferrable not initially enable")
_ACTION_WORDS = listed(
    "on delete update cascade restrict no action set null default match full partial simple deferrable not "
    "initially deferred immediate valid"
)


@dataclass(frozen=True, slots=True)
class Key:
    """One primary key or unique constraint.

    Shape: `tokens` are all of it; `columns` the names in it; `closes` the bracket that ends its columns, None
           for one that stands at a column.
    """

    sort: str
    tokens: tuple[Token, ...]
    columns: tuple[str, ...]
    closes: Token | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key: `whole` says that it is an element of its own, not a part of a column."""

    tokens: tuple[Token, ...]
    columns: tuple[str, ...]
    table: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Element:
    """What stands between two commas: a column with its name, or something else without one."""

    tokens: tuple[Token, ...]
    column: str | None

    @property
    def type_tokens(self) -> tuple[Token, ...]:
        """The tokens of the column's type."""
        found = []
        for token in self.tokens[1:]:
            if token.word in _COLUMN_CONSTRAINTS:
                break
            found.append(token)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class CreateTable:
    """One CREATE TABLE.

    Shape: `path` as the author wrote it, one part or two; `opens` and `closes` are the brackets round the
           elements; `partition_by` names the columns of the partition key.
    """

    path: tuple[str, ...]
    elements: tuple[Element, ...]
    opens: Token
    closes: Token
    partition_by: tuple[str, ...] = ()

    def within(self, schema: str) -> tuple[str, str]:
        """Give schema and name."""
        return schema_and_name(self.path, schema)

    def column(self, name: str) -> Element | None:
        """Give a column by its name."""
        return next((element for element in self.elements if element.column == name), None)

    def at(self, offset: int) -> Element | None:
        """Give the element in which a character stands."""
        return next((e for e in self.elements if e.tokens[0].start <= offset < e.tokens[-1].end), None)

    def key_constraints(self) -> Iterator[Key]:
        """Give the primary key and unique constraints, in order."""
        for element in self.elements:
            code = element.tokens
            for sort in _KEYS:
                place = find_words(code, *sort.split())
                if place is None:
                    continue
                after = place + len(sort.split())
                if element.column is not None:
                    yield Key(sort, _from_name(code, place, after), (element.column,))
                elif bracket := _bracket(code, after):
                    yield Key(sort, code, _names(code, *bracket), code[bracket[1]])

    def foreign_keys(self) -> Iterator[ForeignKey]:
        """Give the foreign keys, in order."""
        for element in self.elements:
            code = element.tokens
            place = find_words(code, "references")
            if place is None:
                continue
            table, _ = path_at(code, place + 1)
            if element.column is not None:
                tokens = _from_name(code, place, _end_of_reference(code, place))
                yield ForeignKey(tokens, (element.column,), table, whole=False)
            elif bracket := _bracket(code, 0):
                yield ForeignKey(code, _names(code, *bracket), table, whole=True)


def schema_and_name(path: Sequence[str], schema: str) -> tuple[str, str]:
    """Give schema and name of a path that may have no schema."""
    return (path[0], path[1]) if len(path) > 1 else (schema, path[0])


def read_create_table(code: Sequence[Token]) -> CreateTable | None:
    """Give the CREATE TABLE that the tokens are, None for any other statement and for one without a list."""
    words = [token.word for token in code]
    if words[:1] != ["create"] or "table" not in words[1:4]:
        return None
    place = words.index("table") + 1
    if words[place : place + 3] == ["if", "not", "exists"]:
        place += 3
    path, after = path_at(code, place)
    if not path or after >= len(code) or code[after].text != "(":
        return None
    end = closing(code, after)
    elements = tuple(
        Element(part, _column_name(part)) for part in parts(tuple(code[after + 1 : end])) if part
    )
    return CreateTable(path, elements, code[after], code[end], _partition_key(code, end))


def _column_name(part: Sequence[Token]) -> str | None:
    if part[0].word in _TABLE_CONSTRAINTS or (part[0].word in {"index", "key"} and _index_like(part)):
        return None
    return part[0].name


def _index_like(part: Sequence[Token]) -> bool:
    """Say whether this is MySQL's `INDEX name (columns)` rather than a column called index or key."""
    place = 2 if len(part) > 1 and part[1].name is not None else 1
    bracketed = len(part) > place and part[place].text == "("
    return bracketed and all(token.kind != "numeric_literal" for token in part[place + 1 :])


def _partition_key(code: Sequence[Token], end: int) -> tuple[str, ...]:
    place = find_words(code, "partition", "by", start=end)
    bracket = _bracket(code, place + 3) if place is not None else None
    return _names(code, *bracket) if bracket else ()


def _bracket(code: Sequence[Token], start: int) -> tuple[int, int] | None:
    for place in range(start, len(code)):
        if code[place].text == "(":
            return place, closing(code, place)
    return None


def _names(code: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    listed_parts = parts(tuple(code[start + 1 : end]))
    return tuple(part[0].name for part in listed_parts if part and part[0].name is not None)


def _from_name(code: Sequence[Token], place: int, end: int) -> tuple[Token, ...]:
    """Give the tokens of a column's constraint, CONSTRAINT and its name included."""
    start = place - 2 if place >= 2 and code[place - 2].word == "constraint" else place
    return tuple(code[start:end])


def _end_of_reference(code: Sequence[Token], place: int) -> int:
    """Give the place after `REFERENCES table (columns) ON DELETE …`."""
    _, end = path_at(code, place + 1)
    if end < len(code) and code[end].text == "(":
        end = closing(code, end) + 1
    while end < len(code) and code[end].word in _ACTION_WORDS:
        # NOT NULL, NULL and DEFAULT after it are constraints of their own.
        if code[end].word in _ACTIONS and not _is_action(code, end):
            break
        if code[end].word in {"null", "default"} and code[end - 1].word != "set":
            break
        end += 1
    return end


def _is_action(code: Sequence[Token], place: int) -> bool:
    following = code[place + 1].word if place + 1 < len(code) else ""
    if code[place].word == "on":
        # MySQL's ON UPDATE NOW() is no action of a foreign key.
        then = code[place + 2].word if place + 2 < len(code) else ""
        return following in {"delete", "update"} and then in listed("cascade restrict no set")
    if code[place].word == "not":
        return following in {"deferrable", "valid"}
    return True
