"""Calls of TimescaleDB's functions as facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dbtool.definitions.sql_arguments import Arguments
from dbtool.definitions.sql_calls import read_calls
from dbtool.definitions.sql_facts import Gathered, Recognised, default_index
from dbtool.definitions.sql_split import SqlStatement
from dbtool.errors import InvalidDefinition
from dbtool.kinds.timescale.chunk_skipping import ChunkSkipping
from dbtool.kinds.timescale.chunk_tablespace import ChunkTablespace
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.compaction_policy import CompactionPolicy
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.reorder_policy import ReorderPolicy
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

# What the scheduler calls a job that was added without a name.
_UNNAMED_JOB = "User-Defined Action"
_REFRESH_OPTIONS = (
    "include_tiered_data buckets_per_batch max_batches_per_execution refresh_newest_first".split()
)


def recognise_calls(statement: SqlStatement, schema: str) -> Recognised:
    """Give what the calls of a SELECT or CALL declare."""
    gathered = Gathered()
    for call in read_calls(statement):
        if call.name not in _READERS:
            raise InvalidDefinition(
                f"{call.name} cannot stand in one statement with calls of TimescaleDB",
                hint="write it as a statement of its own",
                origin=statement.origin,
            )
        arguments = Arguments.of(call, schema, statement.origin)
        _READERS[call.name](arguments, gathered)
        arguments.done()
    return gathered.recognised(statement.origin)


def _create_hypertable(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("relation")
    dimension = arguments.dimension()
    hashed: dict[str, int] = {}
    if dimension:
        if dimension.function != "by_range":
            raise arguments.wrong(
                "create_hypertable: the first dimension must be by_range", "write by_range('time')"
            )
        by, interval = dimension.needed("column_name"), dimension.text("partition_interval")
        dimension.done()
    else:
        by, interval = arguments.needed("time_column_name"), arguments.text("chunk_time_interval")
        hashed = _hashed(arguments, arguments.text("partitioning_column"))
    hypertable = Hypertable(
        schema=schema,
        table=table,
        by=by,
        chunk_interval=interval,
        hash=hashed,
        associated_schema=arguments.text("associated_schema_name"),
        associated_prefix=arguments.text("associated_table_prefix"),
    )
    gathered.facts.append(hypertable)
    if arguments.boolean("create_default_indexes", True):
        gathered.default_indexes.append(default_index(schema, table, by))
        gathered.default_indexes.extend(default_index(schema, table, column, by) for column in hashed)


def _hashed(arguments: Arguments, column: str | None) -> dict[str, int]:
    number = arguments.number("number_partitions")
    if column is None:
        return {}
    if number is None:
        raise arguments.wrong(
            f"{arguments.function}: number_partitions is missing", "write number_partitions => 4"
        )
    return {column: number}


def _add_dimension(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    dimension = arguments.dimension() or arguments
    by_range = dimension.function == "by_range"
    column = dimension.needed("column_name")
    fields: dict[str, Any] = {}
    if by_range or dimension.values.get("chunk_time_interval"):
        fields["ranges"] = {column: dimension.needed(f"{'partition' if by_range else 'chunk_time'}_interval")}
    else:
        fields["hash"] = _hashed(dimension, column)
    dimension.done()
    gathered.fields.append((Key("hypertable", (schema, table)), fields))


def _set_interval(arguments: Arguments, gathered: Gathered) -> None:
    path = arguments.path("hypertable")
    old = arguments.function == "set_chunk_time_interval"
    interval = arguments.needed("chunk_time_interval" if old else "partition_interval")
    column = arguments.text("dimension_name")
    # Whether the name is the first dimension's is known where the statements come together.
    fields = {"chunk_interval": interval} if column is None else {"ranges": {column: interval}}
    gathered.fields.append((Key("hypertable", path), fields))


def _set_number_partitions(arguments: Arguments, gathered: Gathered) -> None:
    path = arguments.path("hypertable")
    hashed = _hashed(arguments, arguments.needed("dimension_name"))
    gathered.fields.append((Key("hypertable", path), {"hash": hashed}))


def _set_integer_now(arguments: Arguments, gathered: Gathered) -> None:
    path = arguments.path("hypertable")
    # The fact holds it as the catalog does: schema and name with a dot between, unquoted.
    function = ".".join(arguments.path("integer_now_func"))
    gathered.fields.append((Key("hypertable", path), {"integer_now": function}))


def _retention(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("relation")
    after, before = _either(arguments, "drop_after", "drop_created_before")
    retention = Retention(
        schema=schema,
        table=table,
        drop_after=after,
        drop_created_before=before,
        **_when(arguments),
    )
    gathered.facts.append(retention)


def _columnstore_policy(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    prefix = "compress_" if arguments.function == "add_compression_policy" else ""
    after, before = _either(arguments, f"{prefix}after", f"{prefix}created_before")
    policy = ColumnstorePolicy(
        schema=schema,
        table=table,
        after=after,
        created_before=before,
        **_when(arguments),
    )
    gathered.facts.append(policy)


def _when(arguments: Arguments) -> dict[str, Any]:
    return {name: arguments.text(name) for name in ("schedule_interval", "initial_start", "timezone")}


def _either(arguments: Arguments, one: str, other: str) -> tuple[str | None, str | None]:
    first, second = arguments.text(one), arguments.text(other)
    if (first is None) == (second is None):
        raise arguments.wrong(
            f"{arguments.function} needs either {one} or {other}", f"write {one} => INTERVAL '7 days'"
        )
    return first, second


def _refresh(arguments: Arguments, gathered: Gathered) -> None:
    schema, name = arguments.path("continuous_aggregate")
    refresh = Refresh(
        schema=schema,
        name=name,
        start_offset=arguments.text("start_offset"),
        end_offset=arguments.text("end_offset"),
        schedule_interval=arguments.needed("schedule_interval"),
        initial_start=arguments.text("initial_start"),
        timezone=arguments.text("timezone"),
        options={name: text for name in _REFRESH_OPTIONS if (text := arguments.text(name)) is not None},
    )
    gathered.facts.append(refresh)


def _reorder(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    policy = ReorderPolicy(
        schema=schema,
        table=table,
        index=arguments.needed("index_name"),
        **_when(arguments),
    )
    gathered.facts.append(policy)


def _compaction(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    limits: dict[str, Any] = {name: arguments.number(name) for name in ("max_chunks", "max_batches")}
    inactive_for, when = arguments.text("inactive_for"), _when(arguments)
    policy = CompactionPolicy(schema=schema, table=table, inactive_for=inactive_for, **limits, **when)
    gathered.facts.append(policy)


def _chunk_skipping(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    column = arguments.needed("column_name")
    gathered.facts.append(ChunkSkipping(schema=schema, table=table, column=column))


def _tablespace(arguments: Arguments, gathered: Gathered) -> None:
    schema, table = arguments.path("hypertable")
    tablespace = arguments.needed("tablespace")
    gathered.facts.append(ChunkTablespace(schema=schema, table=table, tablespace=tablespace))


def _job(arguments: Arguments, gathered: Gathered) -> None:
    schema, procedure = arguments.path("proc")
    fixed = arguments.boolean("fixed_schedule", True) if "fixed_schedule" in arguments.values else None
    job = Job(
        procedure_schema=schema,
        procedure=procedure,
        name=arguments.text("job_name") or _UNNAMED_JOB,
        schedule_interval=arguments.needed("schedule_interval"),
        config=arguments.text("config"),
        scheduled=arguments.boolean("scheduled", True),
        fixed_schedule=fixed,
        initial_start=arguments.text("initial_start"),
        timezone=arguments.text("timezone"),
        check_config=qualified(*arguments.path("check_config"))
        if "check_config" in arguments.values
        else None,
    )
    gathered.facts.append(job)


_READERS: Mapping[str, Callable[[Arguments, Gathered], None]] = {
    "create_hypertable": _create_hypertable,
    "add_dimension": _add_dimension,
    "set_chunk_time_interval": _set_interval,
    "set_partitioning_interval": _set_interval,
    "set_number_partitions": _set_number_partitions,
    "set_integer_now_func": _set_integer_now,
    "add_retention_policy": _retention,
    "add_compression_policy": _columnstore_policy,
    "add_columnstore_policy": _columnstore_policy,
    "add_continuous_aggregate_policy": _refresh,
    "add_reorder_policy": _reorder,
    "add_compaction_policy": _compaction,
    "enable_chunk_skipping": _chunk_skipping,
    "attach_tablespace": _tablespace,
    "add_job": _job,
}
