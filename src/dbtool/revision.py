"""What a revision file imports: `step` and `Irreversible`.

Revisions live longer than any release of dbtool, so this face stays as it is: keywords may be added, never
changed. Only the standard library, Alembic and one value class are imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from alembic.util import CommandError

from dbtool.model.statement import Statement

__all__ = ["Irreversible", "Statement", "executing", "run", "step", "text_block"]


class Irreversible(CommandError):
    """Raised by a `downgrade()` that has no way back; the text says why."""


Executor = Callable[[Statement], None]
_executor: ContextVar[Executor | None] = ContextVar("dbtool_executor", default=None)


@contextmanager
def executing(executor: Executor) -> Iterator[None]:
    """Hand every `step` inside the block to `executor`."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


def step(
    sql: str,
    *,
    transactional: bool = True,
    alone: bool = False,
    fresh: bool = False,
    community: bool = False,
    recover: str | None = None,
    patient: bool = False,
    password_of: str | None = None,
    password_from: str | None = None,
    secrets: Sequence[str] = (),
    hazards: Sequence[str] = (),
    declares: Sequence[Mapping[str, Any]] = (),
    withdraws: Sequence[Sequence[str]] = (),
) -> None:
    """Run one statement, exactly as written: `%`, `:name` and backslashes mean nothing here.

    `transactional=False` runs it outside a transaction, `recover` first clears what an interrupted run
    left; `alone` gives it a transaction of its own, `fresh` a session; `patient` waits long for its locks;
    `password_of` sets that role's password afterwards, from the environment variable `password_from`;
    `secrets` names the variables whose value stands in for the constant 'env:NAME'; `hazards` must be
    allowed by name before it runs; a `community` statement is, where TimescaleDB's Community edition is
    missing, refused, emulated or skipped, and `declares` or `withdraws` what it is about.
    """
    statement = Statement(
        sql=text_block(sql),
        transactional=transactional,
        alone=alone,
        fresh=fresh,
        community=community,
        recover=None if recover is None else text_block(recover),
        patient=patient,
        password_of=password_of,
        password_from=password_from,
        secrets=secrets,
        hazards=hazards,
        declares=declares,
        withdraws=withdraws,
    )
    run(statement)


def run(statement: Statement) -> None:
    """Run the statement of a step."""
    executor = _executor.get()
    if executor is not None:
        executor(statement)
        return
    # Somebody else's env.py: the statement must still run. Imported late, so that loading a revision needs
    # nothing of dbtool but this file.
    from dbtool.execute.plain import execute

    execute(statement)


def text_block(text: str) -> str:
    """Give the text inside triple quotes without the layout around it.

    Text that begins with a line break and ends with a line of blanks loses both, and that last line's blanks
    at the start of each line; any other text is taken as it is. The renderer relies on this being exact.
    """
    if not text.startswith("\n"):
        return text
    *lines, margin = text[1:].split("\n")
    if not lines or margin.strip(" "):
        return text
    return "\n".join(line.removeprefix(margin) for line in lines)
