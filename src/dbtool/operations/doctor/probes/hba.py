"""pg_hba.conf: who is let in without a password worth the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.model.quoting import ident
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Finding, Severity
from dbtool.words import some

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "samehost"})
WEAK: dict[str, tuple[str, Severity, str]] = {
    "trust": ("hba-trust", "error", "lets everybody in without a password"),
    "password": ("hba-password", "error", "takes passwords in clear text"),
    "md5": ("hba-md5", "info", "still allows md5 verifiers"),
}


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    broken = tuple(f"line {row['line']}: {row['error']}" for row in rows if row["error"])
    if broken:
        message = f"pg_hba.conf has lines that the server does not understand: {some(broken)}"
        yield Finding("hba-invalid", "error", message, "mend them; a reload is refused as it is", broken)
    for method, (code, severity, what) in WEAK.items():
        lines = [row for row in rows if row["method"] == method]
        far = tuple(_named(row) for row in lines if _from_afar(row))
        if far:
            advice = "write scram-sha-256 there and reload"
            yield Finding(code, severity, f"pg_hba.conf {what}: {some(far)}", advice, far)
        near = tuple(_named(row) for row in lines if not _from_afar(row))
        if near and method == "trust":
            message = f"pg_hba.conf lets every account of the machine in without a password: {some(near)}"
            yield Finding("hba-trust-local", "warning", message, "write peer or scram-sha-256 there", near)


def _from_afar(row: Row) -> bool:
    return row["type"] != "local" and row["address"] not in LOOPBACK


def _named(row: Row) -> str:
    databases, users = ",".join(row["database"] or ()), ",".join(row["users"] or ())
    return f"line {row['line']} ({row['type']} {databases} {users} {row['address'] or ''})".replace(" )", ")")


def _remedy(patient: Patient) -> str:
    user = ident(patient.server.user)
    return (
        f"GRANT SELECT ON pg_catalog.pg_hba_file_rules TO {user}; "
        f"GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {user}"
    )


PROBE = Probe(name="hba", healthy="pg_hba.conf asks everybody for a password", read=_read, remedy=_remedy)
