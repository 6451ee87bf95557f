"""`dbtool import --from FILE`: a document becomes a database, and what is wrong in it is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbtool.checks.run import CheckFinding, run_rules
from dbtool.definitions.contract import Definitions
from dbtool.documents.finding import ImportFinding
from dbtool.documents.reader import read_document
from dbtool.documents.secrets import masked
from dbtool.errors import Origin
from dbtool.execute.mending.importing import Imported, import_statements
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.places import granted_at, places
from dbtool.execute.progress import Progress
from dbtool.execute.scratch_server import scratch_database
from dbtool.kinds.relations.index import Index
from dbtool.model.database import Database
from dbtool.model.key import Key

# Checks of which the statement itself tells more: what to write instead.
_SAID_BETTER = {"rls-setting-raises": "setting-raises"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentImport:
    """What `dbtool import` made of a document.

    Shape: `database` holds what the definitions are written from; `base` is the empty database that it was
           built in. `findings` stand in the document's order. `statements` counts those of the document,
           `queries` those of them that only ask; `skipped` counts blocks of other languages.
           `origins` says where objects come from.
    """

    file: str
    database: Database
    base: Database
    findings: tuple[ImportFinding, ...]
    statements: int
    queries: int
    skipped: Mapping[str, int]
    origins: Mapping[Key, Origin]

    @property
    def open(self) -> int:
        """The number of errors that nothing mended."""
        return sum(finding.open for finding in self.findings)


def import_document(
    path: Path,
    *,
    default_schema: str = "public",
    scratch_url: str | None = None,
    provider: str | None = None,
    progress: Progress,
) -> DocumentImport:
    """Give the database that the SQL of a document describes, mended where the server refuses it.

    Errors: WrongUsage, InvalidDefinition for a file that cannot be read; ServerUnavailable without scratch.
    """
    document = read_document(path)
    with scratch_database(scratch_url, provider=provider, say=progress.note) as url:
        imported = import_statements(url, document, default_schema=default_schema, progress=progress)
    origins = places(item for item in imported.items if not item.left_out)
    findings = [*imported.findings, *_checked(imported, origins, document.file)]
    return DocumentImport(
        file=document.file,
        database=imported.built.wanted,
        base=imported.built.base,
        # What is found at one line stays in the order in which it came to light.
        findings=tuple(sorted(findings, key=lambda finding: finding.origin.line)),
        statements=len(document.statements),
        queries=imported.queries,
        skipped=document.skipped,
        origins=origins,
    )


def _checked(imported: Imported, origins: Mapping[Key, Origin], file: str) -> Iterator[ImportFinding]:
    """Give what the checks find in the database, at the statements that made the objects."""
    known = Definitions(origins=origins)
    said = {(finding.code, finding.statement) for finding in imported.findings}
    for found in run_rules(imported.built.wanted, waivers=()):
        if found.key in imported.built.base.facts:
            continue
        place = found.origin or _place(found, known, imported) or Origin(file)
        statement = _statement(place, imported.items)
        if (_SAID_BETTER.get(found.name), statement) in said:
            continue
        yield ImportFinding(
            code=found.code,
            severity=found.severity,
            state="kept",
            message=found.message,
            origin=place,
            statement=statement,
            hint=found.hint,
            rule=found.name,
            key=found.key,
        )


def _place(found: CheckFinding, known: Definitions, imported: Imported) -> Origin | None:
    if found.key is None:
        return None
    if found.key.kind in {"grant", "default_privilege"}:
        return granted_at(found.key, imported.items) or known.origin(found.key)
    fact = imported.built.wanted.facts.get(found.key)
    # What a statement makes beside its object, and names itself, is at the object.
    table = (fact.schema, fact.table) if isinstance(fact, Index) else None
    return known.origin(found.key) or (known.origin(Key("table", table)) if table else None)


def _statement(place: Origin, items: Sequence[Item]) -> str:
    """Give the document's statement at a place."""
    for item in items:
        lines = item.statement.sql.count("\n")
        if not item.added and item.origin.line <= place.line <= item.origin.line + lines:
            return masked(item.statement.sql)
    return ""
