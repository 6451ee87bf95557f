"""Results of backups as values, for what prints them."""

from __future__ import annotations

from dbtool.backup.compare import Comparison
from dbtool.backup.create import Made
from dbtool.backup.manifest import Artifact, Manifest, Source
from dbtool.backup.prune import Pruned
from dbtool.backup.repository import Backup, Verification
from dbtool.backup.restore import RestoreResult
from dbtool.backup.status import BackupStatus
from dbtool.operations.backup.restoring import RestoreOutcome
from dbtool.operations.backup.verbs import Listed, Verified

ID = "20261121T023000Z-0a1b2c"
MANIFEST = Manifest(
    id=ID,
    kind="logical",
    dbtool="0.1.0",
    source=Source(
        database="octopus", system_identifier="7", version=170011, role="octopus_backup", edition="community"
    ),
    started="2026-11-21T02:30:00+00:00",
    finished="2026-11-21T02:30:09+00:00",
    seconds=9.25,
    by="backup",
    host="db1",
    encryption="age",
    recipients=("age1abc",),
    role_passwords=True,
    artifacts=(
        Artifact(
            name="dump.zst.age",
            role="dump",
            bytes=1000,
            sha256="00",
            plain_bytes=4000,
            plain_sha256="11",
            encryption="age",
        ),
    ),
    tools={"pg_dump": "17.11"},
    tables={"public.orders": 5000},
)
LOOK = Verification(level="drill", ok=True, at="2026-11-21T03:00:00+00:00", seconds=4.5)
MADE = ("octopus", Made(MANIFEST, ()), Verified(database="octopus", backup=ID, verification=LOOK))
LISTED = Listed(
    database="octopus",
    place="/var/backups",
    backups=(
        Backup(id=ID, folder=f"octopus/{ID}", manifest=MANIFEST, verifications=(LOOK,), held="audit"),
        Backup(id="20261122T023000Z-0a1b2c", folder="octopus/x", manifest=None, trouble="it cannot be read"),
    ),
    unfinished=("octopus/.tmp-x",),
)
PRUNED = Pruned(
    database="octopus", kept={ID: "newest verified"}, removed=(), left_over=(), dry_run=True, refused=""
)
STATUS = BackupStatus(
    database="octopus",
    count=1,
    broken=(),
    unfinished=(),
    last=ID,
    last_age=60.0,
    last_bytes=1000,
    last_seconds=9.25,
    verified=ID,
    verified_level="drill",
    verified_age=30.0,
    stale=(),
)
RESTORED = RestoreOutcome(
    result=RestoreResult(
        backup=ID,
        database="octopus_back",
        url="",
        comparison=Comparison((), {"tables": 1, "rows": 5000}),
        roles=("octopus_app",),
        jobs=(1000,),
        jobs_schema="public",
        kept=None,
        left_out=(),
        notes=(),
        seconds=2.5,
    ),
    verified=None,
)
