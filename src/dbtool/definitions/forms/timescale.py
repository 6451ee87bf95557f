"""TimescaleDB: hypertables and columnstore.

Intervals stay as they are written; the server reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import Waivable
from dbtool.definitions.forms.values import Names, OneOrMore, PlainName, Text, said, wrong
from dbtool.definitions.names import BadName, parsed
from dbtool.kinds.timescale.chunk_skipping import ChunkSkipping
from dbtool.kinds.timescale.chunk_tablespace import ChunkTablespace
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.reorder_policy import ReorderPolicy
from dbtool.model.quoting import ident

Path = tuple[str, str]
_ORDER = re.compile(
    r"(?P<column>.+?)(?: +(?P<way>asc|desc))?(?: +nulls +(?P<nulls>first|last))?", re.IGNORECASE
)
INTERVAL = "An interval such as `7 days`, or a number where time is an integer."
Interval = Annotated[Text | None, said(INTERVAL)]


def _column(text: str) -> str | None:
    try:
        return parsed(text).name
    except BadName:
        return None


def _ordered(text: str) -> str:
    """Give an order as the server's catalog spells it: only what the direction does not imply is said."""
    found = _ORDER.fullmatch(text.strip())
    name = _column(found["column"]) if found else None
    if found is None or name is None:
        raise wrong(f'this is no order: "{text}"', "write column, column desc, or column desc nulls last")
    column, direction, nulls = (ident(name), (found["way"] or "").upper(), (found["nulls"] or "").upper())
    descending = direction == "DESC"
    usual = not nulls or (nulls == "FIRST") == descending
    return " ".join(part for part in (column, descending and "DESC", not usual and f"NULLS {nulls}") if part)


Order = Annotated[Text, AfterValidator(_ordered)]
JobOptions = Annotated[dict[str, Text], said("Further entries of the job's config.")]
_SPARSE = re.compile(r"(?P<type>[a-z_]+) *\((?P<columns>.+)\)", re.IGNORECASE)


def _sparse(text: str) -> str:
    """Give a sparse index with its columns' names quoted as the server prints them."""
    found = _SPARSE.fullmatch(text.strip())
    names = [_column(part) for part in found["columns"].split(",")] if found else [None]
    if found is None or None in names:
        raise wrong(f'this is no sparse index: "{text}"', "write bloom(column) or minmax(column)")
    return f"{found['type'].lower()}({', '.join(ident(name) for name in names if name is not None)})"


SparseIndex = Annotated[Text, AfterValidator(_sparse)]


class HypertableForm(Waivable):
    """A hypertable's dimensions; the short spelling is its time column. Indexes are never implicit."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "the time column or a mapping"

    by: Annotated[PlainName, said("The column that chunks are made by.")]
    chunk_interval: Interval = None
    hash: Annotated[dict[PlainName, int], said("Columns with their number of hash partitions.")] = {}
    ranges: Annotated[
        dict[PlainName, Text], said("Further columns that chunks are made by, each with its interval.")
    ] = {}
    integer_now: Annotated[Text | None, said("The function that tells the time of an integer column.")] = None
    associated_schema: PlainName | None = None
    associated_prefix: PlainName | None = None
    tablespaces: Annotated[Names, said("Tablespaces that new chunks go to, by turns.")] = []
    chunk_skipping: Annotated[Names, said("Columns whose range is kept per chunk.")] = []

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"by": value} if isinstance(value, str) else value


class Scheduled(Waivable):
    """When a policy's job runs."""

    schedule: Interval = None
    initial_start: Annotated[Text | None, said("A timestamp with time zone.")] = None
    timezone: Text | None = None
    scheduled: Annotated[bool, said("Whether the job runs at all.")] = True
    max_runtime: Annotated[Text | None, said("How long the job may run; 0 for no limit.")] = None
    max_retries: Annotated[int | None, said("How often a failed job is tried again; -1 for ever.")] = None
    retry_period: Annotated[Text | None, said("How long it waits before that.")] = None


class ColumnstoreForm(Scheduled):
    """Columnstore (compression): the settings, and with `after` or `created_before` the policy too."""

    segment_by: Annotated[Names | None, said("Columns; `[]` for none.")] = None
    order_by: Annotated[
        list[Order] | None,
        OneOrMore(),
        said("Columns: `time desc`, `symbol nulls first`."),
    ] = None
    chunk_interval: Annotated[Text | None, said("Merge chunks up to this length.")] = None
    sparse_index: Annotated[
        list[SparseIndex] | None,
        OneOrMore(),
        said("`bloom(symbol)`, `minmax(price)`; asks for order_by; `[]` for none. TimescaleDB 2.22."),
    ] = None
    after: Interval = None
    created_before: Interval = None
    max_chunks: Annotated[int | None, Field(ge=1, description="Chunks in one run, for after.")] = None
    job_options: JobOptions = {}


class ReorderForm(Scheduled):
    """A reorder policy: by which index old chunks are sorted; the short spelling is the index."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "the index or a mapping"

    index: Annotated[PlainName, said("An index of the hypertable, or a key.")]
    job_options: JobOptions = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"index": value} if isinstance(value, str) else value


class ReorderOf(ReorderForm, ToRelation):
    """Reorder policy of a table that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table",)
    SHORT: ClassVar[Mapping[str, Any] | None] = None
    EXPECTED: ClassVar[str] = "a mapping with the key table"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value


class ColumnstoreOf(ColumnstoreForm, ToRelation):
    """Columnstore of a table or continuous aggregate that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "continuous_aggregate")


def add_hypertable(form: HypertableForm, table: Path, at: At, out: Collector) -> None:
    """Take in a hypertable."""
    own = form.model_dump(exclude={"waive", "tablespaces", "chunk_skipping"})
    hypertable = Hypertable(schema=table[0], table=table[1], **own)
    out.add(hypertable, at.key)
    for number, tablespace in enumerate(form.tablespaces):
        fact = ChunkTablespace(schema=table[0], table=table[1], tablespace=tablespace)
        out.add(fact, at["tablespaces"][number].value)
    for number, column in enumerate(form.chunk_skipping):
        out.refer("column", (*table, column), at["chunk_skipping"][number].value)
        skipping = ChunkSkipping(schema=table[0], table=table[1], column=column)
        out.add(skipping, at["chunk_skipping"][number].value)
    add_remarks(form, hypertable.key, at, out)


def add_columnstore(form: ColumnstoreForm, table: Path, at: At, out: Collector) -> None:
    """Take in columnstore settings and, where the form says when, their policy."""
    settings = Columnstore(
        schema=table[0],
        table=table[1],
        segment_by=None if form.segment_by is None else tuple(form.segment_by),
        order_by=None if form.order_by is None else tuple(form.order_by),
        chunk_interval=form.chunk_interval,
        sparse_index=None if form.sparse_index is None else tuple(form.sparse_index),
    )
    out.add(settings, at.key)
    add_remarks(form, settings.key, at, out)
    if form.after is not None or form.created_before is not None:
        policy = ColumnstorePolicy(
            schema=table[0],
            table=table[1],
            after=form.after,
            created_before=form.created_before,
            options=job_options(form.job_options, maxchunks_to_compress=form.max_chunks),
            **schedule_of(form),
        )
        out.add(policy, at["after" if form.after is not None else "created_before"].value)


def add_columnstore_to(form: ColumnstoreOf, at: At, out: Collector) -> None:
    """Take in columnstore settings of a table declared elsewhere."""
    add_columnstore(form, form.target(at, out), at, out)


def add_reorder(form: ReorderForm, table: Path, at: At, out: Collector) -> None:
    """Take in a reorder policy."""
    policy = ReorderPolicy(
        schema=table[0],
        table=table[1],
        index=form.index,
        options=job_options(form.job_options),
        **schedule_of(form),
    )
    out.add(policy, at.key)
    add_remarks(form, policy.key, at, out)


def add_reorder_to(form: ReorderOf, at: At, out: Collector) -> None:
    """Take in a reorder policy of a table declared elsewhere."""
    add_reorder(form, form.target(at, out), at, out)


def schedule_of(form: Scheduled) -> dict[str, Any]:
    """Give the fields of a policy that say when its job runs."""
    return {
        "schedule_interval": form.schedule,
        "initial_start": form.initial_start,
        "timezone": form.timezone,
        "scheduled": form.scheduled,
        "max_runtime": form.max_runtime,
        "max_retries": form.max_retries,
        "retry_period": form.retry_period,
    }


def job_options(further: Mapping[str, str], **named: int | bool | None) -> dict[str, str]:
    """Give the entries of a job's config that a form says, those with a key of their own too."""
    own = {name: str(value).lower() for name, value in named.items() if value is not None}
    return {**further, **own}
