"""A document through scratch: mended, built, read back, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dbtool.definitions.contract import Definitions
from dbtool.documents.document import Document, Remark
from dbtool.documents.finding import ImportFinding
from dbtool.errors import InvalidDefinitions
from dbtool.execute.bench import bench_at, roles_of
from dbtool.execute.mending.apart import weigh_apart
from dbtool.execute.mending.cautions import CAUTIONS
from dbtool.execute.mending.declared import mend_declared
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.recognition import items_of, recognise_all
from dbtool.execute.mending.rounds import MOST_ROUNDS, run_round
from dbtool.execute.mending.scene import Scene
from dbtool.execute.mending.settled import definitions_of, leave_out_refused, rows_of
from dbtool.execute.progress import Progress
from dbtool.execute.scratch import Built, build_wanted
from dbtool.kinds.edges import with_known_edges


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a document's statements.

    Shape: `items` are those of the document as they are now, with those that were put in; `queries` counts
           what was only read by the server.
    """

    items: Sequence[Item]
    findings: Sequence[ImportFinding]
    queries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a document: the database, and what `Mended` says."""

    built: Built
    items: Sequence[Item]
    findings: Sequence[ImportFinding]
    queries: int


def import_statements(url: str, document: Document, *, default_schema: str, progress: Progress) -> Imported:
    """Give the database that a document's statements make, and what was wrong with them.

    Shape: `url` is of an empty scratch database, which is empty again afterwards.
    """
    mended = mend_statements(url, document, default_schema=default_schema, progress=progress)
    items, findings = mended.items, list(mended.findings)
    progress.note("building what is left of the document on scratch")
    built = _build(url, items, default_schema, findings)
    return Imported(built=built, items=items, findings=findings, queries=mended.queries)


def mend_statements(url: str, document: Document, *, default_schema: str, progress: Progress) -> Mended:
    """Bring a document's statements to a state in which they run one after the other, and say what it took.

    Shape: `url` is of an empty scratch database, which is empty again afterwards.
    """
    findings = [finding_of_remark(remark) for remark in document.remarks]
    items = items_of(document.statements, default_schema, findings)
    queries = _mend(url, items, document, default_schema, findings, progress)
    return Mended(items, findings, queries)


def finding_of_remark(remark: Remark) -> ImportFinding:
    """Give the finding that a remark of the reader makes."""
    return ImportFinding(
        code=remark.code,
        severity=remark.severity,
        state="left-out" if remark.severity == "error" else "apart",
        message=remark.message,
        origin=remark.origin,
        statement=remark.text,
        mended=remark.mended,
        language="yaml" if remark.code == "commented-out" else "sql",
        hint=remark.hint,
    )


def _mend(
    url: str,
    items: list[Item],
    document: Document,
    schema: str,
    findings: list[ImportFinding],
    progress: Progress,
) -> int:
    for number in range(MOST_ROUNDS):
        progress.note(f"running {len(items)} statements on scratch, round {number + 1}")
        with bench_at(url, _roles(items, findings)) as bench:
            scene = Scene(items, schema, bench, findings)
            run_round(scene)
            if scene.again and number + 1 < MOST_ROUNDS:
                continue
            mend_declared(scene)
            queries = weigh_apart(scene)
            for caution in CAUTIONS:
                findings.extend(caution(scene, document))
            return queries
    return 0


def _roles(items: Sequence[Item], findings: list[ImportFinding]) -> set[str]:
    recognise_all(items, findings)
    return roles_of(fact for item in items if item.recognised for fact in item.recognised.facts)


def _build(url: str, items: Sequence[Item], schema: str, findings: list[ImportFinding]) -> Built:
    """Build the definitions; what only fails together with the rest is left out, one after the other."""
    while True:
        try:
            built = build_wanted(url, definitions_of(items), default_schema=schema)
            return _with_rows(url, built, items, schema)
        except InvalidDefinitions as error:
            found = leave_out_refused(items, error.errors)
            if not found:
                raise
            findings.extend(found)


def _with_rows(url: str, built: Built, items: Sequence[Item], schema: str) -> Built:
    """Give the database with its reference rows, as the server prints them.

    They are made from facts alone, in a second build: only then are the columns of their tables known.
    """
    declared = {fact.key: fact for fact in rows_of(items)}
    if not declared:
        return built
    wanted = built.wanted
    facts = (*wanted.facts.values(), *declared.values())
    try:
        printed = build_wanted(url, Definitions(facts=facts), default_schema=schema).wanted.facts
    except InvalidDefinitions:
        # What no kind manages is not there, and its users fail: scratch has taken the rows as they are.
        printed = {}
    rows = {key: printed.get(key, fact) for key, fact in declared.items()}
    return replace(built, wanted=with_known_edges({**wanted.facts, **rows}, wanted.edges, wanted.unmodelled))
