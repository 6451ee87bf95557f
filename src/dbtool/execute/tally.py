"""What a run has done so far, and what it asks of a statement before it runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dbtool.errors import LedgerConflict, Origin
from dbtool.execute.history import Entry, Position
from dbtool.execute.worklist import makes_extension
from dbtool.model.key import Key
from dbtool.model.statement import Statement

# At the start of the text, behind comments, or behind a semicolon.
ENDS = re.compile(
    r"(?:\A(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:end|begin|start)|(?:\A|;)(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    r"(?:commit|rollback|abort|prepare\s+transaction))\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Tally:
    """What one run has done so far; a step that was tried again counts once.

    Shape: `held` names what is not in force on this edition; `parted` says that the lock table was too small
           for one transaction.
    """

    ran: set[Position] = field(default_factory=set)
    passed: set[Position] = field(default_factory=set)
    held: dict[Position, str] = field(default_factory=dict)
    parted: bool = False

    @property
    def skipped(self) -> int:
        """The number of steps that an earlier run had done."""
        return len(self.passed - self.ran)


def waits_for_nobody(statement: Statement) -> bool:
    """Say whether a statement is a plain one that makes something new: it locks nothing that others use."""
    marked = statement.lock or statement.hazards or statement.declares or statement.withdraws
    special = statement.alone or statement.community or statement.patient or statement.recover
    secret = statement.password_of or statement.secrets
    return statement.transactional and not (marked or special or secret or makes_extension(statement.sql))


def ends_transaction(statement: Statement) -> bool:
    """Say whether a statement may end the transaction it runs in: then nothing may be kept for its end."""
    return ENDS.search(statement.sql) is not None


def declared_keys(statement: Statement) -> set[Key]:
    """Give the keys of what holds after the statement."""
    return {Key(kind, tuple(path)) for kind, *path in (item["key"] for item in statement.declares)}


def edited(entry: Entry, origin: Origin | None) -> LedgerConflict:
    """Give the error for a step that is no longer the one that ran."""
    return LedgerConflict(
        f"revision {entry.revision} was changed while it was half applied: "
        f"step {entry.step + 1} is no longer the one that ran ({entry.note.rstrip('.')})",
        hint="restore the file as it was, let the run finish, and put the change into a new revision",
        origin=origin,
    )
