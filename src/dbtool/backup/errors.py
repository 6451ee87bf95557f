"""What can go wrong with a backup, each with an exit status of its own kind."""

from __future__ import annotations

from dbtool.errors import DbtoolError, HazardRefused, VerificationFailed, WrongUsage


class PreflightRefused(DbtoolError):
    """The backup or the restore would not be whole, so that it was not begun."""

    code = "preflight-refused"


class BackupFailed(DbtoolError):
    """A member of the pipe failed; nothing was published."""

    code = "backup-failed"


class StorageFailed(DbtoolError):
    """The repository cannot be read or written."""

    code = "storage-failed"


class RestoreFailed(DbtoolError):
    """The restore did not come to its end; the target is what it was."""

    code = "restore-failed"


class RepositoryLocked(DbtoolError):
    """Another run works on the same backups."""

    code = "locked-by-another"


class BackupRequired(HazardRefused):
    """The project asks for a backup before what the plan would do, and there is none that would help."""

    code = "backup-required"


class NoSuchBackup(WrongUsage):
    """The repository holds no backup of that name."""

    code = "no-such-backup"


class BackupDamaged(VerificationFailed):
    """What the repository holds is not what was written there."""

    code = "backup-damaged"


class RestoreDiffers(VerificationFailed):
    """What was restored is not what was backed up."""

    code = "restore-differs"
