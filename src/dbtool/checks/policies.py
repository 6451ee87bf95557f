"""What rules about row security ask: policies of a table, whom they hold for, and by which column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.checks.memo import per_database
from dbtool.checks.reach import exempt, grants_on, groups_of
from dbtool.checks.reading import Path, facts
from dbtool.checks.routines import routine_parts, routines
from dbtool.checks.settings_read import closing, in_sub_select
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.model.database import Database
from dbtool.model.key import Key

COMMANDS = ("select", "insert", "update", "delete")
_IDENTITIES = frozenset({"current_setting", "current_user", "session_user", "current_role"})


def has_row_security(database: Database, path: Path) -> bool:
    """Say whether row security is on for the table."""
    found = row_security_of(database, path)
    return found is not None and found.enabled


def row_security_of(database: Database, path: Path) -> RowSecurity | None:
    """Give the switches of a table, None where both are off."""
    found = database.get("row_security", *path)
    return found if isinstance(found, RowSecurity) else None


def protected(database: Database) -> list[RowSecurity]:
    """Give the switches of the tables whose row security is on, in order."""
    return [found for found in facts(database, RowSecurity) if found.enabled]


def policies_of(database: Database, path: Path) -> Sequence[Policy]:
    """Give the policies of a table, in order."""
    return _by_table(database).get(path, ())


def table_of(policy: Policy) -> Path:
    """Give the path of the policy's table."""
    return (policy.schema, policy.table)


def expressions(policy: Policy) -> list[tuple[str, str]]:
    """Give USING and WITH CHECK, each with its name, as far as they are there."""
    found = (("USING", policy.using), ("WITH CHECK", policy.check))
    return [(name, str(text)) for name, text in found if text is not None]


def holds_for(database: Database, policy: Policy, role: str, command: str) -> bool:
    """Say whether a policy is asked when the role runs the command."""
    return policy.command in ("all", command) and not groups_of(database, role).isdisjoint(policy.roles)


def subject_roles(database: Database, path: Path) -> list[str]:
    """Give the grantees of a table whom its row security binds, in order; PUBLIC is one of them."""
    found = row_security_of(database, path)
    forced = found is not None and found.forced
    names = {grant.grantee for grant in grants_on(database, Key("table", path)) if grant.privileges}
    return sorted(name for name in names if not exempt(database, name, path, forced=forced))


@per_database
def _by_table(database: Database) -> dict[Path, list[Policy]]:
    found: dict[Path, list[Policy]] = {}
    for policy in facts(database, Policy):
        found.setdefault(table_of(policy), []).append(policy)
    return found


@per_database
def _columns(database: Database) -> dict[Path, frozenset[str]]:
    found: dict[Path, set[str]] = {}
    for key in database:
        if key.kind == "column":
            found.setdefault(key.path[:2], set()).add(key.path[2])
    return {path: frozenset(names) for path, names in found.items()}


def tenant_columns(database: Database, policy: Policy) -> frozenset[str]:
    """Give the columns of the policy's table that it compares with who asks.

    Shape: `user_id` of `user_id = current_setting(…)` and of `user_id IN (SELECT … current_setting(…) …)`;
           empty where the expression is read otherwise. By which rows are seen, where some are: a WITH CHECK
           may ask of more columns what a new row points at.
    """
    table = table_of(policy)
    told = policy.using
    if told is None and all(other.using is None for other in policies_of(database, table)):
        told = policy.check
    columns = _columns(database).get(table, frozenset())
    return frozenset(_compared(tuple(lex(told or "")), columns, identities(database)))


@per_database
def identities(database: Database) -> frozenset[str]:
    """Give the names of what says who asks: settings, roles, and declared functions that read these."""
    readers = (
        routine.name
        for routine in routines(database)
        if any(token.name in _IDENTITIES for token in routine_parts(routine.definition).body)
    )
    return _IDENTITIES.union(readers)


def _compared(tokens: Sequence[Token], columns: frozenset[str], who: frozenset[str]) -> Iterator[str]:
    for at, token in enumerate(tokens):
        if token.name not in columns or in_sub_select(tokens, at) or _is_call(tokens, at):
            continue
        for side in _other_sides(tokens, at):
            if any(found.name in who for found in side):
                yield token.name or ""
                break


def _is_call(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text in {"(", "."}


def _other_sides(tokens: Sequence[Token], at: int) -> Iterator[Sequence[Token]]:
    """Give what a column at this place is compared with by = or IN, on its right and on its left."""
    end = at + 1
    # (symbol)::text is still the column.
    while end < len(tokens) and tokens[end].text == ")":
        end += 1
    while end + 1 < len(tokens) and tokens[end].text == "::":
        end += 2
    if end < len(tokens) and (tokens[end].text == "=" or tokens[end].word == "in"):
        yield _operand(tokens, end + 1)
    start = at - 1
    while start >= 0 and tokens[start].text == "(":
        start -= 1
    if start >= 0 and tokens[start].text == "=":
        yield _operand_before(tokens, start)


def _operand(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """Give the value that begins here, up to the next AND, OR or the end of the bracket."""
    at = start
    while at < len(tokens) and tokens[at].word not in {"and", "or"} and tokens[at].text != ")":
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
    return tokens[start:at]


def _operand_before(tokens: Sequence[Token], end: int) -> Sequence[Token]:
    depth, at = 0, end - 1
    while at >= 0:
        depth += (tokens[at].text == ")") - (tokens[at].text == "(")
        if depth < 0 or (depth == 0 and tokens[at].word in {"and", "or"}):
            break
        at -= 1
    return tokens[at + 1 : end]
