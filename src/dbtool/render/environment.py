"""The Jinja environment of the DDL templates: every value is quoted by a filter or refused.

Templates declare statements with a tag of their own:

    {% step note="adds column " ~ c.name, lock="ACCESS EXCLUSIVE", on=path %}
    ALTER TABLE {{ path | ident }} ADD COLUMN {{ c.name | ident }} {{ c.type | expr }};
    {% endstep %}

The tag's options are the fields of `Step`, with `on` naming what the lock is on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from dbtool.model.fact import Expr
from dbtool.model.quoting import ident, literal, qualified
from dbtool.render.compiled import Compiled
from dbtool.render.filters import FILTERS, refuse

TEMPLATES = Path(__file__).parent.parent / "kinds"


class UnquotedValue(Exception):
    """A template put out a value that no quoting filter had passed."""


class StepTag(Extension):
    """`{% step %}`: hands its body and options to the environment's collector instead of printing them."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.tags = {"step"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        options: list[nodes.Keyword] = []
        while parser.stream.current.type != "block_end":
            name = parser.stream.expect("name").value
            parser.stream.expect("assign")
            options.append(nodes.Keyword(name, parser.parse_expression(), lineno=line))
            parser.stream.skip_if("comma")
        body = parser.parse_statements(("name:endstep",), drop_needle=True)
        call = self.call_method("_collect", [], options, lineno=line)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _collect(self, caller: Callable[[], str], **options: Any) -> Markup:
        self.environment.collect(str(caller()).strip(), options)  # type: ignore[attr-defined]  # set below
        return Markup("")


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    raise UnquotedValue(f"{value!r} reached a template without a quoting filter")


def _ident(value: str | Sequence[str]) -> Markup:
    # str(): a name that has passed a macro is Markup, whose replace() would escape for HTML.
    return Markup(ident(str(value)) if isinstance(value, str) else qualified(*map(str, value)))


def _idents(values: Sequence[str | Sequence[str]]) -> Markup:
    return Markup(", ".join(_ident(value) for value in values))


def _literal(value: str) -> Markup:
    if not isinstance(value, str):
        raise UnquotedValue(f"{value!r} is no text")
    # str(): the replace() of finished SQL would escape for HTML.
    return Markup(literal(str(value)))


def _expr(value: Expr) -> Markup:
    if not isinstance(value, Expr):
        raise UnquotedValue(f"{value!r} is not SQL text")
    return Markup(str(value))


def _keyword(value: str) -> Markup:
    words = value.replace("_", " ").split()
    if not words or not all(word.isascii() and word.isalnum() for word in words):
        raise UnquotedValue(f"{value!r} is no keyword")
    return Markup(" ".join(words).upper())


def _role(value: str) -> Markup:
    # PUBLIC is a keyword where a role may stand; a role of that name cannot exist.
    return Markup("PUBLIC") if value == "PUBLIC" else _ident(value)


def _roles(values: Sequence[str]) -> Markup:
    return Markup(", ".join(_role(value) for value in values))


def _options(values: Mapping[str, str]) -> Markup:
    """Storage parameters in their order; a name may hold one dot: `toast.autovacuum_enabled = 'false'`."""
    parts = (f"{qualified(*name.split('.'))} = {literal(str(value))}" for name, value in values.items())
    return Markup(", ".join(parts))


class DdlEnvironment(Environment):
    """The environment of all kinds' templates; `collect` receives what `{% step %}` blocks give."""

    collect: Callable[[str, dict[str, Any]], None]

    def __init__(self) -> None:
        super().__init__(
            loader=FileSystemLoader(TEMPLATES),
            bytecode_cache=Compiled(TEMPLATES),
            autoescape=True,
            finalize=_finalize,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[StepTag],
        )
        self.globals["refuse"] = refuse
        self.filters |= {
            **FILTERS,
            "ident": _ident,
            "idents": _idents,
            "literal": _literal,
            "expr": _expr,
            "keyword": _keyword,
            "role": _role,
            "roles": _roles,
            "options": _options,
        }


@functools.cache
def ddl_environment() -> DdlEnvironment:
    """Give the process's one environment: to compile the templates takes longer than to render most plans."""
    return DdlEnvironment()
