"""A BEFORE trigger returns NULL for every row, and with it drops the row.

What a BEFORE … FOR EACH ROW trigger returns is what is written; NULL writes nothing and says nothing. The
function returns NEW, or OLD for DELETE. One that puts the row elsewhere, or raises an error, is not
reported.

Bad:

```yaml
functions:
  touch: {returns: trigger, body: "begin new.changed := now(); return null; end"}
tables:
  quotes:
    columns: {id: bigint, changed: timestamptz}
    triggers: {quotes_touch: {when: before, events: update, function: touch}}
```

Good:

```yaml
functions:
  touch: {returns: trigger, body: "begin new.changed := now(); return new; end"}
tables:
  quotes:
    columns: {id: bigint, changed: timestamptz}
    triggers: {quotes_touch: {when: before, events: update, function: touch}}
```

Waive it where the statement shall be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import RoutineParts, routine_parts
from dbtool.checks.triggers import function_of, is_row_trigger
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.database import Database

_ACTS = frozenset({"insert", "update", "delete", "merge", "execute", "raise", "perform", "call", "assert"})


def _find(database: Database) -> Iterator[Hit]:
    for trigger in facts(database, Trigger):
        function = function_of(database, trigger)
        if function is None or not is_row_trigger(trigger, "before"):
            continue
        parts = routine_parts(function.definition)
        if parts.language == "plpgsql" and _returns_null_only(parts):
            yield Hit(
                trigger.key,
                f"trigger {trigger.name} of {said(trigger.key.path[:2])} drops every row: {function.name}"
                " returns NULL",
                "return new, or old for delete",
                (function.key,),
            )


def _returns_null_only(parts: RoutineParts) -> bool:
    words = [token.word for token in parts.body]
    returned = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "return"]
    return bool(returned) and set(returned) == {"null"} and _ACTS.isdisjoint(words)


RULE = Rule(code="F105", name="before-trigger-drops-rows", severity="error", find=_find, page=__doc__)
