"""Settings that endanger data, hide what happens, or leave sessions open without end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.quantity import shown
from dbtool.operations.doctor.results import Finding, Severity

LOOPBACK = frozenset({"", "localhost", "127.0.0.1", "::1"})
SANDBOX_ADVICE = "nothing: the sandbox is fast rather than durable"


@dataclass(frozen=True, slots=True)
class Danger:
    """A value that a setting should not have.

    Shape: `throw_away` says that a sandbox is meant to have it.
    """

    setting: str
    bad: str
    code: str
    severity: Severity
    message: str
    advice: str
    throw_away: bool = False


DANGERS = (
    Danger(
        "fsync",
        "off",
        "fsync-off",
        "error",
        "fsync is off: a crash of the machine can destroy the whole cluster",
        "set fsync = on and reload; then take a new base backup",
        throw_away=True,
    ),
    Danger(
        "full_page_writes",
        "off",
        "full-page-writes-off",
        "error",
        "full_page_writes is off: a crash in the middle of a write leaves torn pages",
        "set full_page_writes = on and reload",
        throw_away=True,
    ),
    Danger(
        "autovacuum",
        "off",
        "autovacuum-off",
        "error",
        "autovacuum is off: tables bloat, statistics grow old, and transaction ids run out",
        "set autovacuum = on and reload",
        throw_away=True,
    ),
    Danger(
        "track_counts",
        "off",
        "track-counts-off",
        "error",
        "track_counts is off: autovacuum does not know what changed, and this report has no figures",
        "set track_counts = on and reload",
    ),
    Danger(
        "ignore_checksum_failure",
        "on",
        "ignore-checksum-failure",
        "error",
        "ignore_checksum_failure is on: damaged pages are read as if they were whole",
        "set ignore_checksum_failure = off",
    ),
    Danger(
        "zero_damaged_pages",
        "on",
        "zero-damaged-pages",
        "error",
        "zero_damaged_pages is on: damaged pages become empty ones, without a word to the client",
        "set zero_damaged_pages = off",
    ),
    Danger(
        "synchronous_commit",
        "off",
        "synchronous-commit-off",
        "info",
        "synchronous_commit is off: a crash loses the commits of the last moments",
        "set synchronous_commit = on, unless the application can bear that",
        throw_away=True,
    ),
    Danger(
        "password_encryption",
        "md5",
        "password-encryption-md5",
        "warning",
        "password_encryption is md5: new passwords get verifiers that are easy to break",
        "set password_encryption = 'scram-sha-256', reload, and set each password anew",
    ),
    Danger(
        "data_checksums",
        "off",
        "data-checksums-off",
        "info",
        "data checksums are off: damage on disk is noticed late, or never",
        "stop the cluster and run pg_checksums --enable",
        throw_away=True,
    ),
    Danger(
        "wal_level",
        "minimal",
        "wal-level-minimal",
        "info",
        "wal_level is minimal: neither WAL archiving nor a standby is possible",
        "set wal_level = replica and restart",
        throw_away=True,
    ),
    Danger(
        "idle_in_transaction_session_timeout",
        "0",
        "idle-in-transaction-timeout-off",
        "info",
        "idle_in_transaction_session_timeout is 0: a forgotten transaction holds its locks for ever",
        "set idle_in_transaction_session_timeout, to 10min for example",
    ),
)
LOGGING = {
    "log_min_duration_statement": "-1",
    "log_lock_waits": "off",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
}


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    settings = {row["name"]: row for row in rows}
    values = {name: row["setting"] or "" for name, row in settings.items()}
    for danger in DANGERS:
        if values.get(danger.setting) == danger.bad:
            yield _finding(danger, patient)
    yield from _exposure(values)
    yield from _logging(values)
    waiting = [row["name"] for row in rows if row["pending_restart"]]
    if waiting:
        message = f"changed in the file but not in force before a restart: {', '.join(waiting)}"
        yield Finding("restart-pending", "warning", message, "restart the server", tuple(waiting))
    buffers = settings.get("shared_buffers")
    if buffers and buffers["source"] == "default":
        text = shown(buffers["setting"], buffers["unit"])
        message = f"shared_buffers is {text}, which nobody chose: it is the built-in default"
        advice = "a quarter of the machine's memory is the usual beginning; needs a restart"
        yield Finding("shared-buffers-default", "info", message, advice)


def _finding(danger: Danger, patient: Patient) -> Finding:
    found = Finding(danger.code, danger.severity, danger.message, danger.advice)
    if danger.throw_away and patient.throw_away:
        return replace(found, severity="info", advice=SANDBOX_ADVICE)
    return found


def _exposure(values: Mapping[str, str]) -> Iterator[Finding]:
    addresses = {part.strip() for part in values.get("listen_addresses", "").split(",")}
    if values.get("ssl") == "off" and not addresses <= LOOPBACK:
        message = "ssl is off and the server listens beyond loopback: data crosses the network in clear"
        yield Finding("ssl-off", "warning", message, "give the server a certificate, set ssl = on, reload")
    if values.get("log_statement") in ("all", "mod"):
        message = f"log_statement is {values['log_statement']}: values in statements go to the log"
        yield Finding("statements-logged", "info", message, "log by log_min_duration_statement instead")


def _logging(values: Mapping[str, str]) -> Iterator[Finding]:
    silent = tuple(name for name, bad in LOGGING.items() if values.get(name) == bad)
    if silent:
        message = f"the log does not hold what explains a slow hour: {', '.join(silent)}"
        advice = "set log_lock_waits = on, log_min_duration_statement = '1s' and the like; a reload does"
        yield Finding("logging-sparse", "info", message, advice, silent)


PROBE = Probe(name="settings", healthy="no setting endangers data", read=_read)
