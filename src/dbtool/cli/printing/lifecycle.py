"""A Lifecycle in print: hypertables with what their policies take next, then the scheduler's jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dbtool.cli.printing.common import wrapped
from dbtool.cli.printing.moments import away, iso, moment
from dbtool.operations.lifecycle.hypertables import Hypertable, Reach
from dbtool.operations.lifecycle.jobs import ScheduledJob
from dbtool.operations.lifecycle.lifecycle import Lifecycle
from dbtool.words import plural, size, span

# A job that should have started this many seconds ago is late: the scheduler looks more often than that.
LATE_SECONDS = 60


def lifecycle_text(lifecycle: Lifecycle, now: datetime) -> Iterator[str]:
    """Give its lines; none without hypertables and jobs."""
    if lifecycle.hypertables:
        yield "    hypertables"
    for hypertable in lifecycle.hypertables:
        yield from _hypertable(hypertable, now)
    if lifecycle.jobs:
        yield "    jobs"
    for job in lifecycle.jobs:
        yield from _job(job, now)


def _hypertable(hypertable: Hypertable, now: datetime) -> Iterator[str]:
    every = "" if hypertable.interval_seconds is None else f" of {span(hypertable.interval_seconds)}"
    about = "" if hypertable.exact else "about "
    kind = " (continuous aggregate)" if hypertable.aggregate else ""
    chunks = f"{plural(hypertable.chunks, 'chunk')}{every}, {about}{size(hypertable.bytes)}"
    yield from wrapped(f"{hypertable.name}{kind}: {chunks}", " " * 8, " " * 12)
    if hypertable.chunks:
        what = "chunks" if hypertable.by_chunks else "data"
        oldest, newest = _point(hypertable.oldest, hypertable), _point(hypertable.newest, hypertable)
        yield from wrapped(f"{what} from {oldest} to {newest}", " " * 12, " " * 14)
    if hypertable.compressed:
        yield from wrapped(_saved(hypertable), " " * 12, " " * 14)
    if hypertable.compression:
        yield from wrapped(_compression(hypertable, hypertable.compression, now), " " * 12, " " * 14)
    if hypertable.retention:
        yield from wrapped(_retention(hypertable, hypertable.retention, now), " " * 12, " " * 14)


def _point(text: str | None, hypertable: Hypertable) -> str:
    """Give a point of the hypertable's time as a person reads it; one in numbers stays as it is."""
    if text is None or hypertable.interval_seconds is None:
        return text or "unknown"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text  # infinity, or a year beyond Python's
    return moment(at) if at.tzinfo else f"{at:%Y-%m-%d %H:%M:%S}"


def _saved(hypertable: Hypertable) -> str:
    before, after = hypertable.before_bytes or 0, hypertable.after_bytes or 0
    ratio = f", {before / after:.1f} to 1" if after else ""
    return f"compressed: {plural(hypertable.compressed, 'chunk')}, {size(before)} became {size(after)}{ratio}"


def _compression(hypertable: Hypertable, reach: Reach, now: datetime) -> str:
    if not reach.chunks:
        return f"compression after {reach.after}: nothing waits{_next(reach, now)}"
    waiting = "chunk waits" if reach.chunks == 1 else "chunks wait"
    since = f", the oldest ended {_point(reach.oldest, hypertable)}" if reach.oldest else ""
    return f"compression after {reach.after}: {reach.chunks:,} {waiting}{since}{_next(reach, now)}"


def _retention(hypertable: Hypertable, reach: Reach, now: datetime) -> str:
    before = f" before {_point(reach.before, hypertable)}" if reach.before else ""
    goes = f"drops {plural(reach.chunks, 'chunk')}{before}" if reach.chunks else "nothing is old enough"
    return f"retention after {reach.after}: {goes}{_next(reach, now)}"


def _next(reach: Reach, now: datetime) -> str:
    if not reach.scheduled:
        return "; PAUSED"
    return f"; next run {moment(reach.next_start)}, {away(reach.next_start, now)}" if reach.next_start else ""


def _job(job: ScheduledJob, now: datetime) -> Iterator[str]:
    late = job.scheduled and job.late_seconds is not None and job.late_seconds > LATE_SECONDS
    mark = "✗" if job.trouble else "~" if late or not job.scheduled else "✓"
    yield from wrapped(f"{mark} {job.title}, every {job.every}", " " * 8, " " * 12)
    ran = f"{job.status} {moment(job.last_start)}" if job.status else "never run"
    took = "" if job.seconds is None else f", took {job.seconds:.1f} s"
    runs = f", {job.failures:,} of {job.runs:,} failed" if job.runs else ""
    yield from wrapped(f"{ran}{took}{runs}; {_start(job, late, now)}", " " * 12, " " * 14)
    if job.trouble:
        yield from wrapped(f"{job.trouble}: {job.remedy}", " " * 12, " " * 14)


def _start(job: ScheduledJob, late: bool, now: datetime) -> str:
    if not job.scheduled:
        return "PAUSED"
    if job.next_start is None:
        return "at work, or about to start"
    word = "LATE since" if late else "next"
    return f"{word} {moment(job.next_start)}, {away(job.next_start, now)}"


def lifecycle_values(lifecycle: Lifecycle) -> dict[str, Any]:
    """Give the JSON form: two lists."""
    return {
        "hypertables": [_hypertable_values(each) for each in lifecycle.hypertables],
        "jobs": [_job_values(each) for each in lifecycle.jobs],
    }


def _hypertable_values(hypertable: Hypertable) -> dict[str, Any]:
    values = asdict(hypertable)
    for policy in ("retention", "compression"):
        if values[policy]:
            values[policy]["next_start"] = iso(values[policy]["next_start"])
    return values


def _job_values(job: ScheduledJob) -> dict[str, Any]:
    values = job._asdict()
    for name in ("next_start", "last_start", "last_success"):
        values[name] = iso(values[name])
    del values["unable"]
    return {**values, "trouble": job.trouble}
