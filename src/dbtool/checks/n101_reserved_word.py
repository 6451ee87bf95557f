"""A table, column, function or type whose name is a reserved word.

Every statement has to quote it, by hand, in each program and each query tool. Where somebody forgets, most
fail and some do something else: `SELECT user FROM sessions` gives the name of the session's role.

Bad:

```yaml
table: sessions
columns: {id: bigint, user: text not null, end: timestamptz}
primary_key: [id]
```

Good:

```yaml
table: sessions
columns: {id: bigint, user_name: text not null, ended: timestamptz}
primary_key: [id]
```

Waive it for names that programs outside already use.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.names import named, titled
from dbtool.definitions.sql_tokens import listed
from dbtool.model.database import Database
from dbtool.model.quoting import KEYWORDS

# Keywords that are no names of functions or types but may be those of columns and tables, without quotes
# (catcode C of pg_get_keywords()).
_UNQUOTED = listed(
    """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping
    inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query
    json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif
    numeric out overlay position precision real row setof smallint substring time timestamp treat trim values
    varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
    """
)
RESERVED = KEYWORDS - _UNQUOTED


def _find(database: Database) -> Iterator[Hit]:
    for key, name in named(database):
        if name in RESERVED:
            yield Hit(
                key,
                f"the name of {titled(key)} is a reserved word: every statement has to quote it",
                f"give it another name, such as {name}_{'name' if key.kind == 'column' else 'list'}",
            )


RULE = Rule(code="N101", name="reserved-word", severity="warning", find=_find, page=__doc__)
