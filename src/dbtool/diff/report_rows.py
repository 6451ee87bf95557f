"""What the reports read: a diff's result by its shape, since who makes it stands in a higher layer."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Protocol

from dbtool.errors import Origin
from dbtool.model.change import AnyChange
from dbtool.model.key import Key
from dbtool.model.plan import Plan


class Row(Protocol):
    """One difference."""

    @property
    def change(self) -> AnyChange: ...

    @property
    def cause(self) -> str: ...

    @property
    def origin(self) -> Origin | None: ...


class Diff(Protocol):
    """All differences of one database."""

    @property
    def database(self) -> str: ...

    @property
    def differences(self) -> Sequence[Row]: ...

    @property
    def plan(self) -> Plan: ...

    @property
    def unmodelled(self) -> Sequence[str]: ...

    @property
    def unmade(self) -> Sequence[str]: ...

    @property
    def held(self) -> Mapping[Key, str]: ...

    @property
    def objects(self) -> Mapping[str, int]: ...

    @property
    def seconds(self) -> float: ...


def counted(number: int, word: str) -> str:
    """Give `1 object` or `2 objects`; of a kind that is many of something by itself, of how many tables."""
    if word == "rows":
        return f"rows of {counted(number, 'table')}"
    return f"{number} {word if number == 1 else plural(word)}"


def plural(word: str) -> str:
    """Give the plural of a kind's title."""
    # Security, rows and maintenance have no other.
    if word.endswith(("ity", "ws", "nance")):
        return word
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "s", "sh")) else f"{word}s"


def wrapped(line: str, width: int, lead: str = "") -> list[str]:
    """Give the lines of a text, each after `lead`, and all but the first further in."""
    hanging = lead + "    " if lead else ""
    return textwrap.wrap(
        line,
        width=width,
        initial_indent=lead,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )
