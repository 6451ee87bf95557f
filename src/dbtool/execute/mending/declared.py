"""What statements declare and scratch never runs: weighed by the facts, in the words of TimescaleDB 2.29.

These are settings, policies and aggregates of its Community edition. Scratch may be of the other edition, and
the findings must not depend on that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.sql_tokens import lex, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import find_words
from dbtool.execute.mending.intervals import shorter_than_two_buckets
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure, Mend
from dbtool.execute.mending.recognition import recognise_all
from dbtool.execute.mending.scene import Scene, given_up
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

Weighed = tuple[Failure, Mend]


def mend_declared(scene: Scene) -> None:
    """Mend or leave out every declaration that TimescaleDB would refuse."""
    seen: set[tuple[int, str]] = set()
    while (found := next(_faults(scene), None)) is not None:
        failure, mend = found
        mark = (id(failure.item), mend.code)
        # What was to help has been left out itself.
        scene.apply(failure, given_up(failure, mend.message) if mark in seen else mend)
        seen.add(mark)
        recognise_all(scene.items, scene.findings)


def _faults(scene: Scene) -> Iterator[Weighed]:
    seen: dict[Key, Item] = {}
    for item, fact in scene.facts():
        first = seen.setdefault(fact.key, item)
        if first is not item and not isinstance(fact, Columnstore):
            yield _twice(item, fact, first)
            continue
        for weigh in _WEIGHERS.get(type(fact), ()):
            found = weigh(item, fact, scene)
            if found:
                yield found


def _twice(item: Item, fact: Fact, first: Item) -> Weighed:
    kind = fact.kind.replace("_", " ")
    said = f'{kind} already exists for "{fact.key.path[-1]}"'
    mend = Mend(
        code="made-differently",
        message=f"It is declared at line {first.origin.line} already; this statement is left out.",
        severity="warning",
        left_out=True,
        hint="decide which of the two is meant",
    )
    return Failure(item, "42710", said), mend


def _target(item: Item, fact: Fact, scene: Scene) -> Weighed | None:
    """A policy needs a hypertable or a continuous aggregate."""
    path = (fact.key.path[0], fact.key.path[1])
    aggregates = {f.key.path for _, f in scene.facts() if isinstance(f, ContinuousAggregate)}
    if path in aggregates or (not isinstance(fact, Refresh) and path in scene.hypertables()):
        return None
    table = scene.table(path)
    name = path[1]
    if table is None and not isinstance(fact, Refresh):
        return _left_out(item, "42P01", f'relation "{name}" does not exist', f"The document has no {name}.")
    if isinstance(fact, Refresh):
        said = f'"{name}" is not a continuous aggregate'
        return _left_out(item, "0A000", said, f"{name} is no continuous aggregate; nothing is refreshed.")
    if isinstance(fact, Retention) and table is not None and fact.drop_after:
        return _plain_retention(item, fact, table)
    if isinstance(fact, Columnstore):
        said = "timescaledb table options can only be specified for hypertables"
        return _left_out(
            item, "22023", said, f"{name} is a plain table: only a hypertable has a columnstore."
        )
    return _left_out(
        item,
        "TS001",
        f'"{name}" is not a hypertable or a continuous aggregate',
        f"{name} is a plain table: it has no chunks to compress.",
    )


def _plain_retention(item: Item, fact: Retention, table: Item) -> Weighed:
    by = time_column(table)
    body = clause(f"table: {fact.table},", f"delete_after: {fact.drop_after},", f"by: {by}")
    said = f'"{fact.table}" is not a hypertable or a continuous aggregate'
    if by is None:
        return _left_out(item, "TS001", said, f"{fact.table} is a plain table without a time to go by.")
    rows = RowRetention(schema=fact.schema, table=fact.table, column=by, delete_after=str(fact.drop_after))
    mend = Mend(
        code="retention-on-table",
        message=f"{fact.table} is a plain table, which has no chunks to drop: its old rows must be deleted.",
        facts=(rows,),
        proposal=f"retention: {{{body}}}",
        language="yaml",
        hint="dbtool maintain run deletes them in batches; or make the table a hypertable",
    )
    return Failure(item, "TS001", said), mend


def time_column(table: Item) -> str | None:
    """Give the column that most likely says how old a row is."""
    found = table.create_table()
    times = [
        element.column
        for element in (found.elements if found else ())
        if element.column and element.type_tokens[:1] and element.type_tokens[0].word.startswith("timestamp")
    ]
    usual = [
        name for name in times if name in {"created_at", "timestamp", "time", "recorded_at", "logged_at"}
    ]
    return next(iter([*usual, *times]), None)


def _columnstore_missing(item: Item, fact: ColumnstorePolicy, scene: Scene) -> Weighed | None:
    path = (fact.schema, fact.table)
    if any(isinstance(f, Columnstore) and f.key.path == path for _, f in scene.facts()):
        return None
    if any(isinstance(f, ContinuousAggregate) and f.key.path == path for _, f in scene.facts()):
        return None
    if _has_row_security(path, scene):
        said = f'columnstore not enabled on hypertable "{fact.table}"'
        return _left_out(
            item, "0A000", said, "A table with row security has no compression for a policy to do."
        )
    segment = _segment_by(path, scene)
    options = ["timescaledb.compress"]
    if segment:
        options.append(clause("timescaledb.compress_segmentby =", literal(ident(segment))))
    enable = clause("ALTER TABLE", qualified(*path), "SET", in_parentheses(options))
    mend = Mend(
        code="compression-not-enabled",
        message=f"A policy compresses nothing where compression is not enabled on {fact.table}.",
        before=(enable,),
        hint=f"segmenting by {segment} is a guess from the indexes: take what queries filter by"
        if segment
        else "say compress_segmentby: the columns that queries filter by",
    )
    return Failure(item, "0A000", f'columnstore not enabled on hypertable "{fact.table}"'), mend


def _segment_by(path: tuple[str, str], scene: Scene) -> str | None:
    """Give the first column of an index that goes on with the time."""
    hypertable = scene.hypertables().get(path)
    for item in scene.live:
        on = find_words(item.code, "on") if "index" in item.words[1:3] else None
        if on is None or hypertable is None:
            continue
        table, after = path_at(item.code, on + 1)
        names = [token.name for token in item.code[after : after + 4] if token.name]
        if table and schema_and_name(table, item.schema) == path and names[1:2] == [hypertable.by]:
            return names[0]
    return None


def _columns(item: Item, fact: Columnstore, scene: Scene) -> Weighed | None:
    table = scene.table((fact.schema, fact.table))
    found = table.create_table() if table else None
    if found is None:
        return None
    orders = [name for order in fact.order_by or () for name in path_at(tuple(lex(order)), 0)[0]]
    for name in (*(fact.segment_by or ()), *orders):
        if found.column(name) is None:
            said = f'column "{name}" does not exist'
            return _left_out(item, "42601", said, f"{fact.table} has no column {name}.")
    return None


def _row_security(item: Item, fact: Columnstore, scene: Scene) -> Weighed | None:
    if not _has_row_security((fact.schema, fact.table), scene):
        return None
    return _left_out(
        item,
        "0A000",
        "columnstore cannot be used on table with row security",
        "Row security and compression exclude each other; row security stays.",
    )


def _has_row_security(path: tuple[str, str], scene: Scene) -> bool:
    for item in scene.live:
        words = item.words
        if words[:2] == ["alter", "table"] and words[-4:] == ["enable", "row", "level", "security"]:
            table, _ = path_at(item.code, 3 if words[2] == "only" else 2)
            if table and schema_and_name(table, item.schema) == path:
                return True
    return False


def _bucket(item: Item, fact: ContinuousAggregate, _scene: Scene) -> Weighed | None:
    names = {token.name for token in lex(fact.definition)}
    if any(name and name.startswith("time_bucket") for name in names):
        return None
    return _left_out(
        item,
        "0A000",
        "continuous aggregate view must include a valid time bucket function",
        "A continuous aggregate groups by time_bucket over the hypertable's time column.",
    )


def _window(item: Item, fact: Refresh, scene: Scene) -> Weighed | None:
    """The window must hold two whole buckets."""
    for _, aggregate in scene.facts():
        if isinstance(aggregate, ContinuousAggregate) and aggregate.key.path == fact.key.path:
            bucket = shorter_than_two_buckets(scene.bench.connection, fact, aggregate)
            if bucket:
                return _left_out(
                    item,
                    "22023",
                    "policy refresh window too small",
                    f"start_offset and end_offset must lie at least two buckets of {bucket} apart.",
                )
    return None


def _left_out(item: Item, sqlstate: str, said: str, message: str) -> Weighed:
    return Failure(item, sqlstate, said), Mend(code="refused", message=message, left_out=True)


_WEIGHERS: dict[type[Fact], tuple[Callable[[Item, Any, Scene], Weighed | None], ...]] = {
    Retention: (_target,),
    ColumnstorePolicy: (_target, _columnstore_missing),
    Columnstore: (_target, _columns, _row_security),
    Refresh: (_target, _window),
    ContinuousAggregate: (_bucket,),
}
