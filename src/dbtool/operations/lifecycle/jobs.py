"""The jobs of TimescaleDB's scheduler: when they ran, how it went, and who could not run theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dbtool.catalog.query import records, text_of
from dbtool.execute.connect import Connection
from dbtool.model.quoting import ident

QUERY = Path(__file__).with_name("jobs.sql")
# By what the query says of a job that its owner cannot run: why, and what to do about it.
UNABLE: Mapping[str, tuple[str, str]] = {
    "gone": ("its owner is gone", "delete_job({job_id}), and make it again"),
    "login": (
        "its owner {owner} cannot log in, so the scheduler cannot run it",
        "ALTER ROLE {owner} LOGIN PASSWORD NULL CONNECTION LIMIT 0: clients stay out",
    ),
    "connect": (
        "its owner {owner} has no CONNECT on the database, so the scheduler cannot run it",
        "GRANT CONNECT ON DATABASE … TO {owner}",
    ),
    "relation": (
        "its owner {owner} does not own {relation}, so each run is refused",
        "remove the policy and add it again as the owner of {relation}",
    ),
    "procedure": ("its procedure {procedure} is gone", "delete_job({job_id})"),
    "schema": (
        "its owner {owner} has no USAGE on the schema of {procedure}",
        "GRANT USAGE ON SCHEMA … TO {owner}",
    ),
    "execute": (
        "its owner {owner} has no EXECUTE on {procedure}",
        "GRANT EXECUTE ON PROCEDURE {procedure} TO {owner}",
    ),
}
FAILED = "Failed"


class ScheduledJob(NamedTuple):
    """A job of the scheduler, its fields in the order of the query's columns.

    Shape: `relation` is empty for a job of its own; `status` is that of the last run (Success, Failed, None
           for never run); `unable` is a key of UNABLE where the owner cannot run the job.
    Units: `seconds` is what the last run took; `late_seconds` is negative where the next start is to come.
    """

    job_id: int
    name: str
    procedure: str
    relation: str
    owner: str
    every: str
    scheduled: bool
    next_start: datetime | None
    status: str | None
    last_start: datetime | None
    last_success: datetime | None
    failures: int
    runs: int
    seconds: float | None
    late_seconds: float | None
    unable: str | None

    @property
    def title(self) -> str:
        """The job as its administrator finds it: number, procedure, and what it works on."""
        return f"{self.job_id} {self.procedure}{f' on {self.relation}' if self.relation else ''}"

    @property
    def trouble(self) -> str | None:
        """Why nobody can rely on the job; None for one that runs."""
        if self.unable:
            return UNABLE[self.unable][0].format(**self._asdict())
        if self.status == FAILED:
            return f"the last run failed, {self.failures:,} of {self.runs:,} in all"
        return None

    @property
    def remedy(self) -> str:
        """What to do about the trouble."""
        if self.unable:
            return UNABLE[self.unable][1].format(**{**self._asdict(), "owner": ident(self.owner)})
        return "timescaledb_information.job_errors says why" if self.status == FAILED else ""


def scheduled_jobs(connection: Connection) -> list[ScheduledJob]:
    """Give the jobs by number; the database has TimescaleDB. Errors: psycopg.Error."""
    return records(connection, ScheduledJob, text_of(QUERY), {})
