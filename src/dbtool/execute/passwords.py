"""Passwords of roles: found by reference, sent as SCRAM-SHA-256 verifiers, kept nowhere."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from psycopg import sql

from dbtool.errors import WrongUsage
from dbtool.execute.connect import Connection
from dbtool.execute.verifiers import is_verifier, verifier

FILE, COMMAND = "file:", "command:"
COMMAND_SECONDS = 60


def set_password(connection: Connection, role: str, reference: str) -> bool:
    """Set the role's password to what the reference gives; False where it gives nothing.

    Errors: WrongUsage where the file or command fails; psycopg's own, whose text never holds the password:
            the statement has the verifier only.
    """
    password = password_at(reference)
    if password is None:
        return False
    send_password(connection, role, password)
    return True


def send_password(connection: Connection, role: str, password: str) -> None:
    """Set the role's password; what is a verifier already is sent as it is."""
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    secret = password if is_verifier(password) else verifier(password)
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(secret)))


def password_at(reference: str) -> str | None:
    """Give what a reference names: a variable (`NAME`), `file:PATH` or `command:WORDS`; None for nothing.

    A line's end behind the password is not part of it.
    Errors: WrongUsage where the file cannot be read or the command fails; never with what they gave.
    """
    if reference.startswith(FILE):
        return _in_file(Path(reference.removeprefix(FILE)).expanduser())
    if reference.startswith(COMMAND):
        return _by_command(reference.removeprefix(COMMAND))
    return os.environ.get(reference) or None


def missing(reference: str) -> str:
    """Say that a reference gives nothing."""
    if reference.startswith((FILE, COMMAND)):
        return f"{reference.partition(':')[0]} {reference.partition(':')[2]} gives none"
    return f"{reference} is not set"


def _in_file(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n") or None
    except OSError as error:
        raise WrongUsage(f"the password file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongUsage(f"the password file {path} is not UTF-8") from None


def _by_command(text: str) -> str | None:
    """Run a command without a shell; what it says on stderr is the caller's to see."""
    words = shlex.split(text)
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=COMMAND_SECONDS, check=True
        )
        return done.stdout.decode().rstrip("\r\n") or None
    except subprocess.CalledProcessError as error:
        reason = f"failed with status {error.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"did not end within {COMMAND_SECONDS} s"
    except OSError as error:
        reason = f"cannot be run: {error.strerror}"
    except UnicodeDecodeError:
        reason = "gives no UTF-8"
    raise WrongUsage(f"the command for a password, {words[0] if words else 'none'}, {reason}")
