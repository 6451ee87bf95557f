"""The documents: generated pages are fresh, commands in them exist, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripts import kind_pages
from typer.main import get_command

from dbtool.cli.main import COMMANDS, app, load

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("changelog.d/*.md"), *ROOT.glob("docs/**/*.md")])
# The platforms' pages name commands that a later release brings.
COMMANDED = [path for path in DOCUMENTS if path.parent.name != "platforms"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
# A prompt in a block, or a command in the text.
CALL = re.compile(r"^\$ ((?:\w+=\S+ )*dbtool .*)|`((?:\w+=\S+ )*dbtool [^`\n]+)`", re.MULTILINE)
MAKE = re.compile(r"^\$ (make .*)|`(make [^`\n]+)`", re.MULTILINE)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_kind_pages_are_fresh() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in kind_pages.FOLDER.glob("*.md")}

    assert written == kind_pages.pages(), "run `make docs`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    broken = [link for link in _links(document) if not _leads_somewhere(document, link)]

    assert broken == []


def test_generated_and_written_documents_are_found() -> None:
    assert {"README.md", "docs/ARCHITECTURE.md", "docs/kinds/table.md"} <= set(map(_name, DOCUMENTS))


@pytest.mark.parametrize("document", COMMANDED, ids=_name)
def test_commands_exist(document: Path) -> None:
    calls = _calls(CALL, document.read_text(encoding="utf-8"))

    assert {call: problem for call in calls if (problem := _problem(call))} == {}


def test_make_targets_exist() -> None:
    known = {line.split()[0] for line in _usage() if line.startswith("  ")}
    named = {call.split()[1] for document in DOCUMENTS for call in _calls(MAKE, document.read_text("utf-8"))}

    assert {"demo", "test"} <= named <= known


def test_readme_shows_its_commands() -> None:
    assert len(list(_calls(CALL, README))) > 15


def _links(document: Path) -> Iterator[str]:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    yield from (link for link in LINK.findall(text) if "://" not in link)


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _calls(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for in_block, in_text in pattern.findall(text):
        yield in_block or in_text


def _problem(call: str) -> str | None:
    """Say what of a call of dbtool does not exist: the command, the part of it, or an option."""
    words = shlex.split(re.split(r" > |; echo ", call.replace("…", ""))[0])
    words = words[words.index("dbtool") + 1 :]
    own = words[: words.index("--")] if "--" in words else words
    if not own or own[0].startswith("-"):
        return _unknown_option(own, get_command(app))
    if own[0] not in COMMANDS:
        return f"no command {own[0]}"
    command = load(own[0])
    parts = getattr(command, "commands", None)
    if parts and len(own) > 1:
        if own[1] not in parts:
            return f"no command {own[0]} {own[1]}"
        command = parts[own[1]]
    return _unknown_option(own, command)


def _unknown_option(words: list[str], command: Any) -> str | None:
    known = {spelling for parameter in command.params for spelling in parameter.opts} | {"--help", "-h"}
    unknown = [word for word in words if re.match(r"--?[a-z]", word) and word not in known]
    return f"no option {unknown[0]}" if unknown else None


def _usage() -> list[str]:
    return subprocess.run(
        [ROOT / "scripts" / "dev", "help"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
