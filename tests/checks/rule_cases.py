"""Definitions in, hits out: what tests of rules share.

A rule is tried by the two examples of its page and by the cases in `cases/<family>.yml`. A case has
`definitions` (or `sql`), `hits` (the keys that the rule gives, in order) and, where the text is not built
on scratch but taken in the author's spelling, `declared: true`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from dbtool.checks import RULES
from dbtool.checks.base import Rule
from dbtool.definitions.contract import Definitions
from dbtool.definitions.loader import load
from dbtool.errors import InvalidDefinitions
from dbtool.execute.scratch import build_wanted
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database

Build = Callable[["Text"], Database]
_EXAMPLE = re.compile(r"^(Bad|Good):\n\n```(yaml|sql)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Text:
    """Definitions as text; `form` is yaml or sql."""

    text: str
    form: str = "yaml"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one rule."""

    code: str
    title: str
    text: Text
    hits: tuple[str, ...]
    declared: bool

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"


def family(letters: str) -> list[Rule]:
    """Give the rules whose codes begin with these letters and go on with a digit."""
    return [rule for rule in RULES if re.fullmatch(letters + r"\d+", rule.code)]


def rule(code: str) -> Rule:
    """Give the rule with this code."""
    return next(found for found in RULES if found.code == code)


def examples(rule: Rule) -> dict[str, Text]:
    """Give the page's examples by their heading, Bad and Good."""
    return {word: Text(text, form) for word, form, text in _EXAMPLE.findall(rule.page)}


def cases(name: str) -> list[Case]:
    """Give the cases in a file of `cases/`."""
    found = YAML(typ="safe").load((_CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [_case(code, title, case) for code, titled in found.items() for title, case in titled.items()]


def declared(text: Text) -> Database:
    """Give the facts of definitions in the author's spelling."""
    return with_known_edges({fact.key: fact for fact in _loaded(text).facts})


def built_on(url: str) -> Build:
    """Give a function that builds definitions on an empty scratch database, the same text once."""
    found: dict[Text, Database] = {}

    def build(text: Text) -> Database:
        if text not in found:
            definitions = _loaded(text)
            try:
                found[text] = build_wanted(url, definitions).wanted
            except InvalidDefinitions as error:
                raise AssertionError(_told(error)) from None
        return found[text]

    return build


def hits(rule: Rule, database: Database) -> tuple[str, ...]:
    """Give the keys of what the rule finds."""
    return tuple(str(hit.key) for hit in rule.find(database))


def _case(code: str, title: str, case: Mapping[str, Any]) -> Case:
    text = Text(case["sql"], "sql") if "sql" in case else Text(json.dumps(case["definitions"]))
    return Case(code, title, text, tuple(case["hits"]), case.get("declared", False))


def _loaded(text: Text) -> Definitions:
    with TemporaryDirectory() as folder:
        place = Path(folder) / f"case.{'sql' if text.form == 'sql' else 'yml'}"
        place.write_text(text.text, encoding="utf-8")
        try:
            return load([place], variables={}, target=None, database="case")
        except InvalidDefinitions as error:
            raise AssertionError(_told(error)) from None


def _told(error: InvalidDefinitions) -> str:
    # The error's own text is only a count.
    return "\n".join(f"{one} ({one.hint})" for one in error.errors)
