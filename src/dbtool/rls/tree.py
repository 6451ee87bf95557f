"""Node trees of expressions and queries, as the server keeps them in pg_policy and pg_rewrite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | Node | list[Value]"

_TOKEN = re.compile(r"[(){}]|(?:\\.|[^\s(){}\\])+", re.DOTALL)
_FIELD = re.compile(r":[A-Za-z_]+\Z")
_CLOSING = frozenset(")}")


class Node(NamedTuple):
    """One node: OPEXPR, VAR, SUBLINK; a field that holds several words has these as a list."""

    tag: str
    fields: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Give a field of one word, empty where it is none."""
        found = self.fields.get(name)
        return found if isinstance(found, str) else ""

    def number(self, name: str) -> int:
        """Give a field that is a number, 0 where it is none."""
        found = self.text(name)
        return int(found) if found.lstrip("-").isdigit() else 0

    def node(self, name: str) -> Node | None:
        """Give a field that is one node."""
        found = self.fields.get(name)
        return found if isinstance(found, Node) else None

    def nodes(self, name: str) -> list[Node]:
        """Give the nodes of a field that is a list."""
        found = self.fields.get(name)
        return [each for each in found if isinstance(each, Node)] if isinstance(found, list) else []


class Place(NamedTuple):
    """A node with what it stands in: the queries around it and all nodes above, outermost first."""

    node: Node
    queries: tuple[Node, ...]
    above: tuple[Node, ...]

    def inside(self, *tags: str) -> bool:
        """Say whether a node with one of the tags is above."""
        return any(node.tag in tags for node in self.above)


@lru_cache(maxsize=4096)
def root(text: str) -> tuple[Node, ...]:
    """Give the nodes that a pg_node_tree begins with: one for an expression, a rule's queries for a view."""
    tokens = _TOKEN.findall(text)
    value, _ = _value(tokens, 0)
    if isinstance(value, Node):
        return (value,)
    return tuple(each for each in value if isinstance(each, Node)) if isinstance(value, list) else ()


def places(node: Node, queries: tuple[Node, ...] = (), above: tuple[Node, ...] = ()) -> Iterator[Place]:
    """Give a node and everything below it, from the top down."""
    yield Place(node, queries, above)
    within = (*queries, node) if node.tag == "QUERY" else queries
    for value in node.fields.values():
        for below in _nodes_in(value):
            yield from places(below, within, (*above, node))


def constant(node: Node) -> bytes | None:
    """Give the bytes of a constant; None for NULL and for what is no constant."""
    if node.tag != "CONST" or node.text("constisnull") == "true":
        return None
    found = node.fields.get("constvalue")
    words = found if isinstance(found, list) else []
    return bytes(int(word) & 255 for word in words[2:-1] if isinstance(word, str))


def text_constant(node: Node) -> str | None:
    """Give the value of a constant of type text."""
    found = constant(node)
    if found is None or node.number("constlen") != -1:
        return None
    # The first four bytes say how long the value is.
    return found[4:].decode("utf-8", "replace")


def _nodes_in(value: Value) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _nodes_in(each)


def _value(tokens: list[str], at: int) -> tuple[Value, int]:
    token = tokens[at]
    if token == "{":
        return _node(tokens, at + 1)
    if token == "(":
        found: list[Value] = []
        at += 1
        while tokens[at] != ")":
            each, at = _value(tokens, at)
            found.append(each)
        return found, at + 1
    return token, at + 1


def _node(tokens: list[str], at: int) -> tuple[Node, int]:
    tag = tokens[at]
    fields: dict[str, Value] = {}
    at += 1
    while tokens[at] != "}":
        name = tokens[at][1:]
        value, at = _value(tokens, at + 1)
        # A constant's value is several words: its length, and its bytes in brackets.
        more = [value]
        while tokens[at] not in _CLOSING and not _FIELD.match(tokens[at]):
            value, at = _value(tokens, at)
            more.append(value)
        fields[name] = more if len(more) > 1 else more[0]
    return Node(tag, fields), at + 1
