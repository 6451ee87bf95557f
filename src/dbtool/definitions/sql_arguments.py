"""The arguments of TimescaleDB's functions, by name, as constants."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.definitions.sql_calls import Call, Constant
from dbtool.definitions.sql_tokens import path_of, truth
from dbtool.errors import InvalidDefinition, Origin

_POLICY = "if_not_exists schedule_interval initial_start timezone"
# Source: pg_proc of TimescaleDB 2.29, and of 2.11 for the arguments that are gone since.
_SIGNATURES = {
    "create_hypertable": """relation time_column_name partitioning_column number_partitions
        associated_schema_name associated_table_prefix chunk_time_interval create_default_indexes
        if_not_exists partitioning_func migrate_data chunk_target_size chunk_sizing_func
        time_partitioning_func""",
    "create_hypertable by dimension": "relation dimension create_default_indexes if_not_exists migrate_data",
    "add_dimension": """hypertable column_name number_partitions chunk_time_interval partitioning_func
        if_not_exists""",
    "add_dimension by dimension": "hypertable dimension if_not_exists",
    "by_range": "column_name partition_interval partition_func",
    "by_hash": "column_name number_partitions partition_func",
    "set_chunk_time_interval": "hypertable chunk_time_interval dimension_name",
    "set_partitioning_interval": "hypertable partition_interval dimension_name",
    "set_number_partitions": "hypertable number_partitions dimension_name",
    "set_integer_now_func": "hypertable integer_now_func replace_if_exists",
    "add_retention_policy": f"relation drop_after {_POLICY} drop_created_before",
    "add_compression_policy": f"hypertable compress_after {_POLICY} compress_created_before",
    "add_columnstore_policy": f"hypertable after {_POLICY} created_before",
    "add_continuous_aggregate_policy": """continuous_aggregate start_offset end_offset schedule_interval
        if_not_exists initial_start timezone include_tiered_data buckets_per_batch max_batches_per_execution
        refresh_newest_first""",
    "add_reorder_policy": "hypertable index_name if_not_exists initial_start timezone",
    "add_compaction_policy": f"hypertable {_POLICY} max_chunks max_batches inactive_for",
    "enable_chunk_skipping": "hypertable column_name if_not_exists",
    "attach_tablespace": "tablespace hypertable if_not_attached",
    "add_job": """proc schedule_interval config initial_start scheduled check_config fixed_schedule timezone
        job_name""",
}
# What says how the call runs and not what it makes.
_WITHOUT_EFFECT = frozenset(
    {
        "if_not_exists",
        "if_not_attached",
        "migrate_data",
        "replace_if_exists",
        "chunk_target_size",
        "chunk_sizing_func",
    }
)
_OLD_NAMES = {"main_table": "relation"}


@dataclass(slots=True)
class Arguments:
    """The arguments of one call; each is asked for once, what nobody asked for is refused at the end.

    Errors: every method raises InvalidDefinition, naming function and argument, for what is no such constant.
    """

    function: str
    values: dict[str, Constant | Call | None]
    schema: str
    origin: Origin

    @classmethod
    def of(cls, call: Call, schema: str, origin: Origin) -> Arguments:
        """Bind the call's arguments to their names; `schema` is where unqualified names are."""
        given = (*call.positional[1:2], call.named.get("dimension"))
        by_dimension = any(isinstance(value, Call) for value in given)
        signature = _SIGNATURES[f"{call.name} by dimension" if by_dimension else call.name].split()
        named = {_OLD_NAMES.get(name, name): value for name, value in call.named.items()}
        bound = cls(call.name, {}, schema, origin)
        unknown = [name for name in named if name not in signature]
        if unknown or len(call.positional) > len(signature):
            raise bound.wrong(
                f"{call.name} has no argument {unknown[0]}"
                if unknown
                else f"{call.name} has too many arguments",
                f"its arguments are: {', '.join(signature)}",
            )
        bound.values = {**dict(zip(signature, call.positional, strict=False)), **named}
        return bound

    def text(self, name: str) -> str | None:
        """Give the constant as the author wrote it; None for NULL or where it is not there."""
        if name not in self.values:
            return None
        value = self.values.pop(name)
        if not isinstance(value, Constant):
            raise self.wrong(
                f"{self.function}: {name} must be a constant",
                "write the value itself: expressions in a definition are not evaluated",
            )
        return value.text

    def needed(self, name: str) -> str:
        """Give the constant, which must be there."""
        text = self.text(name)
        if text is None:
            raise self.wrong(f"{self.function}: {name} is missing", f"write {name} => …")
        return text

    def boolean(self, name: str, default: bool) -> bool:
        text = self.text(name)
        said = default if text is None else truth(text)
        if said is None:
            raise self.wrong(f"{self.function}: {name} must be true or false", f"write {name} => true")
        return said

    def number(self, name: str) -> int | None:
        text = self.text(name)
        if text is not None and not text.isdecimal():
            raise self.wrong(f"{self.function}: {name} must be a number", f"write {name} => 4")
        return None if text is None else int(text)

    def path(self, name: str) -> tuple[str, str]:
        """Give the schema and name of the object that the argument names."""
        path = path_of(self.needed(name))
        if len(path) not in {1, 2}:
            raise self.wrong(
                f"{self.function}: {name} is no name of an object", f"write {name} => 'schema.name'"
            )
        return (path[0], path[1]) if len(path) == 2 else (self.schema, path[0])

    def dimension(self) -> Arguments | None:
        """Give the arguments of the by_range or by_hash call, None if there is none."""
        call = self.values.pop("dimension", None)
        return Arguments.of(call, self.schema, self.origin) if isinstance(call, Call) else None

    def done(self) -> None:
        """Raise InvalidDefinition if an argument is left that nothing can hold."""
        for name, value in self.values.items():
            if name not in _WITHOUT_EFFECT and value != Constant(None):
                raise self.wrong(f"{self.function}: {name} is not supported in definitions", "leave it out")

    def wrong(self, message: str, hint: str) -> InvalidDefinition:
        return InvalidDefinition(message, hint=hint, origin=self.origin)
