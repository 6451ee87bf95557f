"""Revision files read as text: what a revision will run, without running it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from dbtool.execute.pieces import INDENT, Piece, is_plain, pieces
from dbtool.model.key import Key
from dbtool.model.statement import Statement
from dbtool.render.revision import ACCESS, LOCKS
from dbtool.revision import Irreversible, run, text_block

# A run asks for the same files several times.
KEPT = 64
# Entries of `touches` that are parsed together.
TOGETHER = 500
FIELDS = frozenset(Statement.__slots__) - {"sql", "note", "lock", "access"}


@dataclass(frozen=True)
class RevisionText:
    """One revision file.

    Shape: `up` and `down` hold the calls of `step` in the order of the text, as far as they are literals;
           `irreversible` is the reason why there is no way down, or None; `names` are the module's other
           values and `doc` its docstring.
           `plain` says that `upgrade` and `downgrade` do nothing but what these steps do.
           `checksum` does not depend on how the checkout ends its lines.
    """

    path: Path
    checksum: str
    up: tuple[Statement, ...] = ()
    down: tuple[Statement, ...] = ()
    irreversible: str | None = None
    names: Mapping[str, Any] = field(default_factory=dict)
    doc: str | None = None
    plain: bool = False
    entries: Sequence[str] = field(default=(), repr=False)

    def steps(self, direction: str) -> tuple[Statement, ...]:
        """Give the steps of one direction, `up` or `down`."""
        return self.up if direction == "up" else self.down

    @cached_property
    def touches(self) -> Mapping[Key, tuple[str, ...]]:
        """What the revision changes: fields, or `create`, `drop`, `replace`."""
        found = {**self.names.get("touches", {}), **_entries(self.entries)}
        return {Key(kind, tuple(path)): tuple(fields) for (kind, *path), fields in found.items()}


def read_revision(path: Path) -> RevisionText:
    """Give what a revision file says; one that is read again is not parsed again.

    Errors: OSError, SyntaxError.
    """
    source = path.read_bytes().replace(b"\r\n", b"\n")
    return _read(path, hashlib.sha256(source).hexdigest(), source.decode("utf-8"))


def as_module(text: RevisionText) -> ModuleType:
    """Give the module that a plain revision file is, without compiling it."""

    def upgrade() -> None:
        for statement in text.up:
            run(statement)

    def downgrade() -> None:
        if text.irreversible is not None:
            raise Irreversible(text.irreversible)
        for statement in text.down:
            run(statement)

    module = ModuleType(text.path.stem, text.doc)
    vars(module).update(text.names, upgrade=upgrade, downgrade=downgrade)
    return module


@lru_cache(maxsize=KEPT)
def _read(path: Path, checksum: str, source: str) -> RevisionText:
    lines, entries = _without_entries(source.split("\n"))
    steps: dict[str, list[Statement]] = {"upgrade": [], "downgrade": []}
    names: dict[str, Any] = {}
    doc = irreversible = None
    plain = True
    for place, piece in enumerate(pieces(lines, str(path))):
        plain = plain and is_plain(piece)
        match piece:
            case Piece("upgrade" | "downgrade" as function, node, before):
                steps[function] += _steps(node, lines, before)
                if function == "downgrade":
                    irreversible = irreversible or _irreversible(node)
            case Piece("", ast.Assign(targets=[ast.Name(id=name)], value=value), _):
                names[name] = _value(value, {} if name == "touches" else None)
            case Piece("", ast.Expr(ast.Constant(str(text))), _) if not place:
                doc = text
    up, down = map(tuple, steps.values())
    return RevisionText(path, checksum, up, down, irreversible, names, doc, plain, entries)


def _without_entries(lines: list[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Give the lines with those of `touches` empty, and these: they may be thousands, and few want them."""
    head = next((at for at, line in enumerate(lines) if line.startswith("def ")), len(lines))
    if "touches = {" not in lines[:head] or "}" not in lines[:head]:
        return lines, ()
    first, last = lines.index("touches = {"), lines.index("}")
    if last < first:
        return lines, ()
    blank = [""] * (last - first - 1)
    return [*lines[: first + 1], *blank, *lines[last:]], lines[first + 1 : last]


def _entries(lines: Sequence[str]) -> Mapping[tuple[str, ...], Sequence[str]]:
    found: dict[tuple[str, ...], Sequence[str]] = {}
    starts = [at for at, line in enumerate(lines) if line.startswith(f"{INDENT}(")]
    for first, end in pairwise([*starts[::TOGETHER], len(lines)]):
        text = "\n".join(["{", *lines[first:end], "}"])
        found |= _value(ast.parse(text, mode="eval").body, {})
    return found


def _steps(node: ast.stmt, lines: Sequence[str], before: int) -> Iterator[Statement]:
    if isinstance(node, ast.Expr) and _called(node.value) == "step":
        found = [node.value]
    else:
        inner = (each for each in ast.walk(node) if isinstance(each, ast.Call) and _called(each) == "step")
        found = sorted(inner, key=lambda each: each.lineno)
    for call in found:
        assert isinstance(call, ast.Call)
        yield _statement(call, _comment(lines, before + call.lineno))


def _statement(call: ast.Call, said: Mapping[str, str]) -> Statement:
    given = {keyword.arg: _value(keyword.value, None) for keyword in call.keywords if keyword.arg}
    sql = _value(call.args[0], "") if call.args else given.get("sql") or ""
    known = {name: value for name, value in given.items() if name in FIELDS and value is not None}
    if "recover" in known:
        known["recover"] = text_block(known["recover"])
    return Statement(**{**known, **said, "sql": text_block(sql)})


def _comment(lines: Sequence[str], lineno: int) -> Mapping[str, str]:
    """Give the note, the lock and the change of access that the comment above a line tells."""
    first = end = lineno - 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    found = (line.lstrip().removeprefix("#").strip() for line in lines[first:end])
    text, _, access = " ".join(found).partition(ACCESS)
    note, _, lock = text.partition(LOCKS)
    return {"note": note.strip(), "lock": lock.strip().rstrip("."), "access": access.rstrip(".")}


def _irreversible(node: ast.stmt) -> str | None:
    match node:
        case ast.Raise(exc=ast.Call(args=[reason]) as call) if _called(call) == "Irreversible":
            return str(_value(reason, "it says so itself"))
    return None


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def _value(node: ast.expr, otherwise: Any) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    try:
        return ast.literal_eval(node)
    except ValueError:
        return otherwise
