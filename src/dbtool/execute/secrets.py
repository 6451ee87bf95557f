"""Secrets of statements: references to environment variables, whose values no file, plan or journal holds."""

from __future__ import annotations

import os

from dbtool.errors import WrongUsage
from dbtool.model.quoting import literal
from dbtool.model.statement import Statement


def with_secrets(statement: Statement) -> str:
    """Give the statement's text with the value of each variable in the place of its constant 'env:NAME'.

    Errors: WrongUsage where a variable is not set or empty.
    """
    text = statement.sql
    for name in statement.secrets:
        value = os.environ.get(name)
        if not value:
            raise WrongUsage(
                f"{name} is not set, which a statement needs: {statement.note}",
                hint=f"set {name} in the environment and run the command again",
            )
        text = text.replace(literal(f"env:{name}"), literal(value))
    return text
