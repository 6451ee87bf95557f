"""What the role lacks of the rights that dbtool's other commands need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.kinds.access.role import Role
from dbtool.model.quoting import ident
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Finding
from dbtool.words import plural, some

# From here on CREATEROLE gives only attributes that the role has itself.
OWN_ATTRIBUTES_SINCE = 16


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    (row,) = rows
    if row["superuser"]:
        return
    user = ident(patient.server.user)
    yield from _ledger(row, user)
    yield from _objects(row, user)
    yield from _roles(row, patient, user)
    yield from _extensions(row, patient)
    yield from _backup(row, user)


def _ledger(row: Row, user: str) -> Iterator[Finding]:
    if not row["ledger"] and not row["creates"]:
        message = "the first `dbtool apply` cannot make its schema dbtool: the role may not create schemas"
        yield Finding("rights-ledger", "warning", message, _create(row, user))
    elif row["ledger"] and not row["uses_ledger"]:
        message = "dbtool's ledger is closed to this role: it can neither apply nor say what is applied"
        yield Finding("rights-ledger", "warning", message, f"GRANT USAGE ON SCHEMA dbtool TO {user}")
    elif row["closed_ledger"]:
        names = tuple(f"dbtool.{name}" for name in row["closed_ledger"])
        message = f"the role may not read and write {some(names)} of dbtool's ledger"
        advice = f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dbtool TO {user}"
        yield Finding("rights-ledger", "warning", message, advice, names)


def _create(row: Row, user: str) -> str:
    return f"GRANT CREATE ON DATABASE {ident(row['database'])} TO {user}"


def _objects(row: Row, user: str) -> Iterator[Finding]:
    alien = tuple(row["foreign_relations"])
    if alien:
        owners = tuple(map(ident, row["owners"]))
        message = f"{plural(len(alien), 'relation')} belong to {some(owners)}: only the owner can alter them"
        advice = f"GRANT {', '.join(owners)} TO {user}, or apply as the owner"
        if set(row["owners"]) & set(row["superusers"]):
            advice = (
                "give them to a role that is no superuser and make this one its member, or apply as owner"
            )
        yield Finding("rights-owner", "warning", message, advice, alien)
    closed = tuple(row["closed_schemas"])
    if closed:
        message = f"the role may not create anything in schema {some(closed)}"
        advice = f"GRANT CREATE ON SCHEMA {', '.join(map(ident, closed))} TO {user}"
        yield Finding("rights-schema", "warning", message, advice, closed)


def _roles(row: Row, patient: Patient, user: str) -> Iterator[Finding]:
    there = set(row["roles"])
    missing = tuple(role.name for role in patient.declared.roles if role.name not in there)
    if missing and not row["createrole"]:
        message = f"declared roles are missing and this role may not make them: {some(missing)}"
        yield Finding("rights-createrole", "warning", message, f"ALTER ROLE {user} CREATEROLE", missing)
        return
    for role in patient.declared.roles:
        lacking = _lacking(role, row, patient.major) if role.name in missing else ()
        if lacking:
            message = f"making role {role.name} needs {', '.join(lacking)}, which this role lacks"
            advice = f"make {role.name} as a superuser"
            yield Finding("rights-role-attributes", "warning", message, advice, (role.name,))
    schemas = tuple(name for name in patient.declared.schemas if name not in row["all_schemas"])
    if schemas and not row["creates"]:
        message = f"declared schemas are missing and this role may not make them: {some(schemas)}"
        yield Finding("rights-database", "warning", message, _create(row, user), schemas)


def _lacking(role: Role, row: Row, major: int) -> tuple[str, ...]:
    """Give the attributes that the role that asks cannot give away."""
    found = ["SUPERUSER"] if role.superuser else []
    own = major >= OWN_ATTRIBUTES_SINCE
    if role.replication and not (own and row["replication"]):
        found.append("REPLICATION")
    if role.bypassrls and not (own and row["bypassrls"]):
        found.append("BYPASSRLS")
    return tuple(found)


def _extensions(row: Row, patient: Patient) -> Iterator[Finding]:
    missing = [found.name for found in patient.declared.extensions if found.name not in row["extensions"]]
    barred = tuple(name for name in missing if name not in row["trusted"] or not row["creates"])
    if barred:
        message = f"declared extensions are missing and this role may not create them: {some(barred)}"
        advice = "; ".join(f"CREATE EXTENSION {ident(name)} as a superuser" for name in barred)
        yield Finding("rights-extension", "warning", message, advice, barred)


def _backup(row: Row, user: str) -> Iterator[Finding]:
    unreadable = tuple(row["unreadable"])
    if unreadable:
        message = f"a backup by this role fails: it may not read {some(unreadable)}"
        advice = f"GRANT pg_read_all_data TO {user}"
        yield Finding("rights-backup", "info", message, advice, unreadable)
    filtered = tuple(row["filtered"])
    if filtered and not row["bypassrls"]:
        message = f"a backup by this role fails at row security: {some(filtered)}"
        advice = f"ALTER ROLE {user} BYPASSRLS"
        yield Finding("rights-backup-rows", "info", message, advice, filtered)


PROBE = Probe(name="rights", healthy="the role may do all that dbtool does", read=_read)
