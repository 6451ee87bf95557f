#!/usr/bin/env python3
"""Writes docs/kinds/: one page for each kind, from its docstring, its fields' rules and its properties."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dbtool.kinds import KINDS
from dbtool.kinds.base import Kind, Rule

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "kinds"
INDEX = "README.md"
NOTICE = "<!-- Written by scripts/kind_pages.py from the kind itself; run `make docs` to write it anew. -->"
RULES = {
    Rule.ALTER: "in place",
    Rule.DISTURB: "in place, once what reads it has stepped aside",
    Rule.REPLACE: "the object is dropped and made again",
    Rule.IGNORE: "not compared",
    Rule.OPTIONAL: "in place; not compared where the definition does not say it",
}
IDENTITY = "names the object"
EXCEPTIONS = (
    "Some changes replace the object although the rule says `in place`: see `must_replace` in the code."
)
# What these hold is code or names, of which a page has nothing to tell.
UNTOLD = frozenset({"model", "fields", "source", "requires", "parent", "namespace", "takes", "casts"})


def pages() -> Mapping[str, str]:
    """Give the text of each page by its file name, the index among them."""
    return {INDEX: _index(), **{f"{kind.name}.md": _page(kind) for kind in KINDS}}


def _index() -> str:
    rows = [f"| [{kind.title}]({kind.name}.md) | {_summary(kind)} |" for kind in KINDS]
    return _joined(
        NOTICE,
        "# Kinds",
        "What dbtool manages, in the order in which it is created. How each is written in a definition "
        "stands in [definitions.md](../definitions.md); how to add one, in "
        "[adding-a-kind.md](../adding-a-kind.md).",
        "\n".join(["| kind | what it is |", "|---|---|", *rows]),
    )


def _page(kind: Kind) -> str:
    properties = "\n".join(f"- {text}" for text in _properties(kind))
    return _joined(
        NOTICE,
        f"# {kind.title}",
        _docstring(kind),
        "\n".join(["| field | type | unsaid | a change is made |", "|---|---|---|---|", *_fields(kind)]),
        *(["Besides:", properties] if properties else []),
        "Its files: " + ", ".join(_files(kind)) + ".",
    )


def _fields(kind: Kind) -> Iterator[str]:
    for field in dataclasses.fields(kind.model):
        rule = IDENTITY if field.name in kind.model.identity else RULES[kind.fields[field.name]]
        type_name = str(field.type).replace("|", "\\|")
        yield f"| `{field.name}` | `{type_name}` | {_default(field)} | {rule} |"


def _default(field: dataclasses.Field[object]) -> str:
    if field.default_factory is not dataclasses.MISSING:
        return "empty"
    if field.default is dataclasses.MISSING:
        return "must be said"
    if field.default is None:
        return "none"
    if isinstance(field.default, tuple):
        return ", ".join(f"`{item}`" for item in field.default) or "empty"
    text = str(field.default)
    return f"`{text.lower() if isinstance(field.default, bool) else text}`" if text else "empty"


def _properties(kind: Kind) -> Iterator[str]:
    told = _told()
    for field in dataclasses.fields(kind):
        if field.name not in UNTOLD and getattr(kind, field.name) != field.default:
            yield EXCEPTIONS if field.name == "must_replace" else f"`{field.name}`{told[field.name]}."


def _told() -> Mapping[str, str]:
    """Give what the docstring of `Kind` says of each of its fields."""
    text = " ".join((Kind.__doc__ or "").partition("Shape:")[2].split())
    found = re.split(r"`(\w+)`(?=:? )", text)[1:]
    return {name: said.rstrip(" ;.") for name, said in zip(found[::2], found[1::2], strict=True)}


def _files(kind: Kind) -> Iterator[str]:
    source = Path(kind.source)
    template = source.parent.parent / kind.template
    cases = ROOT / "tests" / "cases" / source.parent.name / f"{kind.name}.yml"
    for path in (source, kind.catalog_file, template, cases):
        yield f"[{path.name}](../../{path.relative_to(ROOT)})"


def _docstring(kind: Kind) -> str:
    return (sys.modules[kind.model.__module__].__doc__ or "").strip()


def _summary(kind: Kind) -> str:
    return " ".join(_docstring(kind).split("\n\n")[0].split())


def _joined(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write all pages, and remove those of kinds that are no more."""
    found = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in found:
            path.unlink()
    for name, text in found.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
