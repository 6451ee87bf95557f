"""Option lists in brackets: those of TimescaleDB are read and taken out, the others stay.

Read from the tokens: the list is flat, and sqlfluff 4.5 gives another tree for it in each statement, and none
where the rest of a CREATE TABLE or a query is beyond its grammar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, lex, listed, names_of, parts, truth
from dbtool.errors import InvalidDefinition
from dbtool.model.quoting import ident

_NAMESPACES = frozenset({"timescaledb", "tsdb"})
# Several names for the same thing: those from before TimescaleDB 2.18, and with an underscore.
_ALIASES = {
    "compress": "columnstore",
    "enable_columnstore": "columnstore",
    "compress_segmentby": "segmentby",
    "segment_by": "segmentby",
    "compress_orderby": "orderby",
    "order_by": "orderby",
    "compress_chunk_time_interval": "columnstore_interval",
    "compress_chunk_interval": "columnstore_interval",
    "compress_sparse_index": "sparse_index",
    "compress_index": "sparse_index",
    "index": "sparse_index",
}


@dataclass(frozen=True, slots=True)
class Options:
    """The TimescaleDB options of one statement.

    Shape: `values` maps an option, under one name for all its spellings, to the tokens after its `=`;
           `rest` is the statement without them; `bare` says that no other option stood in the list;
           `keyword` and `end` are the places of WITH or SET and of the token after the list.
    """

    statement: SqlStatement
    values: Mapping[str, tuple[Token, ...]]
    rest: str
    bare: bool
    keyword: int
    end: int

    def only(self, known: str) -> None:
        """Raise InvalidDefinition unless all options are among the known ones."""
        for name in self.values:
            if name not in listed(known):
                raise InvalidDefinition(
                    f"option {name} of TimescaleDB is not understood here",
                    hint=f"known here: {', '.join(sorted(listed(known)))}",
                    origin=self.statement.origin,
                )

    def text(self, name: str) -> str | None:
        """Give the option's value, None if it is not there."""
        value = self.values.get(name)
        if value is None:
            return None
        if len(value) != 1:
            raise self._wrong(name, "a constant")
        return value[0].string if value[0].string is not None else value[0].text

    def boolean(self, name: str) -> bool | None:
        """Give the option as true or false, None if it is not there; without a value it is true."""
        if self.values.get(name) == ():
            return True
        text = self.text(name)
        if text is None:
            return None
        said = truth(text)
        if said is None:
            raise self._wrong(name, "true or false")
        return said

    def names(self, name: str) -> tuple[str, ...] | None:
        """Give the option as a list of column names."""
        text = self.text(name)
        if text is None:
            return None
        names = names_of(text)
        if names is None:
            raise self._wrong(name, "a list of columns")
        return names

    def orders(self, name: str) -> tuple[str, ...] | None:
        """Give the option as a list such as `time DESC`, spelled as the catalog has it."""
        text = self.text(name)
        if text is None:
            return None
        return tuple(self._order(name, part) for part in parts(tuple(lex(text))))

    def sparse(self, name: str) -> tuple[str, ...] | None:
        """Give the option as a list such as `bloom(symbol)`, spelled as the catalog has it."""
        text = self.text(name)
        if text is None:
            return None
        found = []
        for item in parts(tuple(lex(text))):
            names = [token.name for token in item[2:-1] if token.text != ","]
            if len(item) < 4 or item[1].text != "(" or None in names:
                raise self._wrong(name, "a list such as bloom(column), minmax(column)")
            found.append(f"{item[0].word}({', '.join(ident(column) for column in names if column)})")
        return tuple(found)

    def _order(self, name: str, part: Sequence[Token]) -> str:
        words = [token.word for token in part[1:]]
        descending = words[:1] == ["desc"]
        nulls = words[1:] if words[:1] in (["asc"], ["desc"]) else words
        if not part or part[0].name is None or nulls not in ([], ["nulls", "first"], ["nulls", "last"]):
            raise self._wrong(name, "a list of columns with their order")
        # NULLS is said only where it is not what the direction gives by itself.
        usual = ["nulls", "first" if descending else "last"]
        said = () if nulls in ([], usual) else (word.upper() for word in nulls)
        return " ".join((ident(part[0].name), *(["DESC"] if descending else []), *said))

    def _wrong(self, name: str, wanted: str) -> InvalidDefinition:
        return InvalidDefinition(
            f"option {name} must be {wanted}",
            hint="write the value itself, as in timescaledb.compress_segmentby = 'symbol'",
            origin=self.statement.origin,
        )


def options(statement: SqlStatement, keyword: str) -> Options | None:
    """Give the TimescaleDB options in the list after the keyword, None if there are none."""
    code = statement.code
    found = _list(code, keyword)
    if found is None:
        return None
    start, end = found
    items = parts(code[start + 2 : end - 1])
    ours = [item for item in items if item[0].word in _NAMESPACES and item[1:2] and item[1].text == "."]
    if not ours:
        return None
    others = [item for item in items if item not in ours]
    return Options(
        statement=statement,
        values={_option_name(item): item[4:] for item in ours},
        rest=_rest(statement.sql, code[start], code[end - 1], others),
        bare=not others,
        keyword=start,
        end=end,
    )


def mentions_timescale(code: Sequence[Token]) -> bool:
    """Say whether a name of TimescaleDB's option namespace stands among the tokens."""
    return any(token.word in _NAMESPACES and after.text == "." for token, after in pairwise(code))


def _list(code: Sequence[Token], keyword: str) -> tuple[int, int] | None:
    """Give the places of the keyword and after the list of the first `keyword (…)` outside all brackets."""
    depth = 0
    start = None
    for place, token in enumerate(code):
        if token.text == "(":
            if depth == 0 and place and code[place - 1].word == keyword:
                start = place - 1
            depth += 1
        elif token.text == ")":
            depth -= 1
            if depth == 0 and start is not None:
                return start, place + 1
    return None


def _option_name(item: Sequence[Token]) -> str:
    name = item[2].word if len(item) > 2 else ""
    return _ALIASES.get(name, name)


def _rest(sql: str, first: Token, last: Token, kept: Sequence[Sequence[Token]]) -> str:
    """Give the statement with only the kept options in its list, without the list if there are none."""
    texts = [sql[item[0].start : item[-1].end] for item in kept]
    middle = f"{first.text} ({', '.join(texts)})" if texts else ""
    return " ".join(
        piece for piece in (sql[: first.start].rstrip(), middle, sql[last.end :].lstrip()) if piece
    )
