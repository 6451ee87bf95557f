"""Revision files read as text: what a revision will run, without running it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from dbtool.model.key import Key
from dbtool.model.statement import Statement
from dbtool.render.revision import LOCKS
from dbtool.revision import text_block

FIELDS = frozenset(field.name for field in fields(Statement))


@dataclass(frozen=True, slots=True)
class RevisionText:
    """One revision file.

    Shape: `up` and `down` hold the calls of `step` in the order of the text, as far as they are literals;
           `irreversible` is the reason why there is no way down, or None; `touches` is what the revision
           changes: fields, or `create`, `drop`, `replace`.
           `checksum` does not depend on how the checkout ends its lines.
    """

    path: Path
    checksum: str
    up: tuple[Statement, ...] = ()
    down: tuple[Statement, ...] = ()
    irreversible: str | None = None
    touches: Mapping[Key, tuple[str, ...]] | None = None

    def steps(self, direction: str) -> tuple[Statement, ...]:
        """Give the steps of one direction, `up` or `down`."""
        return self.up if direction == "up" else self.down


def read_revision(path: Path) -> RevisionText:
    """Give what a revision file says.

    Errors: OSError, SyntaxError.
    """
    source = path.read_bytes().replace(b"\r\n", b"\n")
    text = RevisionText(path, hashlib.sha256(source).hexdigest())
    lines = source.decode("utf-8").split("\n")
    for node in ast.parse(source, str(path)).body:
        match node:
            case ast.FunctionDef(name="upgrade"):
                text = replace(text, up=tuple(_steps(node, lines)))
            case ast.FunctionDef(name="downgrade"):
                text = replace(text, down=tuple(_steps(node, lines)), irreversible=_irreversible(node))
            case ast.Assign(targets=[ast.Name(id="touches")]):
                text = replace(text, touches=_touches(_value(node.value, {})))
    return text


def _steps(function: ast.FunctionDef, lines: list[str]) -> Iterator[Statement]:
    found = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _called(node) == "step"]
    for call in sorted(found, key=lambda node: node.lineno):
        yield _statement(call, *_comment(lines, call.lineno))


def _statement(call: ast.Call, note: str, lock: str) -> Statement:
    given = {keyword.arg: _value(keyword.value, None) for keyword in call.keywords if keyword.arg}
    if call.args:
        given["sql"] = _value(call.args[0], "")
    known = {
        name: value for name, value in given.items() if name in Statement.__slots__ and value is not None
    }
    statement = Statement(**{"sql": "", **known, "note": note, "lock": lock})
    recover = None if statement.recover is None else text_block(statement.recover)
    return replace(statement, sql=text_block(statement.sql), recover=recover)


def _comment(lines: list[str], lineno: int) -> tuple[str, str]:
    """Give the note and the lock that the comment above a line tells."""
    found: list[str] = []
    for line in reversed(lines[: lineno - 1]):
        if not line.lstrip().startswith("#"):
            break
        found.insert(0, line.lstrip().removeprefix("#").strip())
    note, _, lock = " ".join(found).partition(LOCKS)
    return note.strip(), lock.rstrip(".")


def _irreversible(function: ast.FunctionDef) -> str | None:
    for node in function.body:
        match node:
            case ast.Raise(exc=ast.Call(args=[reason]) as call) if _called(call) == "Irreversible":
                return str(_value(reason, "it says so itself"))
    return None


def _touches(value: Any) -> Mapping[Key, tuple[str, ...]]:
    return {Key(kind, tuple(path)): tuple(fields) for (kind, *path), fields in value.items()}


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def _value(node: ast.expr, otherwise: Any) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return otherwise
