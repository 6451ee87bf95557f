"""Triggers: the server's print of one, taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import Token, lex, path_at
from dbtool.definitions.writing.beyond import SWITCHES, UNKNOWN
from dbtool.definitions.writing.said import Part, Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import bare, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.quoting import ident, literal, qualified


def write_triggers(facts: Sequence[Trigger], source: Source) -> Iterator[Said]:
    """Give each trigger in the body of its table or view; what the form cannot say as statements."""
    for fact in facts:
        home = source.relations.get((fact.schema, fact.table))
        if home is None:
            yield Unwritten(fact.key, UNKNOWN)
        elif home.kind not in ("table", "view"):
            yield Unwritten(fact.key, f"a {home.kind.replace('_', ' ')} of a definition has no triggers")
        else:
            value = _Reading(fact.definition, source.schema).trigger()
            if value is None:
                yield Statement(home, "; ".join(_statements(fact)))
            else:
                yield Part(home, ("triggers", fact.name), value | _more(fact))


def _more(fact: Trigger) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if fact.enabled != "origin":
        found["enabled"] = fact.enabled
    if fact.comment is not None:
        found["comment"] = fact.comment
    return found


def _statements(fact: Trigger) -> Iterator[str]:
    table = qualified(fact.schema, fact.table)
    yield fact.definition
    if fact.enabled != "origin":
        yield clause("ALTER TABLE", table, SWITCHES[fact.enabled], "TRIGGER", ident(fact.name))
    if fact.comment is not None:
        yield clause("COMMENT ON TRIGGER", ident(fact.name), "ON", table, "IS", literal(fact.comment))


class _Reading:
    """The print of a trigger, read from front to back. Source: ruleutils.c, pg_get_triggerdef_worker."""

    def __init__(self, definition: str, schema: str) -> None:
        self.definition, self.schema = definition, schema
        self.tokens = tuple(lex(definition))
        self.at = 0

    def trigger(self) -> dict[str, Any] | None:
        """Give the long spelling; None where it says what no form can: a second table, odd columns."""
        found: dict[str, Any] = {}
        self._takes("create")
        constraint = self._takes("constraint")
        self.at += 2
        found["when"] = self._when()
        found["events"] = list(self._events())
        self._path()
        if self._takes("from") or any('"' in event for event in found["events"]):
            return None
        deferred = self._deferred()
        referencing = self._referencing()
        self._takes("for")
        self._takes("each")
        found["each"] = self._word()
        if self._takes("when"):
            found["condition"] = sql(bare(f"({self._bracket()})"))
        found["function"] = self._call()
        if referencing:
            found["referencing"] = Short(referencing)
        if constraint:
            found["constraint"] = True
        return found | deferred

    def _takes(self, word: str) -> bool:
        taken = self.tokens[self.at].word == word
        self.at += taken
        return taken

    def _word(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1].word

    def _name(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1].name or ""

    def _when(self) -> str:
        word = self._word()
        return f"instead {self._word()}" if word == "instead" else word

    def _events(self) -> Iterator[str]:
        while True:
            event = self._word()
            if self._takes("of"):
                columns = [self._name()]
                while self.tokens[self.at].text == ",":
                    self.at += 1
                    columns.append(self._name())
                odd = any(name != name.strip() or "," in name for name in columns)
                event = '"' if odd else f"update of {', '.join(columns)}"
            yield event
            if not self._takes("or"):
                break
        self._takes("on")

    def _path(self) -> None:
        self.at += 1
        while self.tokens[self.at].text == ".":
            self.at += 2

    def _deferred(self) -> dict[str, Any]:
        if self._takes("not"):
            self.at += 3
            return {}
        if not self._takes("deferrable"):
            return {}
        self._takes("initially")
        return {"initially_deferred": True} if self._word() == "deferred" else {"deferrable": True}

    def _referencing(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self._takes("referencing"):
            while self.tokens[self.at].word in ("old", "new"):
                which = self._word()
                self._takes("table")
                self._takes("as")
                found[which] = self._name()
        return found

    def _bracket(self) -> str:
        """Give what stands in the bracket that begins here, and go behind it."""
        start, depth = self.at, 0
        while True:
            depth += _step(self.tokens[self.at])
            self.at += 1
            if depth == 0:
                inner = self.tokens[start + 1 : self.at - 1]
                return self.definition[inner[0].start : inner[-1].end]

    def _call(self) -> str:
        self._takes("execute")
        self.at += 1
        path, end = path_at(self.tokens, self.at)
        # Names without a schema are those of the default schema.
        start = end - 1 if path[:-1] == (self.schema,) else self.at
        return self.definition[self.tokens[start].start :].strip()


def _step(token: Token) -> int:
    return (token.text in {"(", "["}) - (token.text in {")", "]"})
