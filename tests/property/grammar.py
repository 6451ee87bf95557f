"""The objects of random schemas: texts with alternatives in them.

A file of `objects/` holds parts, each headed by `-- @name needs other another`. In a part `«a¦b¦c»` is one of
its alternatives, the first one unless told otherwise; they may stand inside each other. One that begins with
`?name ` counts only where that part is there too. A line `%word …` stands for one of MACROS. Parts stand
where what they need stands before them. A word behind the name sets a part apart: `:rare` is what takes the
server long, `:timescale` what needs TimescaleDB. `documents.yml` holds parts of documents, the others SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "objects"
FILES = ("types.sql", "routines.sql", "tables.sql", "attached.sql", "around.sql", "documents.yml")
HEAD = re.compile(r"^-- @(\w+)(?::(\w+))?(?: needs (.*))?$")
TOKEN = re.compile(r"([«¦»])")
MACROS = {
    "comment": "«¦COMMENT ON {} IS 'it''s one';¦COMMENT ON {} IS 'two: 50% :x \\';»",
    "owner": "«¦ALTER {} OWNER TO role_owner;¦ALTER {} OWNER TO role_writer;»",
    "grant": "«¦GRANT {} TO role_reader;¦GRANT {} TO role_reader WITH GRANT OPTION;¦GRANT {} TO PUBLIC;»",
}
# There in every schema and before it: making a schema costs every session its plans.
ALWAYS = "CREATE SCHEMA app;"
# By part, which alternative each choice has, where it is not the first.
Settings = Mapping[int, int]
Schema = Mapping[str, Settings]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts; `number` counts the choices of a part."""

    number: int
    alternatives: tuple[tuple[str, Text], ...]

    def taken(self, settings: Settings, present: Schema) -> Text:
        """Give the alternative that the settings say; the first one where what it needs is not there."""
        needed, text = self.alternatives[settings.get(self.number, 0)]
        return text if not needed or needed in present else self.alternatives[0][1]


Text = tuple[str | Choice, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One object, or a part of one, with what must be there for it.

    Shape: `sort` is empty, `rare`, `document` or `timescale`.
    """

    name: str
    needs: tuple[str, ...]
    text: Text
    sort: str = ""

    def render(self, settings: Settings, present: Schema) -> str:
        """Give the text that the settings say."""
        return "".join(_rendered(self.text, settings, present))

    def choices(self, settings: Settings, present: Schema) -> list[Choice]:
        """Give the choices that count: those in an alternative that is not taken do not."""
        return list(_open_choices(self.text, settings, present))


@cache
def parts() -> Mapping[str, Part]:
    """Give all parts by name, in an order in which they can be made."""
    found: dict[str, Part] = {}
    for path in (FOLDER / name for name in FILES):
        sort = "document" if path.suffix == ".yml" else ""
        for part in _read(path.read_text(encoding="utf-8"), sort):
            assert part.name not in found, part.name
            assert set(part.needs) <= set(found), f"{part.name} needs what stands behind it"
            found[part.name] = part
    return found


def with_needs(schema: Schema) -> Schema:
    """Give the schema with all that its parts need, ordered."""
    found, waiting = dict(schema), list(schema)
    while waiting:
        for need in parts()[waiting.pop()].needs:
            if need not in found:
                found[need] = {}
                waiting.append(need)
    return {name: found[name] for name in parts() if name in found}


def without(schema: Schema, name: str) -> Schema:
    """Give the schema without a part, and without what needs it."""
    left: dict[str, Settings] = {}
    for other, settings in schema.items():
        if other != name and all(need in left for need in parts()[other].needs):
            left[other] = settings
    return left


def statements(schema: Schema) -> dict[str, str]:
    """Give the text of each part that is in the schema, by its name."""
    return {name: parts()[name].render(settings, schema) for name, settings in schema.items()}


def _read(text: str, usual: str) -> Iterator[Part]:
    head, body = None, []
    for line in [*text.splitlines(), "-- @end"]:
        found = HEAD.match(line)
        if not found:
            body.append(_expanded(line))
            continue
        if head:
            name, sort, needs = head.groups()
            tokens = TOKEN.split("\n".join(body).strip())
            yield Part(name, tuple((needs or "").split()), _Parser(tokens).text(), sort or usual)
        head, body = found, []


def _expanded(line: str) -> str:
    if not line.startswith("%"):
        return line
    word, _, argument = line[1:].partition(" ")
    return MACROS[word].replace("{}", argument)


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = iter(tokens)
        self._count = 0
        self._last = ""

    def text(self) -> Text:
        """Give what stands before the next end of an alternative."""
        found: list[str | Choice] = []
        for token in self._tokens:
            if token == "«":
                found.append(self._choice())
            elif token in "¦»" and token:
                self._last = token
                break
            elif token:
                found.append(token)
        return tuple(found)

    def _choice(self) -> Choice:
        number, self._count = self._count, self._count + 1
        alternatives, self._last = [], "¦"
        while self._last == "¦":
            alternatives.append(_guarded(self.text()))
        self._last = ""
        return Choice(number, tuple(alternatives))


def _guarded(text: Text) -> tuple[str, Text]:
    if text and isinstance(text[0], str) and text[0].startswith("?"):
        needed, _, rest = text[0][1:].partition(" ")
        return needed, (rest, *text[1:])
    return "", text


def _rendered(text: Text, settings: Settings, present: Schema) -> Iterator[str]:
    for piece in text:
        if isinstance(piece, str):
            yield piece
        else:
            yield from _rendered(piece.taken(settings, present), settings, present)


def _open_choices(text: Text, settings: Settings, present: Schema) -> Iterator[Choice]:
    for piece in text:
        if isinstance(piece, Choice):
            yield piece
            yield from _open_choices(piece.taken(settings, present), settings, present)


def case_text(before: Schema, after: Schema, reason: str) -> str:
    """Give the pair as a case of a case file, with the reason as a comment."""
    lines = [*(f"# {line}" for line in reason.splitlines()), "found by fuzzing:"]
    for side, schema in (("before", before), ("after", after)):
        texts = [ALWAYS, *statements(schema).values()]
        text = "\n".join(line for part in texts for line in part.splitlines() if line)
        roles = sorted(set(re.findall(r"\brole_\w+", text)) - set(re.findall(r"CREATE ROLE (\w+)", text)))
        lines.append(f"  {side}:")
        if roles:
            lines.append(f"    roles: {{{', '.join(f'{role}: ' for role in roles)}}}")
        lines += ["    sql: |", *(f"      {line}" for line in text.splitlines())]
    return "\n".join(lines) + "\n"
