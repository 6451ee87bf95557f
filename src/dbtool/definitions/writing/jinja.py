"""Text that only looks like Jinja, kept from it: every YAML file is rendered."""

from __future__ import annotations

import re

_MARKS = ("{{", "{%", "{#")
_END = re.compile(r"\{%(?=[-+]?\s*endraw\s*[-+]?%\})")


def escaped(text: str) -> str:
    """Give a file's text so that Jinja makes the very same of it."""
    if not any(mark in text for mark in _MARKS):
        return text
    # The word that ends such a block may itself stand in the text; the sign + keeps the space before it.
    inner = _END.sub("{%+ endraw %}{{ '{%' }}{% raw %}", text)
    return "{% raw -%}\n" + inner + "{% endraw %}\n"
