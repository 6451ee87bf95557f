"""One task, journalled: its beginning at once, its end with figures or with the error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import psycopg

from dbtool.catalog.server import ServerInfo
from dbtool.errors import DbtoolError, InsufficientRights
from dbtool.execute.failures import failure
from dbtool.execute.maintain.journal import Journal
from dbtool.execute.maintain.outcome import TaskResult
from dbtool.execute.maintain.reading import sort_of
from dbtool.execute.maintain.task import Right, Sort, Task
from dbtool.execute.maintain.work import TimeIsUp, Work
from dbtool.model.statement import Statement

Lock = Callable[[], AbstractContextManager[None]]
MAINTAIN_SINCE = 170000


def carry_out(
    work: Work, task: Task, journal: Journal, applying: Lock, act: Callable[[Work, Task], None] | None = None
) -> TaskResult:
    """Do one task, or `act` in its place, and give what became of it.

    Errors: psycopg.Error where the journal cannot be written. What the task itself raises is its result.
    """
    sort = sort_of(task)
    work.journal, work.entry = journal, journal.begin(task)
    state, errors = "done", []
    try:
        with applying() if sort.alone else nullcontext():
            (act or sort.carry_out)(work, task)
    except TimeIsUp:
        state = "stopped"
        work.notes.append("--max-runtime was over; the next run goes on")
    except DbtoolError as error:
        state, errors = "failed", [error]
    except psycopg.Error as error:
        state, errors = "failed", [failure(error, Statement(sql="", note=task.title))]
    errors = [*work.problems, *errors]
    errors = [_with_hint(error, sort, task, work) for error in errors]
    if errors:
        state = "failed"
    _end(work, journal, sort, state, errors)
    return TaskResult(
        task=task, state=state, figures=dict(work.figures), notes=tuple(work.notes), errors=tuple(errors)
    )


def _end(work: Work, journal: Journal, sort: Sort, state: str, errors: list[DbtoolError]) -> None:
    said = "; ".join(str(error) for error in errors) or None
    # What can leave something behind and did not end well is looked at by the next run.
    cleared = sort.clear is None or state == "done"
    journal.end(work.entry, state, work.figures, said, cleared=cleared)


def _with_hint(error: DbtoolError, sort: Sort, task: Task, work: Work) -> DbtoolError:
    if isinstance(error, InsufficientRights):
        need = missing_right(sort.right, task, work.server)
        error.hint = "\n".join(filter(None, [error.hint, need]))
    return error


def missing_right(right: Right, task: Task, server: ServerInfo) -> str:
    """Say what a role needs for a task, in the server's own terms."""
    name = task.object
    role = f'"{server.user}"'
    match right:
        case "maintain" if server.version >= MAINTAIN_SINCE:
            return (
                f"{role} needs the privilege MAINTAIN on {name}, membership in pg_maintain, or to be a "
                "member of its owner"
            )
        case "delete":
            return (
                f"{role} needs SELECT, UPDATE and DELETE on {name} and on each of its partitions, and where "
                "row security binds it BYPASSRLS; its owner has all of that but the last"
            )
        case "execute":
            return f"{role} has to be a member of the job's owner, who needs EXECUTE on the procedure"
        case _:
            return f"{role} has to be the owner of {name} or a member of it"
