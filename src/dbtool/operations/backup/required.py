"""No apply that could lose rows without a backup of them: the rule `require_before_apply`."""

from __future__ import annotations

from datetime import UTC, datetime

from dbtool.backup import repository
from dbtool.backup.errors import BackupRequired
from dbtool.backup.manifest import Source
from dbtool.backup.repository import LEVELS, Backup
from dbtool.backup.verify import VerifyRequest
from dbtool.errors import WrongUsage
from dbtool.execute.progress import Progress
from dbtool.model.hazards import EVERYTHING
from dbtool.operations.backup.place import Place
from dbtool.operations.backup.requests import request_from
from dbtool.operations.backup.verbs import backup_create, backup_source, backup_verify
from dbtool.operations.results import Preview
from dbtool.settings import Subject
from dbtool.settings_backup import RequiredBackup
from dbtool.words import span

LOGICAL = "logical"


def require_backup(subject: Subject, found: Preview, progress: Progress) -> None:
    """Refuse a plan with a hazard of the rule while no backup is as fresh and as known as the rule asks for.

    With `take` one is made and verified where there is none.
    Errors: BackupRequired; as `backup_create` and `backup_verify`.
    """
    rule = subject.backup.require_before_apply
    hazards = {hazard for _, plan in found.parts for hazard in plan.hazards}
    steps = any(plan.steps for _, plan in found.parts)
    if rule is None or not (hazards & set(rule.hazards) or (EVERYTHING in rule.hazards and steps)):
        return
    place = Place(settings=subject.backup, root=subject.root)
    missing = _missing(subject, place, rule)
    if not missing:
        return
    if not rule.take:
        raise BackupRequired(
            f"{subject.name}: {_wanted(rule)} is asked for before this, and {missing}",
            hint=f"`dbtool backup create {subject.name} --verify {rule.level}`, or take = true in"
            " [backup] require_before_apply",
        )
    progress.note(f"{missing}: taking one")
    made = backup_create(subject, place, request_from(subject.backup), progress=progress).manifest
    assert made is not None
    looked = backup_verify(subject.name, made.id, place, VerifyRequest(level=rule.level), progress=progress)
    if not looked.verification.ok:
        raise BackupRequired(f"{subject.name}: the backup {made.id} is broken: {looked.verification.reason}")


def _missing(subject: Subject, place: Place, rule: RequiredBackup) -> str:
    """Say what keeps the newest backup from being enough, nothing where it is."""
    try:
        found = repository.backups(place.store(), repository.folder_of(subject.name))
    except WrongUsage as error:
        return error.message
    live = backup_source(subject)
    own = [each for each in found if _of(each, live) and not each.broken]
    if not own:
        return "there is none of this database"
    known = [
        each for each in own if each.verified and LEVELS.index(each.verified) >= LEVELS.index(rule.level)
    ]
    if not known:
        return f"{own[-1].id} is not verified so far"
    assert known[-1].manifest is not None
    age = (datetime.now(UTC) - datetime.fromisoformat(known[-1].manifest.started)).total_seconds()
    return f"{known[-1].id} is {span(age)} old" if age > rule.max_age else ""


def _of(backup: Backup, live: Source) -> bool:
    """Say whether a backup is of all of that database, and not of one of its name on another server."""
    manifest = backup.manifest
    if manifest is None or manifest.kind != LOGICAL or manifest.without_rows:
        return False
    source = manifest.source
    return (source.system_identifier, source.database) == (live.system_identifier, live.database)


def _wanted(rule: RequiredBackup) -> str:
    return f"a backup verified by {rule.level} and no older than {span(rule.max_age)}"
