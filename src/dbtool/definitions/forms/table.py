"""Tables: the whole of one, with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.checks import Checks, add_checks
from dbtool.definitions.forms.columns import ColumnForm, add_columns
from dbtool.definitions.forms.compaction import CompactionForm, add_compaction
from dbtool.definitions.forms.constraints import (
    ExcludeForm,
    KeyForm,
    Uniques,
    add_exclusions,
    add_primary_key,
    add_uniques,
)
from dbtool.definitions.forms.foreign_keys import ForeignKeys, add_foreign_keys
from dbtool.definitions.forms.grants import Grants
from dbtool.definitions.forms.indexes import IndexForm, add_indexes
from dbtool.definitions.forms.intent import add_grants_or_view, add_tenanted
from dbtool.definitions.forms.lifecycle import RetentionForm, add_retention
from dbtool.definitions.forms.partitions import LikeForm, PartitionOfForm, add_copy, bound_of
from dbtool.definitions.forms.row_security import PolicyForm, RowSecurityForm, add_policies, add_row_security
from dbtool.definitions.forms.rows import RowsForm, add_rows
from dbtool.definitions.forms.settings import Inheriting, add_settings
from dbtool.definitions.forms.tenancy import Tenanted
from dbtool.definitions.forms.timescale import (
    ColumnstoreForm,
    HypertableForm,
    ReorderForm,
    add_columnstore,
    add_hypertable,
    add_reorder,
)
from dbtool.definitions.forms.triggers import TriggerForm, add_triggers
from dbtool.definitions.forms.typed import without_types
from dbtool.definitions.forms.upkeep import (
    NAMED,
    RULE,
    MaintenanceForm,
    PartitionRuleForm,
    RuleOrNamed,
    add_maintenance,
    add_partition_rule,
    rule_or_named,
)
from dbtool.definitions.forms.values import ObjectName, OneOrMore, Options, PlainName, Sql, Text, said, wrong
from dbtool.kinds.relations.table import Table
from dbtool.model.fact import Expr

Path = tuple[str, str]
# Where a table's columns may come from.
_SOURCES = {"columns", "like", "of_type", "inherits", "partition_of"}


class TableForm(Inheriting, Tenanted):
    """A table."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "constraints": "write primary_key, unique, checks, foreign_keys or exclude",
        "rls": "write row_security: true",
        "partitioned_by": 'write partition_by: "range (column)"',
    }

    columns: dict[PlainName, ColumnForm] = {}
    like: Annotated[LikeForm | None, said("A table to take everything from.")] = None
    of_type: Annotated[Sql | None, said("The composite type of a typed table.")] = None
    inherits: Annotated[list[ObjectName], OneOrMore()] = []
    partition_by: Annotated[Sql | None, said("`range (time)`, `list (region)` or `hash (id)`.")] = None
    partition_of: PartitionOfForm | None = None
    partitions: Annotated[
        Annotated[dict[str, PartitionForm], Tag(NAMED)] | Annotated[PartitionRuleForm, Tag(RULE)],
        Discriminator(rule_or_named),
        RuleOrNamed(),
        said("Partitions of this table by name, or the rule by which they are made."),
    ] = {}
    primary_key: KeyForm | None = None
    unique: Uniques = {}
    checks: Checks = {}
    foreign_keys: ForeignKeys = {}
    exclude: dict[PlainName, ExcludeForm] = {}
    indexes: dict[PlainName, IndexForm] = {}
    triggers: dict[PlainName, TriggerForm] = {}
    hypertable: HypertableForm | None = None
    compression: ColumnstoreForm | None = None
    reorder: ReorderForm | None = None
    compaction: CompactionForm | None = None
    retention: RetentionForm | None = None
    rows: RowsForm | None = None
    maintenance: MaintenanceForm | None = None
    row_security: RowSecurityForm | None = None
    policies: dict[PlainName, PolicyForm] = {}
    grants: Grants = {}
    unlogged: bool = False
    options: Annotated[Options, said("Storage parameters, such as fillfactor.")] = {}
    tablespace: PlainName | None = None
    access_method: PlainName | None = None
    replica_identity: Annotated[Text | None, said("full, nothing or `index name`.")] = None
    owner: PlainName | None = None
    comment: Text | None = None

    def model_post_init(self, _context: Any) -> None:
        if type(self) is TableForm and not self.model_fields_set & _SOURCES:
            raise wrong("the table has no columns", "write columns: {name: type}")
        off = self.row_security is not None and not self.row_security.enabled
        if off and (self.tenant or self.via) and (self.isolation is None or self.isolation.by == "rls"):
            raise wrong(
                "without row security the tenant's rows are everyone's", "write isolation: none or view"
            )


class PartitionForm(TableForm):
    """A partition: its bound, or a table's body with `values`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a bound or a mapping"

    values: Annotated[Sql, said("`from (…) to (…)`, `in (…)`, `with (…)` or default.")]

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"values": value} if isinstance(value, str) else value


def add_table(form: TableForm, name: Path, at: At, out: Collector) -> None:
    """Take in a table and everything in its body."""
    parent = form.partition_of
    if parent is None:
        _add(form, name, None, None, at, out)
    else:
        path = at.within(parent.table)
        out.refer("table", path, at["partition_of"]["table"].value)
        _add(form, name, path, bound_of(parent.values), at, out)


def _add(form: TableForm, name: Path, parent: Path | None, bound: str | None, at: At, out: Collector) -> None:
    table = Table(
        schema=name[0],
        name=name[1],
        unlogged=form.unlogged,
        options=form.options,
        partition_by=Expr(form.partition_by) if form.partition_by else None,
        partition_of=parent,
        bound=Expr(bound) if bound else None,
        inherits=tuple(at.within(other) for other in form.inherits),
        of_type=Expr(form.of_type) if form.of_type else None,
        access_method=form.access_method,
        tablespace=form.tablespace,
        replica_identity=form.replica_identity,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    for number, other in enumerate(table.inherits):
        out.refer("table", other, at["inherits"][number].value)
    if form.like is not None:
        new = add_copy(form.like, table, form.columns, at, out)
    else:
        new = out.add(table, at.key)
    if not new:
        return
    if form.like is None:
        columns = without_types(form.columns) if form.of_type else form.columns
        add_columns(columns, name, at["columns"], out)
    _add_constraints(form, name, at, out)
    _add_parts(form, name, at, out)
    if isinstance(form.partitions, PartitionRuleForm):
        add_partition_rule(form.partitions, name, at["partitions"], out)
    else:
        for partition, body in form.partitions.items():
            _add_partition(partition, body, name, at["partitions"][partition], out)
    add_remarks(form, table.key, at, out)


def _add_partition(text: str, form: PartitionForm, parent: Path, at: At, out: Collector) -> None:
    name = out.name_of(text, at)
    if name is not None:
        _add(form, name.within(parent[0]), parent, bound_of(form.values), at, out)


def _add_constraints(form: TableForm, name: Path, at: At, out: Collector) -> None:
    if form.primary_key is not None:
        add_primary_key(form.primary_key, name, at["primary_key"], out)
    add_uniques(form.unique, name, at["unique"], out)
    add_checks(form.checks, name, at["checks"], out)
    add_foreign_keys(form.foreign_keys, name, at["foreign_keys"], out)
    add_exclusions(form.exclude, name, at["exclude"], out)


def _add_parts(form: TableForm, name: Path, at: At, out: Collector) -> None:
    add_indexes(form.indexes, name, at["indexes"], out)
    add_triggers(form.triggers, name, at["triggers"], out)
    add_settings(form, name, at, out)
    if form.hypertable is not None:
        add_hypertable(form.hypertable, name, at["hypertable"], out)
    if form.compression is not None:
        add_columnstore(form.compression, name, at["compression"], out)
    if form.reorder is not None:
        add_reorder(form.reorder, name, at["reorder"], out)
    if form.compaction is not None:
        add_compaction(form.compaction, name, at["compaction"], out)
    if form.retention is not None:
        add_retention(form.retention, name, at["retention"], out)
    if form.rows is not None:
        add_rows(form.rows, name, at["rows"], out)
    if form.maintenance is not None:
        add_maintenance(form.maintenance, name, at["maintenance"], out)
    if form.row_security is not None:
        add_row_security(form.row_security, name, at["row_security"], out)
    add_policies(form.policies, name, at["policies"], out)
    add_tenanted(form, "table", name, form.owner, at, out)
    add_grants_or_view(form.grants, "table", name, at["grants"], out)
