"""Sessions: how many there are, transactions that stay open, and who waits for whom.

Never the text of a statement: it has the parameters in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, gravity, number
from dbtool.operations.doctor.results import Column, Finding, Table, Unseen
from dbtool.words import plural, share, some, span

LONG_SECONDS, DAY_SECONDS = 300, 86_400
IDLE_SECONDS = 60
WAIT_SECONDS = 10
FULL_PERCENT, CROWDED_PERCENT = 95.0, 80.0
LIMIT = 10
IDLE = ("idle in transaction", "idle in transaction (aborted)")
CLIENT = "client backend"
STATES = (Column("state"), Column("sessions", "count"), Column("here", "count"))
OPEN = (
    Column("pid"),
    Column("user"),
    Column("application"),
    Column("state"),
    Column("open", "seconds"),
    Column("waits_for"),
    Column("blocked_by"),
)
END = "commit, or end the session with pg_terminate_backend(pid)"


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    if not patient.reads_stats:
        reason = "what sessions of other roles do is hidden"
        yield Unseen("activity", reason, patient.grant())
    # Without rights the server hides the type, but not the role.
    clients = [row for row in rows if row["backend_type"] in (CLIENT, None) and row["user"]]
    yield from _crowd(rows[0])
    yield from _open(clients)
    yield from _waiting(clients)
    states = Counter(row["state"] or "hidden" for row in clients)
    here = Counter(row["state"] or "hidden" for row in clients if row["here"])
    counted = tuple((state, count, here[state]) for state, count in states.most_common())
    yield Table("connections", "connections by state", STATES, counted)
    standing = [_standing(row) for row in clients if number(row, "transaction_seconds") >= IDLE_SECONDS]
    if standing:
        yield Table.top("transactions", "open transactions", OPEN, standing, LIMIT)


def _crowd(row: Row) -> Iterator[Finding]:
    room = int(row["max_connections"]) - int(row["reserved"])
    used = share(number(row, "connected"), room)
    if used >= CROWDED_PERCENT:
        message = f"{number(row, 'connected'):.0f} of {room} connections are in use"
        advice = "put a pooler in between (`dbtool pool`), or raise max_connections and restart"
        yield Finding("connections", gravity(used >= FULL_PERCENT), message, advice)


def _open(clients: Sequence[Row]) -> Iterator[Finding]:
    idle = [row for row in clients if row["state"] in IDLE and number(row, "state_seconds") >= IDLE_SECONDS]
    if idle:
        longest = max(number(row, "state_seconds") for row in idle)
        message = f"{plural(len(idle), 'session')} idle in a transaction, for up to {span(longest)}: "
        message += "locks are held and dead rows stay"
        advice = f"{END}; idle_in_transaction_session_timeout does it by itself"
        yield Finding("idle-in-transaction", "warning", message, advice, _names(idle))
    long = [row for row in clients if number(row, "transaction_seconds") >= LONG_SECONDS]
    if long:
        longest = max(number(row, "transaction_seconds") for row in long)
        message = f"{plural(len(long), 'transaction')} open for up to {span(longest)}: {some(_names(long))}"
        severity = gravity(longest >= DAY_SECONDS)
        advice = f"{END}: as long as it is open, vacuum removes nothing that is newer"
        yield Finding("long-transactions", severity, message, advice, _names(long))


def _waiting(clients: Sequence[Row]) -> Iterator[Finding]:
    waiting = [row for row in clients if row["blockers"] and number(row, "state_seconds") >= WAIT_SECONDS]
    if waiting:
        blockers = sorted({f"pid {pid}" for row in waiting for pid in row["blockers"]})
        longest = max(number(row, "state_seconds") for row in waiting)
        message = f"{plural(len(waiting), 'session')} waiting for a lock for up to {span(longest)}, "
        message += f"held by {some(blockers)}"
        yield Finding("lock-waits", "warning", message, END, _names(waiting))


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(f"pid {row['pid']} of {row['user']}" for row in rows)


def _standing(row: Row) -> tuple[object, ...]:
    waits = f"{row['wait_event_type']}: {row['wait_event']}" if row["wait_event_type"] else None
    return (
        str(row["pid"]),
        row["user"],
        row["application"],
        row["state"],
        number(row, "transaction_seconds"),
        waits,
        ", ".join(map(str, row["blockers"] or ())) or None,
    )


PROBE = Probe(name="activity", healthy="no session stands in another's way", read=_read)
