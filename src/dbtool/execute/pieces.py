"""A Python file as its statements, parsed piece by piece: the tree of a long file takes much memory.

A file may be cut before each line that could begin a statement, if every piece then parses by itself: a
string or a bracket that goes on over a cut leaves two pieces which do not. Where one does not, the file is
parsed as a whole.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

INDENT = "    "
# A function of more lines is parsed statement by statement.
LONG = 500
# So many lines may look like statements and be inside of one, as those of a docstring.
TRIES = 20
# What dbtool writes most, and what is longest to parse: a step that is one text without an escape.
STEP = re.compile(r'    step\(r?"""([^"\\]*(?:"{1,2}[^"\\]+)*)"""\)\n?(?:\s*#[^\n]*(?:\n|$))*\s*')


class Piece(NamedTuple):
    """One statement.

    Shape: `function` is the function of the module that it stands in, empty for none; a function with a
           decorator or arguments is a statement of the module besides. Lines count from 1 in the node;
           `before` lines of the file stand before its first.
    """

    function: str
    node: ast.stmt
    before: int


def pieces(lines: Sequence[str], path: str = "<file>") -> list[Piece]:
    """Give the statements of the module and of its functions, in their order.

    Errors: SyntaxError.
    """
    try:
        return list(_cut(lines))
    except SyntaxError:
        return list(_flat(ast.parse("\n".join(lines), path).body, 0))


def is_plain(piece: Piece) -> bool:
    """Say whether the statement is one that dbtool itself would write: data, a step, or that there is no way.

    Such a file runs its steps and nothing in between.
    """
    match piece:
        case Piece("", ast.ImportFrom(module="dbtool.revision", names=names)):
            return all(name.asname is None for name in names)
        case Piece("", ast.Assign(targets=[ast.Name(id=name)], value=value)):
            return name not in ("step", "Irreversible") and _is_data(value)
        case Piece("upgrade" | "downgrade", ast.Expr(ast.Call(ast.Name("step"), arguments, keywords))):
            return all(map(_is_data, (*arguments, *(keyword.value for keyword in keywords))))
        case Piece("downgrade", ast.Raise(ast.Call(ast.Name("Irreversible"), arguments))):
            return all(map(_is_data, arguments))
        case Piece("" | "upgrade" | "downgrade", ast.Pass() | ast.Expr(ast.Constant())):
            return True
    return False


def _is_data(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _cut(lines: Sequence[str]) -> Iterator[Piece]:
    for first, end, nodes in _parsed(lines, 0, len(lines), ""):
        if nodes:
            yield from _flat(nodes, first)
            continue
        (header,) = ast.parse(f"{lines[first]} pass").body
        assert isinstance(header, ast.FunctionDef)
        if not _is_bare(header):
            yield Piece("", header, first)
        for start, _, inner in _parsed(lines, first + 1, end, INDENT):
            yield from (Piece(header.name, node, start - 1) for node in inner)


def _flat(nodes: Sequence[ast.stmt], before: int) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            yield from (Piece(node.name, inner, before) for inner in node.body)
        if not isinstance(node, ast.FunctionDef) or not _is_bare(node):
            yield Piece("", node, before)


def _is_bare(function: ast.FunctionDef) -> bool:
    """Whether nothing is run when the function is defined: it has no decorator and no argument's default."""
    return not function.decorator_list and not any(ast.iter_child_nodes(function.args))


def _parsed(
    lines: Sequence[str], first: int, end: int, indent: str
) -> Iterator[tuple[int, int, Sequence[ast.stmt]]]:
    """Give first line, end and nodes of each piece; a long function comes without nodes.

    A piece that does not parse is tried together with those that follow it.
    """
    start, tries = -1, 0
    places = [at for at in range(first, end) if _begins(lines[at], indent)]
    for at, after in pairwise([*places, end]):
        start = at if start < 0 else start
        if start == at and not indent and after - at > LONG and lines[at].startswith("def "):
            yield at, after, ()
            start = -1
            continue
        text = "\n".join(lines[start:after])
        if after < end and any(text.count(quotes) % 2 for quotes in ('"""', "'''")):
            continue  # inside of a text of several lines
        try:
            nodes = _body(text, indent)
        except SyntaxError:
            tries += 1
            if tries > TRIES or after == end:
                raise
            continue
        yield start, after, nodes
        start, tries = -1, 0


def _body(text: str, indent: str) -> Sequence[ast.stmt]:
    if not indent:
        return ast.parse(text).body
    if step := STEP.fullmatch(text):
        # The line is that of a node under "if True:".
        call = ast.Call(ast.Name("step"), [ast.Constant(step[1])], [], lineno=2)
        return (ast.Expr(call),)
    (block,) = ast.parse(f"if True:\n{text}").body
    assert isinstance(block, ast.If)
    return block.body


def _begins(line: str, indent: str) -> bool:
    """Whether a statement of that indentation could begin here: no comment, no bracket that closes one."""
    return line.startswith(indent) and line[len(indent) : len(indent) + 1] not in (
        "",
        " ",
        "#",
        ")",
        "]",
        "}",
    )
