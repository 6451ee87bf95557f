"""Plain values to YAML text that looks written by hand: block style, short maps and lists on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 110
_STEP = 2
# What YAML 1.2 reads as something else than text, or may not stand bare.
_WORDS = frozenset({"", "~", "null", "true", "false", ".inf", ".nan", "-.inf", "+.inf", "<<", "="})
_NUMBER = re.compile(r"[-+]?(?:0[xob][\da-fA-F_]+|\.?[\d_]+(?:\.[\d_]*)?(?:[eE][-+]?\d+)?)")
_STARTS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_BREAKS = re.compile(r":(?=\s|$)|(?<=\s)#|[,\[\]{}]")
_FLOW_ONLY = frozenset(",[]{}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class Short(dict[str, Any]):
    """A mapping that stands on one line, in braces, where it fits."""


class Lines(list[Any]):
    """A list with each item on a line of its own."""


def yaml_text(documents: Sequence[Mapping[str, Any]]) -> str:
    """Give the text of a file with these documents.

    Shape: values are texts, numbers, truth values, None, and lists and mappings of these. A text with line
           breaks becomes a `|` block, a long one a `>-` block.
    """
    return "---\n".join("".join(f"{line}\n" for line in _mapping(found, 0)) for found in documents)


def _mapping(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, item in value.items():
        yield from _entry(" " * indent + _scalar(key, flow=False) + ":", item, indent)


def _entry(head: str, item: Any, indent: int) -> Iterator[str]:
    """Give the lines of a key or dash with what belongs to it."""
    line = _on_one_line(item)
    if line is not None and len(head) + 1 + len(line) <= WIDTH:
        yield f"{head} {line}".rstrip()
    elif isinstance(item, Mapping) and item:
        yield head
        yield from _mapping(item, indent + _STEP)
    elif isinstance(item, list) and item:
        yield head
        for one in item:
            yield from _item(one, indent + _STEP)
    elif isinstance(item, str):
        yield from _text(head, item, indent + _STEP)
    else:
        yield f"{head} {line}"


def _item(item: Any, indent: int) -> Iterator[str]:
    dash = " " * indent + "-"
    line = _on_one_line(item)
    if isinstance(item, Mapping) and item and (line is None or len(dash) + 1 + len(line) > WIDTH):
        # The first key stands behind the dash.
        lines = list(_mapping(item, indent + _STEP))
        yield dash + " " + lines[0].lstrip(" ")
        yield from lines[1:]
    else:
        yield from _entry(dash, item, indent)


def _on_one_line(value: Any) -> str | None:
    """Give the value as it stands behind a key on the same line, None if it has to go below."""
    if isinstance(value, str):
        return None if "\n" in value and _blockable(value) else _scalar(value, flow=False)
    if isinstance(value, Mapping) and value and not isinstance(value, Short):
        return None
    if isinstance(value, list) and value:
        below = isinstance(value, Lines) or any(isinstance(one, Mapping) for one in value)
        return None if below else _flow(value)
    return _flow(value)


def _flow(value: Any) -> str | None:
    if isinstance(value, Mapping):
        items = [(_scalar(key, flow=True), _flow(item)) for key, item in value.items()]
        if any(item is None for _key, item in items):
            return None
        return "{" + ", ".join(f"{key}: {item or 'null'}" for key, item in items) + "}"
    if isinstance(value, list):
        found = [_flow(item) for item in value]
        return None if None in found else "[" + ", ".join(item or "null" for item in found) + "]"
    if isinstance(value, str):
        return None if "\n" in value else _scalar(value, flow=True)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value)


def _scalar(text: str, *, flow: bool) -> str:
    if _stands_bare(text, flow=flow):
        return text
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text or "'" in text:
        return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))
    quote = "'" if '"' in text or "\\" in text else '"'
    return quote + text + quote


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _stands_bare(text: str, *, flow: bool) -> bool:
    if text.lower() in _WORDS or _NUMBER.fullmatch(text) or text[0] in _STARTS or text != text.strip():
        return False
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text or text.startswith(("---", "...")):
        return False
    return not any(flow or sign.group() not in _FLOW_ONLY for sign in _BREAKS.finditer(text))


def _blockable(text: str) -> bool:
    # A block's indentation is told by its first line, and not every sign may stand in one.
    return not _UNPRINTABLE.search(text) and text[0] not in " \t\n"


def _text(head: str, text: str, indent: int) -> Iterator[str]:
    """Give a text that does not stand behind its key: its own lines, or one long line folded."""
    margin = " " * indent
    if "\n" in text and _blockable(text):
        body = text.rstrip("\n")
        kept = len(text) - len(body)
        yield head + " |" + ("-", "", "+")[min(kept, 2)]
        for line in body.split("\n") + [""] * (kept - 1):
            yield (margin + line) if line else ""
        return
    lines = _folded(text, WIDTH - indent)
    if len(lines) < 2 or _UNPRINTABLE.search(text) or text != text.strip() or "\t" in text:
        yield f"{head} {_scalar(text, flow=False)}"
        return
    yield head + " >-"
    yield from (margin + line for line in lines)


def _folded(text: str, width: int) -> list[str]:
    """Give lines that read as the text when a space stands for each break: only single spaces may go."""
    lines: list[str] = []
    line = ""
    for word in re.split(r"(?<! ) (?! )", text):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
