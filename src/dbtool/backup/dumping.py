"""pg_dump of one snapshot: its archive is read as it comes, its exit status says whether that is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dbtool.backup.process import Child, environment
from dbtool.backup.request import BackupRequest
from dbtool.backup.tools import Tools
from dbtool.execute.progress import Progress


def packs(tools: Tools, request: BackupRequest) -> bool:
    """Say whether pg_dump compresses: then a quarter of the bytes come here, and a restore reads as few.

    A rate is one of plain text, and pg_dump has no threads.
    """
    return tools.packs and not request.rate and not request.threads


@contextmanager
def dumping(
    tools: Tools,
    url: str,
    snapshot: str,
    request: BackupRequest,
    arguments: Sequence[str],
    progress: Progress,
    each: Callable[[str], None],
) -> Iterator[Child]:
    """Give a running pg_dump; `each` takes its lines, its warnings are told at its end.

    Errors: BackupFailed, from the child's `wait`, which the reader of its archive calls.
    """
    compress = f"zstd:level={request.level}" if packs(tools, request) else "0"
    argv: list[str | Path] = [
        tools.path("pg_dump"), "--format=custom", f"--compress={compress}", "--no-password", "--verbose",
        f"--snapshot={snapshot}", *arguments,
    ]  # fmt: skip
    if request.lock_wait_ms:
        argv.append(f"--lock-wait-timeout={request.lock_wait_ms}")
    child = Child(argv, environment=environment(url, PGAPPNAME="dbtool backup"), each=each)
    limit = threading.Timer(
        request.timeout_ms / 1000, child.end, [f"it took longer than {request.timeout_ms} ms"]
    )
    if request.timeout_ms:
        limit.daemon = True
        limit.start()
    try:
        yield child
        for warning in child.warnings:
            progress.warn(f"pg_dump: {warning}")
    finally:
        limit.cancel()
        child.close()
