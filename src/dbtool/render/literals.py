"""Python literals for generated files: exact, readable, and laid out as `ruff format` leaves them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WIDTH = 110
STEP = 4
_TRAILING_BLANK = re.compile(r"[ \t]$", re.MULTILINE)


def text_literal(text: str, margin: str) -> str:
    """Give a triple-quoted literal that `dbtool.revision.text_block` reads back as exactly `text`.

    Shape: the text stands on lines of its own behind `margin`, which also precedes the closing quotes.
    """
    plain = _is_plain(text)
    quotes = '"""' if '"""' not in text or not plain or "'''" in text else "'''"
    raw = plain and quotes not in text
    body = text if raw else _guarded(escaped(text, keep="\n").replace('"""', '\\"\\"\\"'))
    prefix = "r" if raw and "\\" in text else ""
    lines = [margin + line if line else "" for line in body.split("\n")]
    return "\n".join([prefix + quotes, *lines, margin + quotes])


def data(value: Any, used: int = 0, *, indent: int = 0) -> str:
    """Give the literal of strings, numbers, None, lists, tuples and dicts, on one line where it fits.

    Units: `used` columns of the line are taken by what stands around it; `indent` counts steps of four.
    """
    inline = _inline(value)
    if used + len(inline) <= WIDTH or not isinstance(value, list | tuple | Mapping) or not value:
        return inline
    pad = " " * STEP * (indent + 1)
    if isinstance(value, Mapping):
        heads = [(f"{_inline(key)}: ", item) for key, item in value.items()]
    else:
        heads = [("", item) for item in value]
    lines = [f"{pad}{head}{data(item, len(pad) + len(head) + 1, indent=indent + 1)}," for head, item in heads]
    opening, closing = "{}" if isinstance(value, Mapping) else "()" if isinstance(value, tuple) else "[]"
    return "\n".join([opening, *lines, " " * STEP * indent + closing])


def escaped(text: str, *, keep: str = "") -> str:
    """Give the text with backslashes doubled and all that does not print as escapes, `keep` left as it is."""
    return "".join(char if char in keep else _escaped(char) for char in text)


def _is_plain(text: str) -> bool:
    """Say whether the text may stand as it is: nothing in it that an editor, Git or Python would change."""
    printable = all(char.isprintable() or char in "\n\t" for char in text)
    return printable and not _TRAILING_BLANK.search(text)


def _guarded(body: str) -> str:
    """Write a blank at a line's end as an escape: tools that tidy files take it away otherwise."""
    return _TRAILING_BLANK.sub(r"\\x20", body)


def _escaped(char: str) -> str:
    if char == "\\":
        return "\\\\"
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_inline(key)}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, tuple):
        items = ", ".join(_inline(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    return repr(value)


def _string(text: str) -> str:
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + escaped(text).replace(quote, "\\" + quote) + quote
