"""The declared version of TimescaleDB has known security faults.

Before 2.25.2 the extension's own scripts could be made to call another's functions, before 2.27.1 a role
could read the errors of other roles' jobs, and before 2.29.1 some functions that drop or change chunks did
not ask who calls them. Declare a newer version: `dbtool apply` updates the extension, in its own session.

Bad:

```yaml
extensions: {timescaledb: {version: 2.22.1}}
```

Good:

```yaml
extensions: {timescaledb: {version: 2.29.2}}
```

Waive it on PostgreSQL 15, whose last TimescaleDB is 2.28.3, as long as the database is on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.releases import TIMESCALEDB_FLOORS, Release, release_of, timescaledb_faults
from dbtool.kinds.relations.extension import Extension
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    extension = database.get("extension", "timescaledb")
    if isinstance(extension, Extension) and extension.version is not None:
        faults = timescaledb_faults(release_of(extension.version))
        if faults:
            yield Hit(
                extension.key,
                f"TimescaleDB {extension.version} has known security faults: {'; '.join(faults)}",
                f"declare {Release(*TIMESCALEDB_FLOORS[-1][0])} or newer",
            )


RULE = Rule(code="T601", name="timescaledb-with-faults", severity="warning", find=_find, page=__doc__)
