"""A job's routine does not take (job_id integer, config jsonb).

The scheduler calls every routine with these two. `add_job` accepts another one; each run then fails, which
only `timescaledb_information.job_errors` shows.

Bad:

```yaml
extensions: [timescaledb]
procedures:
  close_day: {arguments: keep integer, body: begin null; end}
jobs:
  close the day: {procedure: close_day, schedule: 1 day}
```

Good:

```yaml
extensions: [timescaledb]
procedures:
  close_day: {arguments: "job_id integer, config jsonb", body: begin null; end}
jobs:
  close the day: {procedure: close_day, schedule: 1 day}
```

Never waive it: no run can succeed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.checks.routines import routines
from dbtool.kinds.timescale.job import Job
from dbtool.model.database import Database

_CALLED_WITH = "integer, jsonb"


def _find(database: Database) -> Iterator[Hit]:
    for job in cast(list[Job], database.of_kind("job")):
        path = (job.procedure_schema, job.procedure)
        found = [routine for routine in routines(database) if (routine.schema, routine.name) == path]
        # One that no definition makes belongs to an extension, or the server refuses the job.
        if found and all(routine.arguments != _CALLED_WITH for routine in found):
            yield Hit(
                job.key,
                f"job {job.name} calls {said(path)}({found[0].arguments}), but the scheduler passes"
                f" ({_CALLED_WITH})",
                "give the routine the arguments job_id integer, config jsonb",
                tuple(routine.key for routine in found),
            )


RULE = Rule(code="T502", name="job-signature", severity="error", find=_find, page=__doc__)
