"""`dbtool restore`: a backup onto a server, and then whether it is what the project has recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import psycopg

from dbtool.backup import restore
from dbtool.backup.restore import RestoreResult
from dbtool.backup.restore_plan import Plan, prepare
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.restore_tables import restore_tables
from dbtool.backup.target import at_database
from dbtool.errors import DbtoolError
from dbtool.execute.connect import database_name
from dbtool.execute.progress import Progress
from dbtool.operations.backup.place import Place, found_backup
from dbtool.operations.backup.verbs import settle_on
from dbtool.operations.results import VerifyResult
from dbtool.operations.sources import live_url
from dbtool.settings import Subject

# Where a URL leads when nobody means a database of theirs.
MAINTENANCE = ("postgres", "template1")
TABLES = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOutcome:
    """What a restore made; `verified` is None where there is nothing recorded to compare with."""

    result: RestoreResult
    verified: VerifyResult | None


def target_name(subject: Subject) -> str:
    """Give the name of the database that a restore makes where none is said."""
    named = database_name(live_url(subject))
    return subject.name if named in MAINTENANCE else named


def restore_plan(
    subject: Subject, word: str | None, place: Place, request: RestoreRequest, *, progress: Progress
) -> Plan:
    """Give what a restore would do, after everything was checked that can be before. Errors: as `restore`."""
    store = place.store()
    backup = found_backup(store, subject.name, word)
    return prepare(store, backup, place.key_of(backup), _server(subject), request, progress)


def restore_backup(
    subject: Subject,
    word: str | None,
    place: Place,
    request: RestoreRequest,
    *,
    verify: bool = True,
    progress: Progress,
) -> RestoreOutcome:
    """Restore a backup, the latest one unless `word` is an id, onto the server of the subject's URL."""
    store = place.store()
    backup = found_backup(store, subject.name, word)
    url = _server(subject)
    if backup.manifest and backup.manifest.kind == TABLES:
        target = at_database(url, request.into)
        return RestoreOutcome(
            result=restore_tables(store, backup, place.key_of(backup), target, progress), verified=None
        )
    settle = settle_on(subject.name, progress)(url)
    done = restore.restore(store, backup, place.key_of(backup), url, request, progress, settle=settle)
    verified = _verified(replace(subject, url=done.url), progress) if verify else None
    return RestoreOutcome(result=done, verified=verified)


def _server(subject: Subject) -> str:
    return at_database(live_url(subject), MAINTENANCE[0])


def _verified(subject: Subject, progress: Progress) -> VerifyResult | None:
    if subject.migrations is None or not (subject.migrations / "state.json").is_file():
        return None
    from dbtool.operations.verify import verify

    try:
        return verify(subject, progress=progress)
    except (DbtoolError, psycopg.Error) as error:
        progress.warn(f"the restored database could not be compared with what was recorded: {error}")
        return None
