"""The codes and names of all findings, and what dbtool says of its own accord, beside the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import get_args

from dbtool.checks import RULES
from dbtool.checks.base import Hit, Rule, Severity
from dbtool.checks.sql_rules import SQL_RULES
from dbtool.model.database import Database

SEVERITIES: tuple[Severity, ...] = get_args(Severity)


def _nowhere(_database: Database) -> Iterable[Hit]:
    return ()


def _own(code: str, severity: Severity, page: str) -> Rule:
    return Rule(code=code, name=code, severity=severity, find=_nowhere, page=page)


NOT_MODELLED = _own(
    "not-modelled",
    "warning",
    """Objects that the definitions build but that no kind of dbtool's manages.

    They come from SQL files. dbtool builds them on scratch, where they may be needed, but compares them with
    nothing and never creates them on a live database: leave them out, or make them there by hand.
    """,
)
UNUSED_WAIVER = _own(
    "unused-waiver",
    "info",
    """Waivers and `dbtool: ignore` comments that silence nothing.

    What they were for is mended, or they stand at the wrong object. A waiver holds for its object and for
    what is inside it: that of a table for its columns, constraints, indexes and policies. Take it out.
    """,
)
UNKNOWN_WAIVER = _own(
    "unknown-waiver",
    "warning",
    """Waivers and `dbtool: ignore` comments with a code or name that no rule has.

    They silence nothing. `dbtool check --list` has the codes and names of all rules.
    """,
)
INVALID = _own(
    "invalid-definition",
    "error",
    """Definitions that cannot be read, or that the server refuses.

    The files are read first, and all that is wrong in them is told at once. Then scratch builds the
    objects, and what the server refuses is told in its own words, at the object's place; where a rule knows
    the mistake it adds the way out. Nobody can waive it.
    """,
)
OWN: tuple[Rule, ...] = (INVALID, NOT_MODELLED, UNKNOWN_WAIVER, UNUSED_WAIVER)


@cache
def by_word() -> Mapping[str, Rule]:
    """Give every rule by its code and by its name, both in lower case."""
    return {word.lower(): rule for rule in all_rules() for word in (rule.code, rule.name)}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Give all that `dbtool check` may find: the rules, those for SQL, and its own findings."""
    return (*RULES, *SQL_RULES, *OWN)


def rule_called(word: str) -> Rule | None:
    """Give the rule with this code or name."""
    return by_word().get(word.lower())


def nearest(word: str) -> str | None:
    """Give the code or name that the word may have been meant for."""
    found = get_close_matches(word.lower(), by_word(), 1)
    return (
        next((name for name in _names(by_word()[found[0]]) if name.lower() == found[0]), None)
        if found
        else None
    )


def _names(rule: Rule) -> tuple[str, str]:
    return (rule.name, rule.code)
