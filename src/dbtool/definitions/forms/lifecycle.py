"""Retention and refresh, by TimescaleDB's jobs or by dbtool itself.

Intervals stay as they are written; the server reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.timescale import INTERVAL, Interval, Scheduled, schedule_of
from dbtool.definitions.forms.values import PlainName, Sql, Text, said, wrong
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.model.fact import Expr

Path = tuple[str, str]


class RetentionForm(Scheduled):
    """Retention: how long chunks are kept, as an interval or in the long spelling.

    With `delete_after` rows are deleted instead, which dbtool itself does.
    """

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": ["string", "integer"]}
    EXPECTED: ClassVar[str] = "an interval or a mapping"
    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("drop_after", "drop_created_before", "delete_after"),)

    drop_after: Interval = None
    drop_created_before: Interval = None
    delete_after: Annotated[Interval, said("Delete rows of this age, in batches.")] = None
    by: Annotated[PlainName | None, said("The column that tells a row's age, for delete_after.")] = None
    where: Annotated[Sql | None, said("Which rows, for delete_after.")] = None
    batch: Annotated[int | None, Field(ge=1, description="Rows in one transaction, for delete_after.")] = None

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        if self.delete_after is None:
            given = next((key for key in ("by", "where", "batch") if getattr(self, key) is not None), None)
            if given:
                raise wrong(f"the key {given} belongs to delete_after", "chunks are dropped whole")
        elif self.by is None:
            raise wrong("what tells a row's age is not said", "write by: column")
        elif self.initial_start or self.timezone or not self.scheduled:
            raise wrong(
                "initial_start, timezone and scheduled are of TimescaleDB's jobs",
                "`dbtool maintain run` goes by schedule alone",
            )

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"drop_after": value} if isinstance(value, str | int) and value is not True else value


class RefreshForm(Scheduled):
    """A refresh: how often, and for a continuous aggregate the window; an offset left out has no end."""

    start_offset: Interval = None
    end_offset: Interval = None
    schedule: Annotated[Text, said(INTERVAL)]
    concurrently: Annotated[bool, said("Leave readers alone; of a plain materialized view.")] = False


class RetentionOf(RetentionForm, ToRelation):
    """Retention of a table or continuous aggregate that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "continuous_aggregate")
    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (*RetentionForm.ONE_OF, *ToRelation.ONE_OF)
    SHORT: ClassVar[Mapping[str, Any] | None] = None
    EXPECTED: ClassVar[str] = "a mapping with the key table"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value


class RefreshOf(RefreshForm, ToRelation):
    """Refresh of a continuous aggregate or materialized view that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("continuous_aggregate", "materialized_view")


def add_retention(form: RetentionForm, table: Path, at: At, out: Collector) -> None:
    """Take in a retention policy, or what dbtool deletes itself."""
    if form.delete_after is not None:
        _add_row_retention(form, table, at, out)
        return
    retention = Retention(
        schema=table[0],
        table=table[1],
        drop_after=form.drop_after,
        drop_created_before=form.drop_created_before,
        **schedule_of(form),
    )
    out.add(retention, at.key)
    add_remarks(form, retention.key, at, out)


def _add_row_retention(form: RetentionForm, table: Path, at: At, out: Collector) -> None:
    assert form.delete_after is not None
    assert form.by is not None
    given: dict[str, Any] = {"batch": form.batch, "schedule_interval": form.schedule}
    retention = RowRetention(
        schema=table[0],
        table=table[1],
        column=form.by,
        delete_after=form.delete_after,
        where=Expr(form.where) if form.where else None,
        **{name: value for name, value in given.items() if value is not None},
    )
    out.add(retention, at.key)
    add_remarks(form, retention.key, at, out)


def add_view_refresh(form: RefreshForm, view: Path, at: At, out: Collector) -> None:
    """Take in when a plain materialized view is refreshed."""
    for key in ("start_offset", "end_offset", "initial_start", "timezone"):
        if getattr(form, key) is not None:
            out.error(
                f'the key "{key}" is of continuous aggregates', "the whole view is refreshed", at[key].key
            )
    if not form.scheduled:
        out.error("a refresh that is not scheduled is none", "leave it out", at["scheduled"].value)
    refresh = ViewRefresh(
        schema=view[0], name=view[1], schedule_interval=form.schedule, concurrently=form.concurrently
    )
    out.add(refresh, at.key)
    add_remarks(form, refresh.key, at, out)


def add_refresh(form: RefreshForm, view: Path, at: At, out: Collector) -> None:
    """Take in a refresh policy."""
    if form.concurrently:
        hint = "a continuous aggregate's readers are left alone anyway"
        out.error('the key "concurrently" is of plain materialized views', hint, at["concurrently"].key)
    refresh = Refresh(
        schema=view[0],
        name=view[1],
        start_offset=form.start_offset,
        end_offset=form.end_offset,
        **schedule_of(form),
    )
    out.add(refresh, at.key)
    add_remarks(form, refresh.key, at, out)


def add_retention_to(form: RetentionOf, at: At, out: Collector) -> None:
    """Take in a retention policy of a table declared elsewhere."""
    add_retention(form, form.target(at, out), at, out)


def add_refresh_to(form: RefreshOf, at: At, out: Collector) -> None:
    """Take in the refresh of what is declared elsewhere, once it is known what that is."""
    view = form.target(at, out)

    def add(out: Collector) -> None:
        plain = out.kind_at("relation", view) == "materialized_view"
        (add_view_refresh if plain else add_refresh)(form, view, at, out)

    out.later.append(add)
