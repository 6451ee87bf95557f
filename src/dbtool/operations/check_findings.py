"""What rules find, with its place in the author's files and with what comments of his accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from dbtool.checks.base import Severity
from dbtool.checks.comments import Comment, comments_in
from dbtool.checks.known import INVALID, NOT_MODELLED, UNUSED_WAIVER
from dbtool.checks.run import CheckFinding, containers, run_rules
from dbtool.checks.sql_places import sql_places
from dbtool.checks.sql_rules import CODES
from dbtool.definitions.contract import Definitions, Waiver
from dbtool.errors import DbtoolError, InvalidDefinition, Origin
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.operations.results import Finding
from dbtool.settings import Subject


class Judge:
    """One database of one check: asks the rules and knows where things stand."""

    def __init__(self, subject: Subject, definitions: Definitions, database: Database) -> None:
        self.database = database
        self.definitions = definitions
        self.disabled = frozenset(subject.checks.disable)
        # The reader of dbtool.toml lets nothing else through.
        self.severities = cast(Mapping[str, Severity], subject.checks.severity)
        self._in_sql = sql_places(definitions.statements, subject.default_schema)
        self.comments = tuple(_comments(definitions))

    def origin(self, key: Key) -> Origin | None:
        """Give where an object stands, or what it belongs to."""
        for place in containers(key, self.database):
            if place.kind == "schema" != key.kind:
                break
            found = self.definitions.origins.get(place) or self._in_sql.get(place)
            if found is None and place.kind == "function":
                found = self._in_sql.get(Key("function", (*place.path[:2], "")))
            if found:
                return found
        return self.definitions.origin(key)

    def findings(self, *, early: bool = False) -> list[Finding]:
        """Give what the rules find, and the waivers that nobody needs."""
        found = run_rules(
            self.database,
            waivers=[*self.definitions.waivers, *self._waivers()],
            disabled=self.disabled,
            severities=self.severities,
            early=early,
        )
        return [self._placed(finding) for finding in found]

    def unmodelled(self) -> Iterator[Finding]:
        """Give a finding for each object that no kind manages."""
        if NOT_MODELLED.code in self.disabled:
            return
        for name in self.database.unmodelled:
            yield Finding(
                code=NOT_MODELLED.code,
                name=NOT_MODELLED.name,
                severity=self.severities.get(NOT_MODELLED.code, NOT_MODELLED.severity),
                message=f"{name} is built by the definitions but not managed by any kind",
                hint="it is created by nobody and compared with nothing; leave it out or make it by hand",
            )

    def unused(self, comment: Comment) -> Finding:
        """Give the finding that a comment silences nothing."""
        return Finding(
            code=UNUSED_WAIVER.code,
            name=UNUSED_WAIVER.name,
            severity=self.severities.get(UNUSED_WAIVER.code, UNUSED_WAIVER.severity),
            message=f"{comment.code} is ignored here, but nothing is found",
            hint="take the comment out",
            origin=comment.origin,
        )

    def _placed(self, finding: CheckFinding) -> Finding:
        key = finding.key
        return Finding(
            code=finding.code,
            name=finding.name,
            severity=finding.severity,
            message=finding.message,
            hint=finding.hint,
            origin=finding.origin or (self.origin(key) if key else None),
            key=key,
            other=finding.other,
            waived=finding.waived,
        )

    def _waivers(self) -> Iterator[Waiver]:
        """Give the comments as waivers of what stands in their lines; the linter has its own."""
        here: dict[tuple[str, int], list[Key]] = {}
        for places in (self._in_sql, self.definitions.origins):
            for key, origin in places.items():
                here.setdefault((origin.file, origin.line), []).append(key)
        for comment in self.comments:
            if comment.code.upper() not in CODES:
                nothing = [Key("comment", (comment.origin.file,))]
                for key in here.get((comment.origin.file, comment.line), nothing):
                    yield Waiver(key, comment.code, comment.reason, comment.origin)


def of_error(error: DbtoolError, code: str = INVALID.code) -> Finding:
    """Give an error as a finding; one of the definitions says that these cannot be built."""
    return Finding(
        code=code,
        name=code,
        severity="error",
        message=error.message,
        hint=error.hint,
        origin=error.origin,
        refused=code == INVALID.code,
    )


def refused(errors: Sequence[InvalidDefinition], judge: Judge) -> list[Finding]:
    """Give what the server refused, with the hint of a rule that knows the mistake, and what else these say.

    Shape: what a rule and the server both say stands there once, in the server's words.
    """
    left = judge.findings(early=True)
    found = []
    for error in errors:
        same = max(
            (finding for finding in left if _is_about(error, finding, judge)),
            key=lambda finding: len(
                _words(error.message, error.hint) & _words(finding.message, finding.hint)
            ),
            default=None,
        )
        if same is None:
            found.append(of_error(error))
            continue
        left.remove(same)
        error_said = replace(same, severity="error", message=error.message, origin=error.origin)
        found.append(replace(error_said, waived=None, refused=True))
    return [*found, *left]


def _is_about(error: InvalidDefinition, finding: Finding, judge: Judge) -> bool:
    """Say whether an error is about the object of a finding, or about the table that it is part of."""
    # What is missing only because something else could not be made is nothing that a rule knows.
    if finding.key is None or error.message.endswith(" does not exist"):
        return False
    around = [key for key in containers(finding.key, judge.database) if key.kind != "schema"]
    return finding.origin == error.origin or any(error.message.startswith(f"{key}: ") for key in around)


def _words(*texts: str | None) -> set[str]:
    return {word.strip('",.:;()[]') for text in texts if text for word in text.split()}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings in the order of the files; what has no place comes last."""
    return tuple(sorted(findings, key=lambda one: (one.origin is None, one.origin or Origin(""), one.code)))


def _comments(definitions: Definitions) -> Iterator[Comment]:
    files = {*definitions.files, *(origin.file for origin in definitions.origins.values())}
    for file in sorted(files):
        path = Path(file)
        if path.is_file():
            yield from comments_in(path.read_text(encoding="utf-8", errors="replace"), file)
