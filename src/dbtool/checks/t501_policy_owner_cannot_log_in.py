"""Policies or jobs run as a role that may not log in.

TimescaleDB runs a policy as the owner of the hypertable or continuous aggregate, in a session of that role:

    ERROR: permission denied to start background process as role "trading_owner"
    HINT: Hypertable owner must have LOGIN permission to run background tasks.

Give the owner LOGIN, no password and no connections: clients stay out, its jobs run.

Bad:

```yaml
extensions: [timescaledb]
roles: {trading_owner: }
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: 1 year
    owner: trading_owner
```

Good:

```yaml
extensions: [timescaledb]
roles:
  trading_owner: {login: true, connection_limit: 0}
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: 1 year
    owner: trading_owner
```

Waive it where the policies are carried out by `dbtool maintain run` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import owner_of, role_of
from dbtool.checks.reading import said
from dbtool.kinds.timescale.job import Job
from dbtool.model.database import Database
from dbtool.model.key import Key

_POLICIES = (
    "columnstore_policy",
    "compaction_policy",
    "further_refresh",
    "refresh",
    "reorder_policy",
    "retention",
)


def _find(database: Database) -> Iterator[Hit]:
    run_by: dict[tuple[str, ...], list[Key]] = {}
    for kind in _POLICIES:
        for policy in database.of_kind(kind):
            run_by.setdefault(policy.key.path[:2], []).append(policy.key)
    for path, policies in sorted(run_by.items()):
        owner = owner_of(database, path)
        if _cannot_log_in(database, owner):
            words = ", ".join(key.kind.replace("_", " ") for key in policies)
            yield Hit(
                policies[0],
                f"{words} of {said(path)} would run as its owner {owner}, who may not log in",
                f"give {owner} login: true and connection_limit: 0",
                (Key("role", (owner or "",)), *policies[1:]),
            )
    for job in cast(list[Job], database.of_kind("job")):
        if _cannot_log_in(database, job.owner):
            yield Hit(
                job.key,
                f"job {job.name} would run as {job.owner}, who may not log in",
                f"give {job.owner} login: true and connection_limit: 0",
                (Key("role", (job.owner or "",)),),
            )


def _cannot_log_in(database: Database, name: str | None) -> bool:
    role = role_of(database, name)
    return role is not None and not role.login


RULE = Rule(
    code="T501",
    name="policy-owner-cannot-log-in",
    severity="error",
    find=_find,
    page=__doc__,
    early=True,
)
