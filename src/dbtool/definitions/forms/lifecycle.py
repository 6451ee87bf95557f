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
from dbtool.definitions.forms.timescale import (
    INTERVAL,
    Interval,
    JobOptions,
    Scheduled,
    job_options,
    schedule_of,
)
from dbtool.definitions.forms.values import PlainName, Sql, Text, said, wrong
from dbtool.definitions.refreshes import add_another
from dbtool.errors import InvalidDefinition
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.model.fact import Expr

Path = tuple[str, str]
# Keys that only a job of TimescaleDB's has, and of these those of a refresh that go into the job's config.
JOB_KEYS = frozenset(
    "initial_start timezone scheduled max_runtime max_retries retry_period job_options".split()
)
REFRESH_OPTIONS = (
    "buckets_per_batch max_batches_per_execution refresh_newest_first include_tiered_data".split()
)
WINDOW_KEYS = ("start_offset", "end_offset", *REFRESH_OPTIONS)


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
    job_options: JobOptions = {}

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        if self.delete_after is None:
            given = next((key for key in ("by", "where", "batch") if getattr(self, key) is not None), None)
            if given:
                raise wrong(f"the key {given} belongs to delete_after", "chunks are dropped whole")
        elif self.by is None:
            raise wrong("what tells a row's age is not said", "write by: column")
        elif foreign := sorted(self.model_fields_set & JOB_KEYS):
            raise wrong(
                f"{' and '.join(foreign)} {'are' if foreign[1:] else 'is'} of TimescaleDB's jobs",
                "`dbtool maintain run` goes by schedule alone",
            )

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"drop_after": value} if isinstance(value, str | int) and value is not True else value


class RefreshForm(Scheduled):
    """A refresh: how often, and for a continuous aggregate the window; an offset left out has no end."""

    start_offset: Interval = None
    end_offset: Interval = None
    buckets_per_batch: Annotated[int | None, said("Refresh so many buckets at a time.")] = None
    max_batches_per_execution: Annotated[int | None, said("End a run after so many batches.")] = None
    refresh_newest_first: Annotated[bool | None, said("Begin with the newest buckets.")] = None
    include_tiered_data: Annotated[bool | None, said("Read tiered chunks, too.")] = None
    job_options: JobOptions = {}
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
        options=job_options(form.job_options),
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
    for key in sorted(form.model_fields_set & {*JOB_KEYS, *WINDOW_KEYS} - {"scheduled"}):
        if getattr(form, key) not in (None, {}):
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
        options=job_options(form.job_options, **{key: getattr(form, key) for key in REFRESH_OPTIONS}),
        **schedule_of(form),
    )
    if refresh.key in out.facts:
        try:
            add_another(out.facts, out.origins, refresh, at.key)
        except InvalidDefinition as error:
            out.errors.append(error)
    else:
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
