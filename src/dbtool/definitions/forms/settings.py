"""What columns, indexes and triggers that come from elsewhere have for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form, InSchema
from dbtool.definitions.forms.values import Options, PlainName, Sql, Text, said
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.column_setting import ColumnSetting
from dbtool.kinds.relations.index_setting import IndexSetting
from dbtool.kinds.relations.not_null import NotNull
from dbtool.kinds.routines.trigger_setting import TriggerSetting
from dbtool.model.fact import Expr

Path = tuple[str, str]
Firing = Literal["origin", "disabled", "replica", "always"]


class ColumnSettingForm(Form):
    """What one column has for itself: its comment, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = "a comment or a mapping"

    comment: Text | None = None
    default: Annotated[Sql | None, said("An SQL expression; NULL for none where the parent has one.")] = None
    nullable: Annotated[bool, said("False: NOT NULL here, although the parent allows it.")] = True
    generated: Annotated[Sql | None, said("The expression, where it is not the parent's.")] = None
    storage: Literal["plain", "external", "extended", "main"] | None = None
    compression: Literal["pglz", "lz4", "default"] | None = None
    statistics: int | None = None
    options: Annotated[Options, said("Attribute options such as n_distinct.")] = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"comment": value} if isinstance(value, str) else value


class IndexSettingForm(Form):
    """What a partition's part of an index has for itself."""

    name: Annotated[PlainName | None, said("Its name, where it is not PostgreSQL's choice.")] = None
    options: Annotated[Options, said("Storage parameters, where they are not those of the whole.")] = {}
    tablespace: PlainName | None = None
    statistics: Annotated[dict[PlainName, int], said("Statistics target by number of the column.")] = {}
    clustered: Annotated[bool, said("CLUSTER uses this part.")] = False
    comment: Text | None = None


class NotNullForm(Form):
    """What the NOT NULL of a column says beside itself: its name, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = "a name or a mapping"

    name: Annotated[PlainName | None, said("Where it is not table_column_not_null.")] = None
    validated: Annotated[bool, said("False: rows that are there may have NULL.")] = True
    no_inherit: Annotated[bool, said("Children may have NULL.")] = False
    comment: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


ColumnSettings = Annotated[
    dict[PlainName, ColumnSettingForm], said("What columns have for themselves that come from elsewhere.")
]


class Inheriting(InSchema):
    """The base of what may be a partition or child."""

    column_settings: ColumnSettings = {}
    not_null: Annotated[
        dict[PlainName, NotNullForm], said("By column, from PostgreSQL 18 on: what NOT NULL says more.")
    ] = {}
    index_settings: Annotated[
        dict[PlainName, IndexSettingForm], said("By name of the partitioned table's index or key.")
    ] = {}
    trigger_settings: Annotated[
        dict[PlainName, Firing], said("When a partition's copy of a trigger fires, by the trigger's name.")
    ] = {}


def add_settings(form: Inheriting, name: Path, at: At, out: Collector) -> None:
    """Take in what the parts of a partition or child have for themselves."""
    add_column_settings(form.column_settings, name, at["column_settings"], out)
    for column, constraint in form.not_null.items():
        plain = NotNull(schema=name[0], table=name[1], column=column)
        found = replace(plain, **constraint.model_dump())
        if found != plain:
            out.add(found, at["not_null"][column].key)
    for index, body in form.index_settings.items():
        values = body.model_dump()
        setting = IndexSetting(schema=name[0], table=name[1], index=index, **values)
        out.add(setting, at["index_settings"][index].key)
    for trigger, enabled in form.trigger_settings.items():
        fires = TriggerSetting(schema=name[0], table=name[1], name=trigger, enabled=enabled)
        out.add(fires, at["trigger_settings"][trigger].key)


def add_column_settings(forms: Mapping[str, ColumnSettingForm], name: Path, at: At, out: Collector) -> None:
    """Take in what the columns of a view, partition or child have for themselves."""
    for column, form in forms.items():
        values = form.model_dump(exclude={"default", "generated"})
        generated = Expr(form.generated) if form.generated else None
        setting = ColumnSetting(schema=name[0], relation=name[1], name=column, generated=generated, **values)
        if setting != ColumnSetting(schema=name[0], relation=name[1], name=column):
            out.add(setting, at[column].key)
        if form.default is not None:
            default = ColumnDefault(
                schema=name[0], table=name[1], column=column, expression=Expr(form.default)
            )
            out.add(default, at[column]["default"].value)
