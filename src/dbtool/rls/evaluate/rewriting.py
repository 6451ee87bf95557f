"""An expression with each table by its bare name, and each function that reads tables as its query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from psycopg import sql

from dbtool.definitions.sql_tokens import Token, lex, parts, path_at
from dbtool.model.quoting import KEYWORDS
from dbtool.rls.bodies import WHO, reached, search_path_of
from dbtool.rls.evaluate.single_query import argument_names, is_tree, single_query
from dbtool.rls.evaluate.text import Blind, Denied, Reader, Text, filled, joined, name, raw
from dbtool.rls.facts import Function, Relation
from dbtool.rls.review import Review

_BEFORE_A_TABLE = frozenset({"from", "join", "only", "update", "into"})
WithClause = Callable[[Mapping[str, Relation], Reader], str]


class Rewriting:
    """One text on its way.

    Shape: `home` are the schemas in which bare names are looked for; `with_clause` gives what stands before
           a query that another role reads.
    """

    def __init__(
        self, review: Review, with_clause: WithClause, reader: Reader, home: Sequence[str], text: str
    ) -> None:
        self._review, self._with_clause = review, with_clause
        self._reader, self._home, self._text = reader, home, text
        self._tokens: Sequence[Token] = tuple(lex(text))
        self._found = Text("")
        self._pieces: list[str] = []
        self._copied = 0

    def done(self) -> Text:
        """Give the whole. Errors: Blind, Denied, Recursion."""
        place = 0
        while place < len(self._tokens):
            place = self._step(place)
        self._pieces.append(self._text[self._copied :])
        self._found.sql = "".join(self._pieces)
        return self._found

    def _step(self, place: int) -> int:
        token = self._tokens[place]
        if token.kind == "dollar_numeric_literal":
            raise Blind(f"{token.text} stands for an argument")
        if token.name is None or (place and self._tokens[place - 1].text == "."):
            return place + 1
        path, after = path_at(self._tokens, place)
        if after < len(self._tokens) and self._tokens[after].text == "(":
            called = self._function(path, after)
            if called is not None:
                return self._call(called, place, after)
        elif is_table(self._tokens, place):
            self._table(path, place, after)
        elif len(path) == 3 and self._review.access.relation((path[0], path[1])):
            self._replace(place, after, filled("{}.{}", name(path[1]), name(path[2])))
        return max(after, place + 1)

    def _table(self, path: tuple[str, ...], place: int, after: int) -> None:
        relation = _relation(self._review, path, self._home)
        if relation is not None:
            self._found.reading({relation.name: relation})
            if len(path) == 2:
                self._replace(place, after, filled("{}", name(relation.name)))

    def _function(self, path: tuple[str, ...], opening: int) -> Function | None:
        """Give the function that is called, if its query has to take its place. Errors: Denied.

        So it is if it reads tables, and where the role could not name it: a policy is past that.
        """
        count = len(self._arguments(opening))
        for schema in _schemas(path, self._home):
            for function in self._review.access.functions_called(schema, path[-1]):
                if function.kind == "f" and len(function.argument_types) == count:
                    self._allow(function)
                    named = self._review.reach.may_use(self._reader.role, function.schema)
                    return None if named and not reads_tables(self._review, function) else function
        return None

    def _allow(self, function: Function) -> None:
        role = self._reader.role
        if not self._review.reach.may_execute(role, function.privileges, function.owner):
            raise Denied(role, "EXECUTE", function)

    def _call(self, function: Function, place: int, opening: int) -> int:
        reader = self._reader
        query = single_query(function)
        if query is None or function.oid in reader.calls:
            raise Blind(f"{function.signature} is no single query that could take its place")
        inside = reader.calling(function)
        if inside.role != reader.role and any(token.word in WHO for token in lex(query)):
            raise Blind(f"{function.signature} asks who runs it")
        names = [known or f"argument_{at}" for at, known in enumerate(argument_names(function), 1)]
        home = _home(self._review, function)
        body = self._rewritten(_numbered(query, function, names), inside, home)
        if inside.role == reader.role:
            self._found.reading(body.reads)
            query = body.sql
        else:
            query = under(self._with_clause(body.reads, inside), body.sql)
        given = []
        for argument in self._in_order(opening, names):
            text = self._rewritten(argument, reader, self._home)
            self._found.reading(text.reads)
            given.append(text.sql)
        closing = self._closing(opening)
        self._replace(place, closing + 1, _inlined(function, query, names, given))
        return closing + 1

    def _rewritten(self, text: str, reader: Reader, home: Sequence[str]) -> Text:
        return Rewriting(self._review, self._with_clause, reader, home, text).done()

    def _arguments(self, opening: int) -> list[tuple[Token, ...]]:
        return [part for part in parts(self._tokens[opening + 1 : self._closing(opening)]) if part]

    def _in_order(self, opening: int, names: Sequence[str]) -> Iterator[str]:
        """Give the arguments of a call in the order of the function's own. Errors: Blind."""
        found: dict[str, str] = {}
        for known, part in zip(names, self._arguments(opening), strict=True):
            named = len(part) > 2 and part[1].text == "=>"
            words = part[2:] if named else part[1:] if part[0].word == "variadic" else part
            text = self._text[words[0].start : words[-1].end]
            found[(part[0].name or "") if named else known] = text
        if found.keys() != set(names):
            raise Blind("a call does not name the arguments that its function has")
        yield from (found[known] for known in names)

    def _closing(self, opening: int) -> int:
        depth = 0
        for place in range(opening, len(self._tokens)):
            depth += (self._tokens[place].text == "(") - (self._tokens[place].text == ")")
            if depth == 0:
                return place
        raise Blind("a bracket is not closed")

    def _replace(self, place: int, after: int, text: str) -> None:
        self._pieces.append(self._text[self._copied : self._tokens[place].start])
        self._pieces.append(text)
        self._copied = self._tokens[after - 1].end


def reads_tables(review: Review, function: Function) -> bool:
    """Say whether a function, or one that it calls, names a relation where a query names one."""
    return not function.extension and any(
        True
        for called in reached(review.access, function)
        for _ in tables_in(review, called.body, _home(review, called))
    )


def tables_in(review: Review, text: str, home: Sequence[str] | None = None) -> Iterator[Relation]:
    """Give the relations that a text names where a query names what it reads.

    Shape: `home` are the schemas in which bare names are looked for, those in scope unless said.
    """
    home = home or review.access.scope
    tokens = tuple(lex(text))
    for place in range(len(tokens)):
        if is_table(tokens, place):
            path, _ = path_at(tokens, place)
            relation = _relation(review, path, home)
            if relation is not None:
                yield relation


def behind(review: Review, text: str) -> Iterator[str]:
    """Give the bodies of functions that a text calls, and the queries of views that it reads."""
    names = {token.name for token in lex(text)}
    for function in review.access.functions.values():
        if function.name in names and not function.extension:
            yield from (called.body for called in reached(review.access, function))
    for relation in tables_in(review, text):
        if relation.kind == "view" and relation.definition:
            yield relation.definition
            yield from behind(review, relation.definition)


def is_table(tokens: Sequence[Token], place: int) -> bool:
    """Say whether at that place a name may be a table's; a list of columns is taken for one, too."""
    # A word that has to be quoted as a name is none when it is not.
    if not place or tokens[place].name is None or tokens[place].word in KEYWORDS:
        return False
    before = tokens[place - 1]
    return before.word in _BEFORE_A_TABLE or before.text in (",", "(")


def under(clause: str, query: str) -> str:
    """Give a query, which may have a WITH of its own, under another WITH."""
    return filled("{}SELECT * FROM ({}) AS below", raw(clause), raw(query)) if clause else query


def _home(review: Review, function: Function) -> Sequence[str]:
    """Give the schemas in which a function's body looks for bare names."""
    pinned = None if is_tree(function) else search_path_of(function)
    return pinned or review.access.scope


def _schemas(path: Sequence[str], home: Sequence[str]) -> Sequence[str]:
    return path[:1] if len(path) == 2 else home if len(path) == 1 else ()


def _relation(review: Review, path: tuple[str, ...], home: Sequence[str]) -> Relation | None:
    found = (review.access.relation((schema, path[-1])) for schema in _schemas(path, home))
    return next((relation for relation in found if relation is not None), None)


def _numbered(query: str, function: Function, names: Sequence[str]) -> str:
    """Give a body with $1 by the argument's name."""
    pieces, copied = [], 0
    for token in lex(query):
        if token.kind == "dollar_numeric_literal" and int(token.text[1:]) <= len(names):
            known = names[int(token.text[1:]) - 1]
            pieces += [query[copied : token.start], filled("{}.{}", name(function.name), name(known))]
            copied = token.end
    return "".join([*pieces, query[copied:]])


def _inlined(function: Function, query: str, names: Sequence[str], given: Sequence[str]) -> str:
    """Give a call as its query, with its arguments as the columns of a row around it."""
    if function.returns_set:
        inner = filled("ARRAY(SELECT * FROM ({}) AS found)", raw(query))
    else:
        returns = raw(function.returns)
        inner = filled("CAST((SELECT * FROM ({}) AS found LIMIT 1) AS {})", raw(query), returns)
    if given:
        arguments = [
            filled("CAST({} AS {}) AS {}", raw(text), raw(type_name), name(known))
            for text, type_name, known in zip(given, function.argument_types, names, strict=True)
        ]
        around = sql.SQL("(SELECT {} FROM (SELECT {}) AS {})")
        inner = around.format(raw(inner), joined(", ", arguments), name(function.name)).as_string(None)
    return filled("unnest({})", raw(inner)) if function.returns_set else inner
