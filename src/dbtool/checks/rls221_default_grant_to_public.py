"""Everyone gets rights on tables that are made from now on.

Default privileges for PUBLIC open each new table before anybody has thought about it.

Bad:

```yaml
roles: {owner: }
default_privileges:
  - {for: owner, in: public, on: tables, to: public, privileges: select}
```

Good:

```yaml
roles: {owner: , reader: }
default_privileges:
  - {for: owner, in: public, on: tables, to: reader, privileges: select}
```

Waive it in a schema that holds nothing but public rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC
from dbtool.checks.reading import facts, listed
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for default in facts(database, DefaultPrivilege):
        if default.grantee == PUBLIC and default.on == "tables" and default.privileges:
            where = f" in {default.schema}" if default.schema else ""
            yield Hit(
                default.key,
                f"everyone gets {listed(default.privileges)} on tables that {default.creator} makes{where}",
                "give it to a role instead of public",
            )


RULE = Rule(code="RLS221", name="default-grant-to-public", severity="warning", find=_find, page=__doc__)
