"""Jobs of TimescaleDB's scheduler."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks
from dbtool.definitions.forms.base import Body
from dbtool.definitions.forms.timescale import INTERVAL, Interval
from dbtool.definitions.forms.values import ObjectName, PlainName, Text, said
from dbtool.kinds.timescale.job import Job
from dbtool.model.quoting import qualified

Path = tuple[str, str]


class JobForm(Body):
    """A job of TimescaleDB's scheduler."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    procedure: ObjectName
    schedule: Annotated[Text, said(INTERVAL)]
    config: Annotated[dict[str, Any] | None, said("What the procedure gets as its config, as JSON.")] = None
    initial_start: Text | None = None
    timezone: Text | None = None
    fixed_schedule: bool | None = None
    scheduled: bool = True
    max_runtime: Interval = None
    max_retries: int | None = None
    retry_period: Interval = None
    check_config: Annotated[ObjectName | None, said("The function that looks at the config.")] = None
    owner: PlainName | None = None


def add_job(form: JobForm, name: Path, at: At, out: Collector) -> None:
    """Take in a job; its name has no schema."""
    schema, procedure = at.within(form.procedure)
    check = None if form.check_config is None else at.within(form.check_config)
    job = Job(
        procedure_schema=schema,
        procedure=procedure,
        name=name[1],
        schedule_interval=form.schedule,
        config=None if form.config is None else json.dumps(form.config, sort_keys=True, ensure_ascii=False),
        check_config=None if check is None else qualified(*check),
        **form.model_dump(
            include={
                "initial_start",
                "timezone",
                "fixed_schedule",
                "scheduled",
                "max_runtime",
                "max_retries",
                "retry_period",
                "owner",
            }
        ),
    )
    out.add(job, at.key)
    out.refer("function", (schema, procedure), at["procedure"].value)
    if check is not None:
        out.refer("function", check, at["check_config"].value)
    if form.owner:
        out.refer("role", (form.owner,), at["owner"].value)
    add_remarks(form, job.key, at, out)
