"""A MaintainResult and a MaintainStatus in print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import wrapped
from dbtool.cli.printing.moments import away, iso, moment
from dbtool.diff.report_rows import counted
from dbtool.execute.maintain.outcome import TaskResult
from dbtool.execute.maintain.schedule import Standing
from dbtool.execute.maintain.task import Task
from dbtool.operations.maintain import ENDED_BADLY, MaintainResult, MaintainStatus
from dbtool.words import size

MARKS = {"done": "✓", "failed": "✗", "stopped": "~", "not tried": "~", "foreseen": "·"}
BEFORE, AFTER = "_before", "_after"


def run_status(result: MaintainResult) -> ExitStatus:
    """A task that failed is a failure; that another run is at work is none."""
    return ExitStatus.DONE if result.run.ok else ExitStatus.FAILURE


def status_status(status: MaintainStatus) -> ExitStatus:
    """What monitoring asks: is anything behind?"""
    return ExitStatus.VERIFICATION_FAILED if status.behind else ExitStatus.DONE


def run_text(result: MaintainResult) -> str:
    """Give the report of one database."""
    return "\n".join(_run(result))


def _run(result: MaintainResult) -> Iterator[str]:
    if result.run.busy:
        yield from wrapped(f"{result.database}: nothing done: {result.run.busy}", hanging="    ")
        return
    for each in result.run.tasks:
        yield from _result(each)
    yield f"{result.database}: {_summary(result)} ({result.seconds:.1f} s)"
    if result.run.held:
        left = counted(len(result.run.held), "task")
        yield f"    {left} not carried out here; `dbtool maintain status` says why"


def _summary(result: MaintainResult) -> str:
    if not result.run.tasks:
        return "nothing is due"
    states = Counter(each.state for each in result.run.tasks)
    if result.dry_run:
        due = f"{counted(len(result.run.tasks), 'task')} would run, nothing was done"
        return f"{due}, {states['failed']} would fail" if states["failed"] else due
    return ", ".join(f"{number} {state}" for state, number in states.items())


def _result(result: TaskResult) -> Iterator[str]:
    if result.state == "foreseen":
        for note in result.notes or (f"{result.task.title}: nothing to do",):
            yield from wrapped(f"{MARKS[result.state]} {note}", "    ", "      ")
        return
    figures = figures_text(result.figures)
    took = "" if result.state == "not tried" else f" ({result.seconds:.1f} s)"
    line = f"{MARKS[result.state]} {result.task.title}{f': {figures}' if figures else ''}{took}"
    yield from wrapped(line, "    ", "      ")
    for note in result.notes:
        yield from wrapped(note, "        ")
    for error in result.errors:
        yield from wrapped(f"{error}", "        ")
        for hint in (error.hint or "").splitlines():
            yield from wrapped(f"hint: {hint}", "        ", "          ")


def figures_text(figures: Mapping[str, int]) -> str:
    """Give figures in words: deleted 1,000, size 1.2 MiB → 0.4 MiB."""
    words = []
    for name, value in figures.items():
        label = name.removesuffix(BEFORE).replace("_", " ")
        if name.endswith(AFTER) and name.removesuffix(AFTER) + BEFORE in figures:
            continue
        shown = _figure(name, value)
        after = figures.get(name.removesuffix(BEFORE) + AFTER) if name.endswith(BEFORE) else None
        words.append(f"{label} {shown}" if after is None else f"{label} {shown} → {_figure(name, after)}")
    return ", ".join(words)


def _figure(name: str, value: int) -> str:
    return size(value) if "size" in name else f"{value:,}"


def run_values(result: MaintainResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "dry_run": result.dry_run,
        "busy": result.run.busy,
        "tasks": [_result_values(each) for each in result.run.tasks],
        "held": [_held_values(task) for task in result.run.held],
        "seconds": round(result.seconds, 3),
    }


def _result_values(result: TaskResult) -> dict[str, Any]:
    return {
        **_task_values(result.task),
        "state": result.state,
        "figures": dict(result.figures),
        "notes": list(result.notes),
        "errors": [
            {"code": error.code, "message": str(error), "hint": error.hint} for error in result.errors
        ],
        "seconds": round(result.seconds, 3),
    }


def _task_values(task: Task) -> dict[str, Any]:
    return {"task": task.name, "kind": task.kind, "path": list(task.path), "object": task.object}


def _held_values(task: Task) -> dict[str, Any]:
    return {**_task_values(task), "reason": task.held}


def status_text(status: MaintainStatus) -> str:
    """Give the report of one database."""
    return "\n".join(_status(status))


def _status(status: MaintainStatus) -> Iterator[str]:
    due = sum(each.due.now and each.task.held is None for each in status.tasks)
    late = sum(each.due.overdue for each in status.tasks)
    failed = sum(each.state in ENDED_BADLY for each in status.tasks)
    parts = [counted(len(status.tasks), "task"), f"{due} due", f"{late} overdue", f"{failed} failed"]
    said = ", ".join(parts) if status.tasks else "nothing is declared that needs upkeep"
    yield f"{status.database}: {said}"
    if status.running:
        yield from wrapped(f"at work now: {status.running}", "    ", "      ")
    for each in status.tasks:
        yield from _standing(each, status.now)


def _standing(each: Standing, now: datetime) -> Iterator[str]:
    task = each.task
    if task.held is not None:
        yield from wrapped(f"~ {task.title}: not carried out: {task.held}", "    ", "      ")
        return
    bad = each.state in ENDED_BADLY or each.problem
    mark = "✗" if bad else "~" if each.due.overdue else "·" if each.due.now else "✓"
    yield from wrapped(f"{mark} {task.title}, every {task.every}", "    ", "      ")
    yield from wrapped(_last(each), "        ", "          ")
    yield from wrapped(_next(each, now), "        ", "          ")
    if each.error and each.state in ENDED_BADLY:
        yield from wrapped(each.error, "        ", "          ")
    if each.problem:
        yield from wrapped(str(each.problem), "        ", "          ")


def _last(each: Standing) -> str:
    if each.state is None or each.started_at is None:
        return "never run"
    took = f", took {(each.finished_at - each.started_at).total_seconds():.1f} s" if each.finished_at else ""
    figures = figures_text(each.figures)
    done = ""
    if each.state != "done":
        done = f"; last done {moment(each.done_at)}" if each.done_at else "; never done"
    return f"{each.state} {moment(each.started_at)}{took}{f': {figures}' if figures else ''}{done}"


def _next(each: Standing, now: datetime) -> str:
    at = each.due.at
    if each.due.overdue:
        return f"OVERDUE since {moment(at)}, {away(at, now)}" if at else "OVERDUE"
    if each.due.now:
        return f"due since {moment(at)}, {away(at, now)}" if at and at <= now else "due now"
    return f"next due {moment(at)}, {away(at, now)}" if at else "next due: unknown"


def status_values(status: MaintainStatus) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": status.database,
        "now": iso(status.now),
        "running": status.running,
        "ok": not status.behind,
        "tasks": [_standing_values(each, status.now) for each in status.tasks],
    }


def _standing_values(each: Standing, now: datetime) -> dict[str, Any]:
    due = each.due
    return {
        **_task_values(each.task),
        "every": each.task.every,
        "held": each.task.held,
        "state": each.state,
        "started_at": iso(each.started_at),
        "finished_at": iso(each.finished_at),
        "done_at": iso(each.done_at),
        "figures": dict(each.figures),
        "error": str(each.problem) if each.problem else each.error,
        "due_at": iso(due.at),
        "due_in_seconds": round((due.at - now).total_seconds(), 3) if due.at else None,
        "due": due.now,
        "overdue": due.overdue,
    }
