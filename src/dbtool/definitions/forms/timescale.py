"""TimescaleDB: hypertables and columnstore.

Intervals stay as they are written; the server reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import Waivable
from dbtool.definitions.forms.values import Names, OneOrMore, PlainName, Text, said, wrong
from dbtool.definitions.names import BadName, parsed
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.hypertable import Hypertable
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


class HypertableForm(Waivable):
    """A hypertable's dimensions; the short spelling is its time column. Indexes are never implicit."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "the time column or a mapping"

    by: Annotated[PlainName, said("The column that chunks are made by.")]
    chunk_interval: Interval = None
    hash: Annotated[dict[PlainName, int], said("Columns with their number of hash partitions.")] = {}
    integer_now: Annotated[Text | None, said("The function that tells the time of an integer column.")] = None
    associated_schema: PlainName | None = None
    associated_prefix: PlainName | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"by": value} if isinstance(value, str) else value


class Scheduled(Waivable):
    """When a policy's job runs."""

    schedule: Interval = None
    initial_start: Annotated[Text | None, said("A timestamp with time zone.")] = None
    timezone: Text | None = None
    scheduled: Annotated[bool, said("Whether the job runs at all.")] = True


class ColumnstoreForm(Scheduled):
    """Columnstore (compression): the settings, and with `after` or `created_before` the policy too."""

    segment_by: Annotated[Names | None, said("Columns; `[]` for none.")] = None
    order_by: Annotated[
        list[Order] | None,
        OneOrMore(),
        said("Columns: `time desc`, `symbol nulls first`."),
    ] = None
    chunk_interval: Annotated[Text | None, said("Merge chunks up to this length.")] = None
    after: Interval = None
    created_before: Interval = None


class ColumnstoreOf(ColumnstoreForm, ToRelation):
    """Columnstore of a table or continuous aggregate that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "continuous_aggregate")


def add_hypertable(form: HypertableForm, table: Path, at: At, out: Collector) -> None:
    """Take in a hypertable."""
    hypertable = Hypertable(schema=table[0], table=table[1], **form.model_dump(exclude={"waive"}))
    out.add(hypertable, at.key)
    add_remarks(form, hypertable.key, at, out)


def add_columnstore(form: ColumnstoreForm, table: Path, at: At, out: Collector) -> None:
    """Take in columnstore settings and, where the form says when, their policy."""
    settings = Columnstore(
        schema=table[0],
        table=table[1],
        segment_by=None if form.segment_by is None else tuple(form.segment_by),
        order_by=None if form.order_by is None else tuple(form.order_by),
        chunk_interval=form.chunk_interval,
    )
    out.add(settings, at.key)
    add_remarks(form, settings.key, at, out)
    if form.after is not None or form.created_before is not None:
        policy = ColumnstorePolicy(
            schema=table[0],
            table=table[1],
            after=form.after,
            created_before=form.created_before,
            **schedule_of(form),
        )
        out.add(policy, at["after" if form.after is not None else "created_before"].value)


def add_columnstore_to(form: ColumnstoreOf, at: At, out: Collector) -> None:
    """Take in columnstore settings of a table declared elsewhere."""
    add_columnstore(form, form.target(at, out), at, out)


def schedule_of(form: Scheduled) -> dict[str, Any]:
    """Give the fields of a policy that say when its job runs."""
    return {
        "schedule_interval": form.schedule,
        "initial_start": form.initial_start,
        "timezone": form.timezone,
        "scheduled": form.scheduled,
    }
