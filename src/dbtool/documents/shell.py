"""Shell blocks as the commands on their lines."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dbtool.documents.document import Command
from dbtool.documents.markdown import Block
from dbtool.errors import Origin

LANGUAGES = frozenset({"bash", "sh", "shell", "console", "zsh"})


def shell_commands(block: Block, file: str) -> Iterator[Command]:
    """Give the commands of a shell block; lines that cannot be split into words are left out."""
    for number, line in enumerate(block.text.split("\n")):
        text = line.strip().removeprefix("$ ")
        try:
            words = tuple(shlex.split(text, comments=True))
        except ValueError:
            continue
        if words:
            yield Command(words, text, Origin(file, block.line + number, block.indent + 1))
