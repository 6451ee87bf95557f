"""Passwords of roles: read from the environment, sent as SCRAM-SHA-256 verifiers, kept nowhere."""

from __future__ import annotations

import os

from psycopg import sql

from dbtool.execute.connect import Connection

ALREADY_A_VERIFIER = "SCRAM-SHA-256$"


def set_password(connection: Connection, role: str, variable: str) -> bool:
    """Set the role's password from the environment variable; False where the variable is unset or empty.

    Errors: psycopg's own, whose text never holds the password: the statement has the verifier only.
    """
    verifier = _verifier(connection, role, variable)
    if verifier is None:
        return False
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier)))
    return True


def _verifier(connection: Connection, role: str, variable: str) -> str | None:
    password = os.environ.get(variable)
    if not password or password.startswith(ALREADY_A_VERIFIER):
        return password or None
    made = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()
