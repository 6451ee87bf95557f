"""Backups of the database under examination: how old, how far known, whether the next can be whole."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.catalog.query import rows
from dbtool.errors import DbtoolError, WrongUsage
from dbtool.execute.connect import Connection
from dbtool.model.quoting import ident
from dbtool.operations.doctor.probe import Said
from dbtool.operations.doctor.results import Finding, Unseen
from dbtool.settings import Subject
from dbtool.words import plural, span

PROBE = "backups"
# A role that is gone made its backups all the same: the next one will be another's.
HIDDEN = """
SELECT r.rolname AS role, pg_catalog.count(c.oid) AS tables
FROM pg_catalog.pg_roles AS r
JOIN pg_catalog.pg_class AS c ON c.relkind IN ('r', 'p') AND c.relrowsecurity
WHERE r.rolname = %(role)s AND NOT r.rolsuper AND NOT r.rolbypassrls
  AND (c.relforcerowsecurity OR NOT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE'))
GROUP BY r.rolname
"""


def backup_findings(subject: Subject, connection: Connection) -> Iterator[Said]:
    """Say what is wrong with the backups; nothing where no repository is set."""
    if subject.backup.repository is None:
        return
    # The repository's side is only loaded where there is one.
    from dbtool.operations.backup.place import Place
    from dbtool.operations.backup.verbs import backup_status, last_role

    place = Place(settings=subject.backup, root=subject.root)
    advice = f"dbtool backup create {subject.name}"
    try:
        found = backup_status(subject.name, place)
        role = last_role(subject.name, place)
    except WrongUsage as error:
        yield Finding("backup-missing", "error", f"there is no backup: {error.message}", advice)
        return
    except DbtoolError as error:
        yield Unseen(PROBE, f"the repository cannot be read: {error.message}", error.hint or "")
        return
    if found.last is None:
        yield Finding("backup-missing", "error", "there is no backup", advice)
        return
    settings, age = subject.backup, found.last_age or 0
    if settings.max_age and age > settings.max_age:
        yield Finding("backup-old", "warning", f"the last backup is {span(age)} old", advice)
    drill = f"dbtool backup verify {subject.name} --drill"
    if found.verified_age is None:
        yield Finding("backup-unverified", "warning", "no backup was ever verified", drill)
    elif settings.max_verify_age and found.verified_age > settings.max_verify_age:
        message = f"the last verification of a backup is {span(found.verified_age)} old"
        yield Finding("backup-unverified", "warning", message, drill)
    if found.broken:
        message = f"{plural(len(found.broken), 'backup')} in the repository cannot be restored"
        yield Finding("backup-broken", "warning", message, "`dbtool backup list` says why", found.broken)
    for row in rows(connection, HIDDEN, {"role": role}):
        hidden = plural(row["tables"], "table")
        message = f"row security hides rows of {hidden} from {role}, which makes the backups"
        yield Finding("backup-role", "warning", message, f"ALTER ROLE {ident(role)} BYPASSRLS", (role,))
