"""A key, a cipher or a codec that is missing or wrong: never a way to clear text, nor to half a restore."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dbtool.backup.crypt import Age, cipher_for
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.keys import keygen
from dbtool.errors import WrongUsage
from tests.backup.support import Bench


def test_wrong_identity_reads_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.create()
    keygen(tmp_path / "other")
    bench.identity = tmp_path / "other"
    with pytest.raises(PreflightRefused, match="none of the identities"):
        bench.restore()


def test_key_is_never_overwritten_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    keygen(file)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(WrongUsage, match="is there already"):
        keygen(file)


@pytest.mark.parametrize("scheme", ["age", "gpg"])
def test_unknown_recipient_is_refused(bench: Bench, scheme: str) -> None:
    key = "0123456789ABCDEF0123456789ABCDEF01234567" if scheme == "gpg" else "age1nobody"
    with pytest.raises((PreflightRefused, WrongUsage)):
        bench.create(scheme=scheme, recipients=(key,))
    bench.assert_nothing_left()


def test_secret_key_as_recipient_is_not_shown(bench: Bench) -> None:
    secret = bench.identity.read_text().splitlines()[-1]
    with pytest.raises(WrongUsage) as caught:
        cipher_for("age", [secret])
    assert secret not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("module", ["pyrage"])
def test_missing_crypto_is_no_way_to_clear_text(
    bench: Bench, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PreflightRefused, match="nothing is written without encryption"):
        bench.create()
    bench.assert_nothing_left()


def test_missing_codec_is_refused_before_anything_is_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(PreflightRefused, match="the module zstandard is not installed"):
        bench.create()
    monkeypatch.undo()
    assert not bench.folder.exists() or bench.backups() == []
    bench.create()
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(PreflightRefused, match="the module zstandard is not installed"):
        bench.restore()
    monkeypatch.undo()
    bench.assert_whole(1)


def test_age_encrypts_for_several(bench: Bench, tmp_path: Path) -> None:
    other = keygen(tmp_path / "other")
    bench.create(recipients=(bench.recipient, other))
    bench.assert_whole(1)
    bench.identity = tmp_path / "other"
    bench.assert_whole(1)
    assert Age((other,)).recipients == (other,)
