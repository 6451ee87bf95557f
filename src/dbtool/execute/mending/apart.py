"""Statements that are no definitions: queries, changes to rows, upkeep, frames of scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dbtool.documents.finding import ImportFinding, State
from dbtool.documents.secrets import masked
from dbtool.documents.upkeep import declared_upkeep
from dbtool.documents.verbs import Sort
from dbtool.execute.mending.attempt import attempt, prepare
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure, Mend
from dbtool.execute.mending.menders import missing_extension, renamed_columns
from dbtool.execute.mending.rows import declared_rows, retention_of
from dbtool.execute.mending.scene import Scene, finding_of

_MENDERS = (missing_extension.MENDER, renamed_columns.MENDER)
_MOST_MENDS = 5
_PREPARABLE = frozenset({"select", "with", "values", "insert", "update", "delete", "merge"})


def weigh_apart(scene: Scene) -> int:
    """Say of each statement that is no definition what is wrong or what to declare; count the queries."""
    queries = 0
    for item in list(scene.items):
        if item.sort == "definition" or item.left_out or item.kept:
            continue
        queries += item.sort == "query"
        if item.words[0] in _PREPARABLE and not _readable(scene, item):
            continue
        found = _SORTS[item.sort](item, scene) if item.sort in _SORTS else None
        if found:
            scene.findings.append(found)
    return queries


def _readable(scene: Scene, item: Item) -> bool:
    """Let the server read the statement, mended where that helps; False where it never will."""
    for _ in range(_MOST_MENDS):
        failure = prepare(scene.bench, item)
        if failure is None:
            return True
        mend = next(
            (
                found
                for mender in _MENDERS
                if failure.sqlstate in mender.states and (found := mender.mend(failure, scene))
            ),
            None,
        )
        scene.apply(failure, mend or _fails(failure))
        if mend is None:
            return False
        for added in scene.items:
            if added.added and not added.done and added.sort == "definition":
                attempt(scene.bench, added)
    return False


def _fails(failure: Failure) -> Mend:
    return Mend(
        code="query-fails",
        message="The server cannot read this statement against the tables of the document.",
        severity="warning",
        left_out=True,
        hint=failure.hint,
    )


def _data(item: Item, scene: Scene) -> ImportFinding:
    verb = item.words[0]
    if verb == "insert":
        rows = declared_rows(item, scene)
        # They are put in for good: others may refer to them.
        refused = attempt(scene.bench, item) if rows is not None else None
        if refused is not None:
            return finding_of(refused, _fails(refused))
        if rows is not None:
            item.kept = (rows.fact,)
            return _finding(
                item,
                "seed-rows",
                "mended",
                "Rows are declared: dbtool brings them back to what is said.",
                rows.yaml,
            )
    if verb == "delete":
        retention = retention_of(item)
        if retention is not None:
            item.kept = (retention,)
            return _finding(
                item,
                "retention-by-hand",
                "mended",
                "A DELETE in a document deletes once, in one long transaction; a retention is carried out "
                "every day, in batches.",
                declared_upkeep(item.sql),
                severity="warning",
            )
    return _finding(
        item, "changes-rows", "apart", "It changes rows, which no definition holds; it was not run."
    )


def _maintenance(item: Item, _scene: Scene) -> ImportFinding:
    words = item.words
    proposal = declared_upkeep(item.sql)
    if words[0] == "vacuum" and "full" in words:
        return _finding(
            item,
            "vacuum-full",
            "apart",
            "VACUUM FULL writes the table anew and lets nobody read it meanwhile; VACUUM is the routine.",
            proposal,
            severity="warning",
        )
    if words[0] == "reindex" and "concurrently" not in words:
        return _finding(
            item,
            "reindex-blocks",
            "apart",
            "REINDEX without CONCURRENTLY keeps writers out of each table while it works.",
            proposal,
            severity="warning",
            hint="say maintenance: {reindex: …} at the tables that need it: dbtool rebuilds concurrently",
        )
    hint = None if proposal else "autovacuum does this; say maintenance: {…} at the tables that need more"
    return _finding(
        item,
        "upkeep-by-hand",
        "apart",
        "This is upkeep: it has to be done again and again.",
        proposal,
        hint=hint,
    )


def _frame(item: Item, _scene: Scene) -> ImportFinding:
    return _finding(
        item, "script-frame", "apart", "This belongs to a script, not to a schema; it was not run."
    )


def _finding(
    item: Item,
    code: str,
    state: State,
    message: str,
    yaml: str | None = None,
    *,
    severity: str = "info",
    hint: str | None = None,
) -> ImportFinding:
    return ImportFinding(
        code=code,
        severity="warning" if severity == "warning" else "info",
        state=state,
        message=message,
        origin=item.origin,
        statement=masked(item.sql),
        mended=yaml,
        language="yaml",
        hint=hint,
    )


_SORTS: Mapping[Sort, Callable[[Item, Scene], ImportFinding]] = {
    "data": _data,
    "maintenance": _maintenance,
    "frame": _frame,
}
