"""Upkeep that dbtool itself carries out: partitions ahead of time, maintenance of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import Form, Waivable
from dbtool.definitions.forms.timescale import Interval
from dbtool.definitions.forms.values import TAG, PlainName, Text, said, wrong
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import UNITS, PartitionRule

Path = tuple[str, str]
NAMED, RULE = TAG + "named", TAG + "rule"
_TASKS = ("vacuum", "analyze", "reindex")


class PartitionRuleForm(Form):
    """A rule by which range partitions are made ahead of time and dropped again."""

    by: Annotated[Literal["hour", "day", "week", "month", "quarter", "year"], said("A partition's length.")]
    ahead: Annotated[int, Field(ge=1, description="Partitions beyond the present one.")] = 3
    keep: Annotated[
        int | None, Field(ge=1, description="Partitions before the present one; all if unsaid.")
    ] = None

    since: Annotated[Text | None, said("The day from which on partitions are made.")] = None
    prefix: Annotated[PlainName | None, said("The start of their names, not the table's own.")] = None

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        if self.since is not None:
            try:
                date.fromisoformat(self.since)
            except ValueError:
                raise wrong(f'this is no day: "{self.since}"', "write it as 2024-01-31") from None
        if self.since is not None and self.keep is not None:
            raise wrong("since and keep exclude each other", "what is not kept need not be made")


class MaintenanceForm(Waivable):
    """How often a table is vacuumed, analyzed and reindexed."""

    vacuum: Interval = None
    analyze: Interval = None
    reindex: Annotated[Interval, said("Concurrently.")] = None

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        if not any(getattr(self, task) for task in _TASKS):
            raise wrong(
                "nothing is said of what is to be done", "write vacuum, analyze or reindex: an interval"
            )


class MaintenanceOf(MaintenanceForm, ToRelation):
    """Maintenance of a table or materialized view that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "materialized_view")


def rule_or_named(partitions: Any) -> str:
    """Tell a rule from partitions by name: one called `by` has no bound that is a word like month."""
    by = partitions.get("by") if isinstance(partitions, Mapping) else None
    return RULE if by in UNITS or (by is not None and partitions.keys() & {"ahead", "keep"}) else NAMED


@dataclass(frozen=True)
class RuleOrNamed:
    """Marks a union of the two: what is both to an editor, a partition called `by`, is no error there."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": schema.pop("oneOf"), **schema}


def add_partition_rule(form: PartitionRuleForm, table: Path, at: At, out: Collector) -> None:
    """Take in the rule of a partitioned table."""
    rule = PartitionRule(schema=table[0], table=table[1], **form.model_dump())
    out.add(rule, at.key)


def add_maintenance(form: MaintenanceForm, table: Path, at: At, out: Collector) -> None:
    """Take in the maintenance of a table."""
    maintenance = Maintenance(
        schema=table[0], table=table[1], vacuum=form.vacuum, analyze=form.analyze, reindex=form.reindex
    )
    out.add(maintenance, at.key)
    add_remarks(form, maintenance.key, at, out)


def add_maintenance_to(form: MaintenanceOf, at: At, out: Collector) -> None:
    """Take in the maintenance of a table declared elsewhere."""
    add_maintenance(form, form.target(at, out), at, out)
