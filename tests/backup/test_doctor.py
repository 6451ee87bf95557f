"""`dbtool doctor` knows of backups that are missing, old, never verified, or made by too weak a role."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dbtool.backup.manifest import NAME
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.execute.progress import Silent
from dbtool.operations.doctor.doctor import doctor
from dbtool.settings import Subject, Target
from dbtool.settings_backup import BackupSettings
from tests.backup.support import Bench


def _findings(bench: Bench, folder: Path | None = None) -> dict[str, str]:
    settings = BackupSettings(repository=str(folder or bench.folder))
    subject = Subject(name=bench.name, sources=(), target=Target(name="url"), url=bench.url, backup=settings)
    found = doctor(subject, progress=Silent()).findings
    return {each.code: each.message for each in found if each.code.startswith("backup")}


def test_doctor_follows_the_life_of_a_backup(bench: Bench, tmp_path: Path) -> None:
    assert _findings(bench, tmp_path / "nowhere").keys() == {"backup-missing"}
    bench.create()
    assert _findings(bench) == {"backup-unverified": "no backup was ever verified"}
    assert verify(bench.store, bench.last(), bench.key, VerifyRequest(level="decode"), Silent()).ok
    assert _findings(bench) == {}
    made, place = bench.last().manifest, f"{bench.last().folder}/{NAME}"
    assert made is not None
    before = (datetime.now(UTC) - timedelta(days=3)).isoformat(timespec="seconds")
    bench.store.put(place, replace(made, finished=before).text(), replace=True)
    assert _findings(bench) == {"backup-old": "the last backup is 3 days old"}
    bench.store.put(place, b"{}", replace=True)
    assert _findings(bench).keys() == {"backup-missing"}


def test_doctor_names_a_role_that_no_longer_sees_all(bench: Bench) -> None:
    role = f"{bench.name}_was"
    bench.execute(f"CREATE ROLE {role}; ALTER TABLE lines ENABLE ROW LEVEL SECURITY")
    try:
        bench.create()
        made, place = bench.last().manifest, f"{bench.last().folder}/{NAME}"
        assert made is not None
        bench.store.put(place, replace(made, source=replace(made.source, role=role)).text(), replace=True)
        assert "row security hides rows of 1 table" in _findings(bench)["backup-role"]
        bench.execute(f"ALTER ROLE {role} BYPASSRLS")
        assert "backup-role" not in _findings(bench)
    finally:
        bench.execute(f"DROP ROLE {role}")
