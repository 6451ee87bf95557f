"""TimescaleDB: compaction of the columnstore."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.timescale import JobOptions, Scheduled, job_options, schedule_of
from dbtool.definitions.forms.values import Text, said
from dbtool.kinds.timescale.compaction_policy import CompactionPolicy


class CompactionForm(Scheduled):
    """A compaction policy: small batches of the columnstore are merged; `{}` for the server's own choice."""

    max_chunks: Annotated[int | None, Field(ge=1, description="Chunks in one run.")] = None
    max_batches: Annotated[int | None, Field(ge=1, description="Batches in one run.")] = None
    inactive_for: Annotated[Text | None, said("How long a chunk has to be left alone before.")] = None
    job_options: JobOptions = {}


class CompactionOf(CompactionForm, ToRelation):
    """Compaction policy of a table that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table",)


def add_compaction(form: CompactionForm, table: tuple[str, str], at: At, out: Collector) -> None:
    """Take in a compaction policy."""
    policy = CompactionPolicy(
        schema=table[0],
        table=table[1],
        max_chunks=form.max_chunks,
        max_batches=form.max_batches,
        inactive_for=form.inactive_for,
        options=job_options(form.job_options),
        **schedule_of(form),
    )
    out.add(policy, at.key)
    add_remarks(form, policy.key, at, out)


def add_compaction_to(form: CompactionOf, at: At, out: Collector) -> None:
    """Take in a compaction policy of a table declared elsewhere."""
    add_compaction(form, form.target(at, out), at, out)
