"""What the printed results share."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from dbtool.diff.report_names import title
from dbtool.diff.report_rows import counted
from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.key import Key

WIDTH = 100
FORMAT = 1
ORDER = {kind.name: number for number, kind in enumerate(KINDS)}
_PASSWORD = re.compile(r"(://[^/@:]*):[^@/]*@")


def json_text(databases: Iterable[Mapping[str, Any]]) -> str:
    """Give the JSON document of a command: always an object with a list, however many databases there are."""
    return json.dumps(
        {"format": FORMAT, "databases": list(databases)}, indent=2, ensure_ascii=False, default=str
    )


def objects_text(counts: Mapping[str, int], indent: str = "    ") -> str:
    """Give the numbers of objects by kind, wrapped."""
    names = sorted(counts, key=lambda name: ORDER.get(name, len(ORDER)))
    words = ", ".join(counted(counts[name], kind_title(name)) for name in names if counts[name])
    return "\n".join(wrapped(words, indent))


def kind_title(name: str) -> str:
    """Give a kind's name as a person reads it."""
    return BY_NAME[name].title if name in BY_NAME else name.replace("_", " ")


def total(counts: Mapping[str, int]) -> str:
    """Give the number of all objects."""
    return counted(sum(counts.values()), "object")


def held_text(held: Mapping[Key, str]) -> list[str]:
    """Give lines on what was declared and is not in force, by mode; none where all is."""
    lines = []
    for mode in sorted(set(held.values())):
        lines.append(f"    declared, but not held by this server's edition ({mode}):")
        lines += [f"        {title(key)}" for key in sorted(held) if held[key] == mode]
    return lines


def wrapped(text: str, indent: str = "", hanging: str | None = None, *, width: int = WIDTH) -> list[str]:
    """Give the lines of a text, 100 columns wide unless said; those after the first begin with `hanging`."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def without_password(url: str) -> str:
    """Give the URL with its password, if any, left out."""
    return _PASSWORD.sub(r"\1@", url)
