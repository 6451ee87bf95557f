"""TimescaleDB's options in CREATE and ALTER of tables and continuous aggregates, as facts."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.definitions.sql_calls import parsed
from dbtool.definitions.sql_facts import Gathered, Recognised, default_index
from dbtool.definitions.sql_options import Options, options
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, folded, path_at
from dbtool.errors import InvalidDefinition
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.fact import Expr
from dbtool.model.key import Key

_COLUMNSTORE = "columnstore segmentby orderby columnstore_interval sparse_index"
_TIMES = frozenset({"timestamptz", "timestamp"})
# What CREATE TABLE makes where it says nothing, since TimescaleDB 2.23.
_CHUNK, _DAILY = "7 days", "1 day"


def recognise_options(statement: SqlStatement, schema: str) -> Recognised | None:
    """Give what TimescaleDB's options in the statement declare, and its rest; None if it has none.

    Errors: InvalidDefinition for an option that nothing can hold and in statements that know no such options.
    """
    words = [token.word for token in statement.code]
    found = options(statement, "with" if words[0] == "create" else "set") or options(statement, "reset")
    if found is None:
        return None
    if words[0] == "create" and "table" in words[1:3]:
        return _create_table(found, schema)
    if words[:3] == ["create", "materialized", "view"]:
        return _create_aggregate(found, schema)
    if words[0] == "create" and "index" in words[1:3]:
        # It takes the index out of the transaction; scratch has nothing to keep serving.
        found.only("transaction_per_chunk")
        return Recognised(origin=statement.origin, sql=found.rest)
    setting = found.statement.code[found.keyword].word == "set"
    if words[:2] == ["alter", "table"] and setting:
        return _alter_table(found, schema)
    if words[:3] == ["alter", "materialized", "view"] and setting:
        return _alter_aggregate(found, schema)
    raise InvalidDefinition(
        "options of TimescaleDB are not understood in this statement",
        hint="write them in CREATE TABLE, ALTER TABLE … SET (…) or CREATE MATERIALIZED VIEW",
        origin=statement.origin,
    )


def _create_table(found: Options, default_schema: str) -> Recognised:
    origin = found.statement.origin
    found.only(
        "hypertable partition_column chunk_interval create_default_indexes associated_schema "
        f"associated_table_prefix {_COLUMNSTORE}"
    )
    if not found.boolean("hypertable"):
        return Recognised(origin=origin, sql=found.rest)
    words = [token.word for token in found.statement.code]
    schema, table = _target(found, words.index("table") + 1, default_schema)
    gathered = Gathered()
    by = found.text("partition_column") or _first_time(found)
    interval = found.text("chunk_interval")
    hypertable = Hypertable(
        schema=schema,
        table=table,
        by=by,
        chunk_interval=interval,
        associated_schema=found.text("associated_schema"),
        associated_prefix=found.text("associated_table_prefix"),
    )
    gathered.facts.append(hypertable)
    if found.boolean("create_default_indexes") is not False:
        gathered.default_indexes.append(default_index(schema, table, by))
    if found.boolean("columnstore") is not False:
        said = set(_COLUMNSTORE.split()) & found.values.keys()
        (gathered.facts if said else gathered.implied).append(_columnstore(found, schema, table))
        after = interval or _CHUNK
        gathered.implied.append(
            ColumnstorePolicy(schema=schema, table=table, after=after, schedule_interval=_DAILY)
        )
    return gathered.recognised(origin, found.rest)


def _first_time(found: Options) -> str:
    """Give the column that TimescaleDB takes where none is named: the first timestamp.

    Source: `CREATE TABLE … WITH (tsdb.hypertable)` since TimescaleDB 2.23.
    """
    tree = parsed(found.statement)
    for column in tree.recursive_crawl("column_definition") if tree else ():
        code = [segment.raw for segment in column.raw_segments if segment.is_code]
        if code[1].lower() in _TIMES:
            return code[0][1:-1] if code[0].startswith('"') else folded(code[0])
    raise InvalidDefinition(
        "the column that chunks are made by is not named",
        hint="write tsdb.partition_column = 'time'",
        origin=found.statement.origin,
    )


def _alter_table(found: Options, default_schema: str) -> Recognised:
    found.only(f"chunk_interval {_COLUMNSTORE}")
    code = found.statement.code
    place = 2
    while code[place].word in {"if", "exists", "only"}:
        place += 1
    path = _target(found, place, default_schema)
    _, after = path_at(code, place)
    after += code[after].text == "*"
    if after != found.keyword or found.end != len(code):
        raise InvalidDefinition(
            "options of TimescaleDB stand with other changes in one ALTER TABLE",
            hint="write ALTER TABLE … SET (…) as a statement of its own",
            origin=found.statement.origin,
        )
    gathered = Gathered()
    if "chunk_interval" in found.values:
        gathered.fields.append((Key("hypertable", path), {"chunk_interval": found.text("chunk_interval")}))
    _add_columnstore(found, path, gathered)
    return gathered.recognised(found.statement.origin, None if found.bare else found.rest)


def _create_aggregate(found: Options, default_schema: str) -> Recognised:
    origin = found.statement.origin
    found.only(f"continuous materialized_only create_group_indexes finalized chunk_interval {_COLUMNSTORE}")
    if not found.boolean("continuous") or found.boolean("finalized") is False:
        raise InvalidDefinition(
            "this materialized view is no continuous aggregate of today's form",
            hint="write WITH (timescaledb.continuous) and leave out finalized",
            origin=origin,
        )
    code = found.statement.code
    place = 6 if code[3].word == "if" else 3
    schema, name = _target(found, place, default_schema)
    _, after = path_at(code, place)
    start = next(at for at, token in enumerate(code) if at >= found.end and token.word == "as") + 1
    query = _without_data(code[start:])
    sql = found.statement.sql
    gathered = Gathered()
    aggregate = ContinuousAggregate(
        schema=schema,
        name=name,
        definition=Expr(sql[query[0].start : query[-1].end]),
        columns=tuple((token.name,) for token in code[after : found.keyword] if token.name is not None),
        materialized_only=found.boolean("materialized_only") is not False,
        create_group_indexes=found.boolean("create_group_indexes") is not False,
        chunk_interval=found.text("chunk_interval"),
    )
    gathered.facts.append(aggregate)
    _add_columnstore(found, (schema, name), gathered)
    return gathered.recognised(origin)


def _without_data(code: Sequence[Token]) -> Sequence[Token]:
    """Give the query without WITH [NO] DATA after it."""
    words = [token.word for token in code]
    for ending in (["with", "no", "data"], ["with", "data"]):
        if words[-len(ending) :] == ending:
            return code[: -len(ending)]
    return code


def _alter_aggregate(found: Options, default_schema: str) -> Recognised:
    found.only(f"materialized_only chunk_interval {_COLUMNSTORE}")
    place = 5 if found.statement.code[3].word == "if" else 3
    path = _target(found, place, default_schema)
    gathered = Gathered()
    if "materialized_only" in found.values:
        fields = {"materialized_only": found.boolean("materialized_only")}
        gathered.fields.append((Key("continuous_aggregate", path), fields))
    if "chunk_interval" in found.values:
        interval = {"chunk_interval": found.text("chunk_interval")}
        gathered.fields.append((Key("continuous_aggregate", path), interval))
    _add_columnstore(found, path, gathered)
    return gathered.recognised(found.statement.origin)


def _add_columnstore(found: Options, path: tuple[str, str], gathered: Gathered) -> None:
    """Take the settings in: as a fact where they enable the columnstore, else as an amendment of it."""
    enabled = found.boolean("columnstore")
    settings = _columnstore(found, *path)
    if enabled:
        gathered.facts.append(settings)
    elif enabled is None and settings.values().keys() - {"schema", "table"}:
        fields = {name: value for name, value in settings.values().items() if name not in {"schema", "table"}}
        gathered.fields.append((settings.key, fields))


def _columnstore(found: Options, schema: str, table: str) -> Columnstore:
    return Columnstore(
        schema=schema,
        table=table,
        segment_by=found.names("segmentby"),
        order_by=found.orders("orderby"),
        chunk_interval=found.text("columnstore_interval"),
        sparse_index=found.sparse("sparse_index"),
    )


def _target(found: Options, place: int, default_schema: str) -> tuple[str, str]:
    """Give the schema and name of the object that the statement is about."""
    code = found.statement.code
    if code[place].word == "if":
        place += 3
    path, _ = path_at(code, place)
    if len(path) not in {1, 2}:
        raise InvalidDefinition("the name of the object is missing", hint=None, origin=found.statement.origin)
    return (path[0], path[1]) if len(path) == 2 else (default_schema, path[0])
