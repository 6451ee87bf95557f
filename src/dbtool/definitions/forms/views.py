"""Views, materialized views and continuous aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ModelWrapValidatorHandler, PrivateAttr, model_validator

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, names, options
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Form, InSchema
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.indexes import IndexForm, add_indexes
from dbtool.definitions.forms.intent import add_grants_or_view, add_tenanted
from dbtool.definitions.forms.lifecycle import (
    RefreshForm,
    RetentionForm,
    add_refresh,
    add_retention,
    add_view_refresh,
)
from dbtool.definitions.forms.settings import ColumnSettings, add_column_settings
from dbtool.definitions.forms.tenancy import Tenanted
from dbtool.definitions.forms.timescale import ColumnstoreForm, add_columnstore
from dbtool.definitions.forms.triggers import TriggerForm, add_triggers
from dbtool.definitions.forms.upkeep import MaintenanceForm, add_maintenance
from dbtool.definitions.forms.values import Names, OneOrMore, Options, PlainName, Sql, Text, said, wrong
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.view import View
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.model.fact import Expr
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

Path = tuple[str, str]
_QUERY: Mapping[str, Any] = {"type": "string", "minLength": 1}


def _empty(value: Any) -> Any:
    if value is True:
        raise wrong("what a view is filled with is data", "leave with_data out, and REFRESH it afterwards")
    return value


class QueryForm(InSchema):
    """What everything with a query has in common; the short spelling is the query."""

    SHORT: ClassVar[Mapping[str, Any] | None] = _QUERY
    EXPECTED: ClassVar[str] = "a query or a mapping"

    query: Annotated[Sql, said("The SELECT.")]
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}
    column_settings: ColumnSettings = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"query": value} if isinstance(value, str) else value


class ViewOptions(Form):
    """Options of a view, in the order in which they are given: a dump shows it."""

    security_invoker: Annotated[bool | None, said("Read the tables with the rights of who asks.")] = None
    security_barrier: bool | None = None
    check_option: Literal["local", "cascaded"] | None = None
    _given: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _with_order(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        form = handler(value)
        form._given = tuple(value) if isinstance(value, Mapping) else ()
        return form

    def settings(self) -> dict[str, str]:
        """Give them as PostgreSQL keeps them."""
        values = self.model_dump(exclude_none=True)
        return {name: str(values[name]).lower() for name in self._given if name in values}


class ViewForm(QueryForm):
    """A view: its query or the long spelling."""

    columns: Annotated[Names, said("Names of the columns, where they are not the query's.")] = []
    options: ViewOptions = ViewOptions()
    triggers: dict[PlainName, TriggerForm] = {}


class MaterializedViewForm(QueryForm, Tenanted):
    """A materialized view: its query or the long spelling."""

    options: Annotated[Options, said("Storage parameters.")] = {}
    with_data: Annotated[
        bool, BeforeValidator(_empty), said("False: filling a view is data, and REFRESH does it.")
    ] = False
    access_method: PlainName | None = None
    tablespace: PlainName | None = None
    indexes: dict[PlainName, IndexForm] = {}
    refresh: RefreshForm | None = None
    maintenance: MaintenanceForm | None = None


class ContinuousAggregateForm(QueryForm, Tenanted):
    """A continuous aggregate: its query or the long spelling."""

    materialized_only: Annotated[bool, said("Leave out what is not materialized yet.")] = True
    create_group_indexes: bool = True
    chunk_interval: Annotated[Text | None, said("The length of the chunks that hold it.")] = None
    refresh: Annotated[
        list[RefreshForm], OneOrMore(), said("One refresh, or several with windows of their own.")
    ] = []
    compression: ColumnstoreForm | None = None
    retention: RetentionForm | None = None
    indexes: dict[PlainName, IndexForm] = {}


def add_view(form: ViewForm, name: Path, at: At, out: Collector) -> None:
    """Take in a view; one that renames its query's columns is made by a statement."""
    owner = owned(form.owner, at, out)
    view = View(
        schema=name[0],
        name=name[1],
        definition=Expr(form.query),
        options=form.options.settings(),
        owner=owner,
        comment=form.comment,
    )
    if form.columns:
        _add_by_statement(form, view, at, out)
    else:
        out.add(view, at.key)
    add_triggers(form.triggers, name, at["triggers"], out)
    add_grants(form.grants, "table", "view", name, at["grants"], out)
    add_column_settings(form.column_settings, name, at["column_settings"], out)
    add_remarks(form, view.key, at, out)


def _add_by_statement(form: ViewForm, view: View, at: At, out: Collector) -> None:
    if not out.declare(view.key, at.key):
        return
    name = qualified(view.schema, view.name)
    sql = clause(
        "CREATE VIEW",
        name,
        names(form.columns),
        view.options and "WITH " + options(view.options),
        "AS",
        form.query,
    )
    out.statement(sql, at.key)
    if view.owner:
        out.statement(clause("ALTER VIEW", name, "OWNER TO", ident(view.owner)), at["owner"].value)
    if view.comment:
        out.statement(clause("COMMENT ON VIEW", name, "IS", literal(view.comment)), at["comment"].value)


def add_materialized_view(form: MaterializedViewForm, name: Path, at: At, out: Collector) -> None:
    """Take in a materialized view."""
    view = MaterializedView(
        schema=name[0],
        name=name[1],
        definition=Expr(form.query),
        options=form.options,
        access_method=form.access_method,
        tablespace=form.tablespace,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(view, at.key)
    if form.refresh is not None:
        add_view_refresh(form.refresh, name, at["refresh"], out)
    if form.maintenance is not None:
        add_maintenance(form.maintenance, name, at["maintenance"], out)
    _add_parts(form, view.key, at, out)


def add_continuous_aggregate(form: ContinuousAggregateForm, name: Path, at: At, out: Collector) -> None:
    """Take in a continuous aggregate and its policies."""
    aggregate = ContinuousAggregate(
        schema=name[0],
        name=name[1],
        definition=Expr(form.query),
        materialized_only=form.materialized_only,
        create_group_indexes=form.create_group_indexes,
        chunk_interval=form.chunk_interval,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(aggregate, at.key)
    for number, refresh in enumerate(form.refresh):
        add_refresh(refresh, name, at["refresh"][number], out)
    if form.compression is not None:
        add_columnstore(form.compression, name, at["compression"], out)
    if form.retention is not None:
        add_retention(form.retention, name, at["retention"], out)
    _add_parts(form, aggregate.key, at, out)


def _add_parts(
    form: MaterializedViewForm | ContinuousAggregateForm, key: Key, at: At, out: Collector
) -> None:
    add_indexes(form.indexes, (key.path[0], key.path[1]), at["indexes"], out)
    path = (key.path[0], key.path[1])
    add_tenanted(form, key.kind, path, form.owner, at, out)
    add_grants_or_view(form.grants, key.kind, path, at["grants"], out)
    add_column_settings(form.column_settings, (key.path[0], key.path[1]), at["column_settings"], out)
    add_remarks(form, key, at, out)
