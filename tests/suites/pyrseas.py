"""The schemas of perseas/Pyrseas: what its tests set up, one after the other, and versions of a database.

Its tests hold the old side of a change as SQL and the new one as YAML of its own, so that the schemas are put
together anew: each of a module's becomes the next one, which has objects of the same names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

from tests.suites.pair import Pair
from tests.suites.roles import named_roles

SUITE = "pyrseas"
FOLDER = "tests/dbobject"
VERSIONS = "tests/functional"
# What the suite does before each of its tests.
SETUP = "CREATE SCHEMA sd;\nSET search_path TO sd, pg_catalog;\n"
OWN_ROLES = ("user1", "user2")


def read(checkout: Path) -> Iterator[Pair]:
    """Give a pair for each two schemas that follow each other."""
    for path in sorted((checkout / FOLDER).glob("test_*.py")):
        subject = path.stem.removeprefix("test_")
        schemas = dict.fromkeys(["", *schemas_of(path.read_text(encoding="utf-8"))])
        for number, (old, new) in enumerate(pairwise([*schemas, ""]), start=1):
            roles = (*OWN_ROLES, *named_roles(old, new))
            yield Pair(
                suite=SUITE, name=f"{subject}: {number}", old=SETUP + old, new=SETUP + new, roles=roles
            )
    scripts = sorted((checkout / VERSIONS).glob("film-schema-*.sql"))
    films = accumulate((path.read_text(encoding="utf-8") for path in scripts), initial="")
    for number, (old, new) in enumerate(pairwise(films), start=1):
        yield Pair(suite=SUITE, name=f"films: {number}", old=old, new=new)
        yield Pair(suite=SUITE, name=f"films: {number} back", old=new, new=old)


def schemas_of(source: str) -> Iterator[str]:
    """Give the schemas in a test module: each list of nothing but SQL texts with a CREATE first."""
    module = ast.parse(source)
    constants: dict[str, object] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(name := statement.targets[0], ast.Name):
            constants[name.id] = _value(statement.value, constants)
    for node in ast.walk(module):
        if isinstance(node, ast.List):
            texts = [_value(element, constants) for element in node.elts]
            found = [text for text in texts if isinstance(text, str)]
            if found and len(found) == len(texts) and found[0].startswith("CREATE "):
                yield ";\n".join(found) + ";\n"


def _value(node: ast.expr, constants: dict[str, object]) -> object:
    """Give what an expression of texts comes to, or None where that takes more than this."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.Tuple):
        return tuple(_value(element, constants) for element in node.elts)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, constants), _value(node.right, constants)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            given = right if isinstance(right, tuple) else (right,)
            return left % right if None not in given else None
        if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
            return left + right
    return None
