"""An AFTER trigger assigns to NEW, which changes nothing.

The row is written by then. A function that keeps `updated_at` belongs into a BEFORE trigger. Only functions
that do nothing else than assign and return are reported.

Bad:

```yaml
functions:
  touch: {returns: trigger, body: "begin new.changed := now(); return new; end"}
tables:
  quotes:
    columns: {id: bigint, changed: timestamptz}
    triggers: {quotes_touch: {when: after, events: update, function: touch}}
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

Waive it nowhere: the trigger costs time and does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import routine_parts, statements
from dbtool.checks.triggers import function_of, is_row_trigger
from dbtool.definitions.sql_tokens import Token
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for trigger in facts(database, Trigger):
        function = function_of(database, trigger)
        if function is None or not is_row_trigger(trigger, "after"):
            continue
        parts = routine_parts(function.definition)
        column = _assigned(list(statements(parts.body))) if parts.language == "plpgsql" else None
        if column:
            yield Hit(
                trigger.key,
                f"trigger {trigger.name} of {said(trigger.key.path[:2])} runs after the row is written:"
                f" {function.name} sets new.{column} in vain",
                "make it a before trigger",
                (function.key,),
            )


def _assigned(body: Sequence[tuple[Token, ...]]) -> str | None:
    """Give the column that a body assigns, None where it does anything else besides."""
    columns = []
    for statement in body:
        words = [token.word for token in statement]
        if words[:1] == ["begin"]:
            statement, words = statement[1:], words[1:]
        if words[:1] in (["return"], ["end"], []):
            continue
        if words[:1] != ["new"] or len(statement) < 4 or statement[1].text != ".":
            return None
        columns.append(statement[2].name or "")
    return columns[0] if columns else None


RULE = Rule(code="F106", name="after-trigger-assigns-new", severity="error", find=_find, page=__doc__)
