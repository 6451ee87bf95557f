"""An object store over HTTP: what it drops, answers late or not at all leaves no backup that is not whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from dbtool.backup import object_store
from dbtool.backup.crypt import key_for
from dbtool.backup.errors import StorageFailed
from dbtool.backup.repository import backups, folder_of, manifest_of
from dbtool.backup.restore import restore
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.store import Store, open_store
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.execute.progress import Silent
from tests.backup.s3 import BUCKET, DROP, Fault, NoServer, Proxy, s3_server
from tests.backup.support import Bench

# Rows that do not compress, so that there are several parts of the least size that S3 takes.
LARGE = """
CREATE TABLE noise AS SELECT i, string_agg(md5(random()::text || i || j), '') AS n
FROM generate_series(1, 20000) AS i, generate_series(1, 40) AS j GROUP BY i
"""
PART = 5 << 20


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    try:
        with s3_server() as port:
            yield port
    except NoServer as reason:
        pytest.skip(f"no server of S3: {reason}")


@pytest.fixture
def proxy(upstream: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    found = Proxy(upstream)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-store",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": found.url,
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(object_store, "PART_BYTES", PART)
    quick = {"init_backoff": timedelta(milliseconds=10), "max_backoff": timedelta(milliseconds=50), "base": 2}
    limits = {"max_retries": 3, "retry_timeout": timedelta(seconds=20), "backoff": quick}
    monkeypatch.setattr(object_store, "RETRY", limits)
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def large(bench: Bench) -> Bench:
    bench.execute(LARGE)
    return bench


def _store(bench: Bench) -> Store:
    return open_store(f"s3://{BUCKET}/{bench.name}")


def _whole(bench: Bench, store: Store, expected: int) -> None:
    """The oracle: what is listed restores, and nothing else can be seen."""
    found = backups(store, folder_of(bench.name))
    assert [each.broken for each in found] == [""] * expected
    known = {f"{each.folder}/{part.name}" for each in found for part in manifest_of(each).artifacts}
    known |= {f"{each.folder}/manifest.json" for each in found}
    known.add(f"{folder_of(bench.name)}/last-run.json")
    there = {entry.name for entry in store.names()}
    assert {name for name in there if "/verified-" not in name} <= known
    for each in found:
        into = f"{bench.name}_back{len(bench.made)}"
        bench.made.append(into)
        key = key_for("age", bench.identity)
        done = restore(store, each, key, bench.url, RestoreRequest(into=into), Silent())
        assert done.comparison.differences == ()


class Nth:
    """Fails the nth request of a sort and so many after it."""

    def __init__(
        self, method: str, number: int, times: int, fault: int | float | str, word: str = ""
    ) -> None:
        self._method, self._number, self._times, self._fault, self._word = method, number, times, fault, word
        self._count = 0

    def __call__(self, method: str, path: str) -> int | float | str | None:
        if method != self._method or self._word not in path:
            return None
        self._count += 1
        return self._fault if self._number <= self._count < self._number + self._times else None


def test_backup_in_a_store_over_http_restores(large: Bench, proxy: Proxy) -> None:
    store = _store(large)
    large.create(store=store)
    uploads = [path for method, path in proxy.seen if method == "PUT" and "partNumber" in path]
    assert len(uploads) >= 3
    assert verify(
        store, backups(store, folder_of(large.name))[0], large.key, VerifyRequest(level="decode"), Silent()
    ).ok
    _whole(large, store, 1)


PASSING: dict[str, Fault] = {
    "503 twice at the second part": Nth("PUT", 2, 2, 503, "partNumber"),
    "500 at the end of the upload": Nth("POST", 2, 1, 500, "uploadId"),
    "connection dropped at the third part": Nth("PUT", 3, 1, DROP, "partNumber"),
    "slow parts": Nth("PUT", 1, 3, 1.5, "partNumber"),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_tried_again(large: Bench, proxy: Proxy, name: str) -> None:
    store = _store(large)
    proxy.fault = PASSING[name]
    large.create(store=store)
    proxy.fault = lambda _method, _path: None
    _whole(large, store, 1)


LASTING: dict[str, Fault] = {
    "503 from the second part on": Nth("PUT", 2, 10_000, 503, "partNumber"),
    "connections dropped from the second part on": Nth("PUT", 2, 10_000, DROP, "partNumber"),
    "503 for the manifest": Nth("PUT", 1, 10_000, 503, "manifest.json"),
    "403 for the manifest": Nth("PUT", 1, 10_000, 403, "manifest.json"),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_publishes_nothing(large: Bench, proxy: Proxy, name: str) -> None:
    store = _store(large)
    proxy.fault = LASTING[name]
    with pytest.raises(StorageFailed) as caught:
        large.create(store=store)
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in f"{caught.value} {caught.value.hint}"
    proxy.fault = lambda _method, _path: None
    _whole(large, store, 0)
    large.create(store=store)
    _whole(large, store, 1)


def test_store_that_breaks_off_while_it_is_read_restores_nothing(large: Bench, proxy: Proxy) -> None:
    store = _store(large)
    large.create(store=store)
    (found,) = backups(store, folder_of(large.name))
    proxy.fault = Nth("GET", 1, 10_000, 503, "dump")
    into = f"{large.name}_back"
    with pytest.raises(StorageFailed):
        restore(store, found, key_for("age", large.identity), large.url, RestoreRequest(into=into), Silent())
    assert large.execute(f"SELECT count(*) FROM pg_database WHERE datname = '{into}'") == [(0,)]
    proxy.fault = lambda _method, _path: None
    _whole(large, store, 1)


def test_command_line_says_what_the_store_said(large: Bench, proxy: Proxy) -> None:
    place = ("--to", f"s3://{BUCKET}/{large.name}")
    done = large.run("backup", "create", large.name, "--url", large.url, *place)
    assert done.returncode == 0, done.stderr
    missing = large.run("backup", "create", large.name, "--url", large.url, "--to", "s3://no-such-bucket/x")
    assert missing.returncode == 1
    assert "NoSuchBucket" in missing.stderr
    assert "a-secret-of-the-store" not in missing.stderr
