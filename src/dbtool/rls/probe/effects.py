"""What would outlive the rolled-back transaction: triggers and functions that act outside of it."""

from __future__ import annotations

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.facts import Function, Relation
from dbtool.rls.review import Review

_TRUSTED = frozenset({"sql", "plpgsql"})
_BUILT_IN = frozenset({"c", "internal"})
_OUTSIDE_PREFIXES = (
    "dblink",
    "http",
    "pg_file_",
    "lo_import",
    "lo_export",
    "pg_read_",
    "pg_ls_",
    "pg_write_",
)
_OUTSIDE = frozenset(
    "net program pg_sleep pg_terminate_backend pg_cancel_backend pg_reload_conf pg_switch_wal setval"
    " pg_logical_emit_message pg_advisory_lock pg_create_restore_point pg_background_launch"
    " refresh_continuous_aggregate pg_promote plpy aws_lambda".split()
)
# What takes the strongest lock on a table that others use at the moment.
_HEAVY = frozenset({"truncate", "vacuum", "cluster", "reindex", "alter", "drop", "create", "lock", "execute"})


def outside(review: Review, relation: Relation) -> str | None:
    """Give why writing to the relation may have effects that no rollback takes back; else None."""
    for trigger in review.access.triggers_of(relation):
        function = review.access.functions.get(trigger.function)
        if trigger.enabled == "D" or function is None:
            continue
        if acts_outside(function):
            return f"its trigger {trigger.name} may act outside of the transaction"
    return None


def acts_outside(function: Function) -> bool:
    """Say whether a function may do what no rollback takes back."""
    if function.language in _BUILT_IN:
        return not function.extension and function.schema != "pg_catalog"
    if function.language not in _TRUSTED:
        return True
    return any(_says_outside(word) for word in words(function))


def is_heavy(function: Function) -> bool:
    """Say whether a function changes the schema or runs statements that it puts together."""
    return not _HEAVY.isdisjoint(words(function))


def words(function: Function) -> frozenset[str]:
    """Give the words of a function's body, in lower case."""
    return frozenset(token.word for token in lex(function.body) if token.word)


def _says_outside(word: str) -> bool:
    return word in _OUTSIDE or word.startswith(_OUTSIDE_PREFIXES)
