"""Statements that cannot stand in a definition, with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dbtool.definitions.sql_split import ROWS, OnlyRows, SqlStatement
from dbtool.definitions.sql_tokens import Token, lex, listed
from dbtool.errors import InvalidDefinition

_ALLOWED = listed("create alter comment grant revoke security import select with call do set reset")
_DROP = "leave the object out of the definitions: what is no longer declared is dropped by the next revision"
_TRANSACTION = "leave it out: all definitions are read in one transaction"
_MAINTENANCE = "leave it out: maintenance belongs to `dbtool maintain`"
_CLUSTER = "leave it out: it belongs to the server, not to one database"
_OPERATION = "leave it out: it works on data, and a definition only declares structure"
_NOT_MODELLED = "leave it out of the definitions: dbtool cannot keep this setting yet"
_CONNECTS = "declare the foreign tables: nothing that is built on scratch may connect elsewhere"
_REMOVED = "leave out both it and what it removes"
# What several databases share, or what reaches beyond the database.
_SHARED = listed("database role user group tablespace subscription")
_CREATOR = "name the role that makes the objects: ALTER DEFAULT PRIVILEGES FOR ROLE name ..."
_CHANGING = listed("insert update delete merge")
_HINTS = {
    "drop": _DROP,
    **dict.fromkeys(_CHANGING | listed("truncate copy"), ROWS),
    **dict.fromkeys(
        listed("begin start commit end rollback abort savepoint release prepare lock"), _TRANSACTION
    ),
    **dict.fromkeys(listed("vacuum analyze analyse reindex cluster checkpoint refresh"), _MAINTENANCE),
}
_PAIRS: Mapping[tuple[str, ...], str] = {
    **dict.fromkeys(
        [
            ("alter", "system"),
            ("create", "database"),
            ("create", "tablespace"),
            ("alter", "tablespace"),
        ],
        _CLUSTER,
    ),
    ("import", "foreign"): _CONNECTS,
}
_CALLS = {
    "setval": ROWS,
    **dict.fromkeys(
        listed(
            """
            drop_chunks compress_chunk decompress_chunk recompress_chunk move_chunk reorder_chunk merge_chunks
            merge_chunks_concurrently split_chunk attach_chunk detach_chunk convert_to_columnstore run_job
            convert_to_rowstore refresh_continuous_aggregate timescaledb_pre_restore timescaledb_post_restore
            """
        ),
        _OPERATION,
    ),
    **dict.fromkeys(
        listed("alter_job"),
        _NOT_MODELLED,
    ),
    **dict.fromkeys(
        listed(
            """
            remove_retention_policy remove_compression_policy remove_columnstore_policy remove_reorder_policy
            remove_continuous_aggregate_policy remove_compaction_policy disable_chunk_skipping
            detach_tablespace detach_tablespaces delete_job
            """
        ),
        _REMOVED,
    ),
}
# What a dump, or its author, may write to put a sequence behind the rows that are there.
_OF_SEQUENCES = listed("setval coalesce max greatest pg_get_serial_sequence")
# What only a statement of its own declares: inside DO it would run on scratch and be lost.
DECLARING = listed(
    """
    create_hypertable add_dimension set_chunk_time_interval set_partitioning_interval set_number_partitions
    set_integer_now_func add_retention_policy add_compression_policy add_columnstore_policy
    add_continuous_aggregate_policy add_reorder_policy add_compaction_policy enable_chunk_skipping
    attach_tablespace add_job
    """
)


def refuse(statement: SqlStatement, *, runner_known: bool = False) -> None:
    """Raise InvalidDefinition if the statement declares nothing or is not for a single database.

    Where it is known who runs the statements, they may be about that role.
    """
    code = statement.code
    words = tuple(token.word for token in code)
    if _clears_the_way(words) or _chooses_index(words):
        return
    hint = _PAIRS.get(words[:2]) or _HINTS.get(words[0])
    if hint or words[0] not in _ALLOWED:
        two = words[:2] in _PAIRS or words[0] in {"drop", "alter", "create"}
        raise _refusal(statement, _title(code[: 2 if two else 1]), hint)
    if words[0] == "create" and {"temp", "temporary"} & set(words[1:5]):
        raise _refusal(
            statement, "a temporary object", "it would be gone with the session; declare a lasting one"
        )
    if words[0] in {"select", "with", "call"}:
        _refuse_calls(statement, code)
    if words[0] == "with" and _changes_rows(code):
        raise _refusal(statement, "a query that changes rows", ROWS)
    if words[:2] == ("revoke", "admin") or (words[0] == "revoke" and _of_role(words, "from")):
        raise _refusal(statement, "REVOKE of a role", "leave out both it and the GRANT of that role")
    for_runner = words[:3] == ("alter", "default", "privileges") and _of_whoever_runs(words[3:6])
    if for_runner and not runner_known:
        raise _refusal(statement, "ALTER DEFAULT PRIVILEGES of whoever runs it", _CREATOR)
    if words[0] == "do":
        _refuse_block(statement, code)


def _clears_the_way(words: Sequence[str]) -> bool:
    """Say whether this is DROP … IF EXISTS, as it stands before a CREATE in scripts that may run twice.

    Scratch runs it at its place, so that it drops what the file has made before, mostly nothing.
    """
    dropped = words[1:2] if "if" not in words else words[1 : words.index("if")]
    return words[0] == "drop" and ("if", "exists") in pairwise(words) and not _SHARED & set(dropped)


def _chooses_index(words: Sequence[str]) -> bool:
    """Say whether this is CLUSTER with an index, which the table keeps as the one it is clustered by."""
    return words[0] == "cluster" and bool({"using", "on"} & set(words[1:]))


def _of_whoever_runs(words: Sequence[str]) -> bool:
    return words[:1] != ("for",) or words[2:] in {("current_user",), ("current_role",), ("session_user",)}


def calls(code: Sequence[Token]) -> set[str]:
    """Give the names that the tokens call as functions, in lower case."""
    return {token.word for token, after in pairwise(code) if after.text == "("} - {""}


def _of_role(words: Sequence[str], to: str) -> bool:
    """Say whether this GRANT or REVOKE is of roles: it has no ON before TO or FROM."""
    return to in words and "on" not in words[: words.index(to)]


def is_role_grant(code: Sequence[Token]) -> bool:
    """Say whether the tokens are GRANT of a role to a role."""
    words = [token.word for token in code]
    return words[:1] == ["grant"] and _of_role(words, "to")


def _refuse_calls(statement: SqlStatement, code: Sequence[Token]) -> None:
    called = calls(code)
    if "setval" in called and called <= _OF_SEQUENCES:
        raise OnlyRows("setval cannot stand in a definition", hint=ROWS, origin=statement.origin)
    for name in sorted(called & _CALLS.keys()):
        raise _refusal(statement, name, _CALLS[name])


def _changes_rows(code: Sequence[Token]) -> bool:
    pairs = pairwise(code)
    return any(word.word in _CHANGING and before.text in {"(", ")"} for before, word in pairs)


def _refuse_block(statement: SqlStatement, code: Sequence[Token]) -> None:
    """Refuse a DO block that declares what must be known from the text."""
    body = tuple(lex(next((token.string for token in code if token.string), "")))
    found = sorted(calls(body) & (DECLARING | _CALLS.keys()))
    words = [token.word for token in body]
    for first, second in pairwise(words):
        if first == "create" and second in {"role", "user", "group"}:
            found.append(f"CREATE {second.upper()}")
    if found:
        hint = "write it as a statement of its own; dbtool runs it only where it is missing"
        raise _refusal(statement, f"{found[0]} inside DO", hint)


def _title(code: Sequence[Token]) -> str:
    return " ".join(token.text.upper() if token.word else token.text for token in code)


def _refusal(statement: SqlStatement, what: str, hint: str | None) -> InvalidDefinition:
    if what == "{":
        hint = "only YAML and files that end in .sql.j2 go through Jinja"
    return InvalidDefinition(
        f"{what} cannot stand in a definition",
        hint=hint
        or "definitions hold CREATE, ALTER, COMMENT, GRANT and the calls of TimescaleDB that declare",
        origin=statement.origin,
    )
