"""Hand-written SQL through sqlfluff, each text once: what was found is kept until the text changes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dbtool.cache import cache_folder
from dbtool.checks.known import rule_called
from dbtool.checks.sql_lint import RULES_FILE, LintHit, lint
from dbtool.checks.sql_rules import CODES
from dbtool.checks.sql_texts import SqlText, of_sql_file, of_yaml_file
from dbtool.definitions import files
from dbtool.definitions.contract import Definitions
from dbtool.definitions.render import Renderer
from dbtool.errors import from_here
from dbtool.execute.progress import Progress
from dbtool.operations.check_findings import Judge
from dbtool.operations.results import Finding
from dbtool.operations.state import write_atomically
from dbtool.settings import Subject


def lint_findings(
    subject: Subject, definitions: Definitions, judge: Judge, progress: Progress
) -> Sequence[Finding]:
    """Give what sqlfluff says of the hand-written SQL, and the comments about it that nobody needs.

    Shape: never an error, since the server has taken the SQL.
    """
    folder = _own_rules(subject)
    mark = _mark(folder)
    found: list[Finding] = []
    told = False
    for text in _texts(subject, definitions):
        hits = _kept(text.text, mark)
        if hits is None:
            if not told:
                progress.note("linting the SQL of the definitions")
            told = True
            hits = list(lint(text.text, folder))
            write_atomically(_place(text.text, mark), json.dumps([astuple(hit) for hit in hits]))
        found += [_finding(hit, text, judge) for hit in hits]
    return list(_silenced(found, judge))


def _texts(subject: Subject, definitions: Definitions) -> Iterator[SqlText]:
    renderer = Renderer(
        files.folders([from_here(source) for source in subject.sources]),
        {**subject.variables, "target": None, "database": subject.name},
    )
    for name in definitions.files:
        path = Path(name)
        if files.is_sql(path):
            yield of_sql_file(renderer.render(path))
        else:
            yield from of_yaml_file(renderer.render(path), renderer.source(path).split("\n"))


def _own_rules(subject: Subject) -> Path | None:
    """Give the project's folder if sqlfluff is configured there."""
    root = subject.root
    if root is None:
        return None
    if (root / ".sqlfluff").is_file():
        return root
    project = root / "pyproject.toml"
    configured = project.is_file() and "sqlfluff" in _toml(project).get("tool", {})
    return root if configured else None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def _mark(folder: Path | None) -> str:
    """Give a hash of what decides what is found in a text."""
    rules = (folder / ".sqlfluff", folder / "pyproject.toml") if folder else (RULES_FILE,)
    texts = [path.read_text(encoding="utf-8") for path in rules if path.is_file()]
    return sha256("\0".join([version("sqlfluff"), version("dbtool"), *texts]).encode()).hexdigest()


def _place(text: str, mark: str) -> Path:
    return cache_folder() / "lint" / f"{sha256((mark + text).encode()).hexdigest()[:32]}.json"


def _kept(text: str, mark: str) -> list[LintHit] | None:
    place = _place(text, mark)
    try:
        return [LintHit(*hit) for hit in json.loads(place.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return None  # not linted yet, or by another version


def _finding(hit: LintHit, text: SqlText, judge: Judge) -> Finding:
    rule = rule_called(hit.code)
    severity = rule.severity if rule else "info"
    return Finding(
        code=hit.code,
        name=rule.name if rule else "sqlfluff",
        severity=judge.severities.get(hit.code, severity),
        message=hit.message[:1].lower() + hit.message[1:] if hit.message[1:2].islower() else hit.message,
        hint=rule.page.split("\n\n", 1)[1].strip().replace("\n    ", " ") if rule else None,
        origin=text.place(hit.line, hit.column),
    )


def _silenced(findings: Sequence[Finding], judge: Judge) -> Iterator[Finding]:
    """Give the findings that are not disabled, those waived that a comment accepts, and what it need not."""
    comments = [comment for comment in judge.comments if comment.code.upper() in CODES]
    used = set()
    for finding in findings:
        if finding.code in judge.disabled:
            continue
        place = (finding.origin.file, finding.origin.line) if finding.origin else None
        comment = next(
            (
                one
                for one in comments
                if (one.origin.file, one.line) == place and one.code.upper() == finding.code
            ),
            None,
        )
        used.add(comment)
        yield replace(finding, waived=comment.reason) if comment else finding
    yield from (judge.unused(one) for one in comments if one not in used and one.code not in judge.disabled)
