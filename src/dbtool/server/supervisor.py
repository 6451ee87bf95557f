"""The process that owns a started sandbox: acquires the server, publishes it, and takes it away when told.

Until the starter says `keep` on stdin, its end is the sandbox's end: a killed `start` leaves nothing. stdout
carries JSON lines for the starter: `say`, then `error` or `ready`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from dbtool.errors import DbtoolError
from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server
from dbtool.server.runtime import locked
from dbtool.server.sandbox import LIVING, STATE, write_state

ENDINGS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCH_SECONDS = 1


def main(folder: Path, provider: str | None) -> int:
    with locked(folder / LIVING):
        try:
            server = acquire_server(provider, say=lambda line: _tell(say=line))
        except DbtoolError as error:
            _tell(error=error.message, hint=error.hint)
            return 1
        # Until here a signal may simply kill: the server goes with its owner, and children inherit no mask.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        try:
            write_state(folder, server)
            _tell(ready=True)
            if sys.stdin.readline() == "keep\n":
                _let_go()
                _wait(server)
        finally:
            (folder / STATE).unlink(missing_ok=True)
            server.close()
    return 0


def _tell(**event: object) -> None:
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        # The starter is gone; from /dev/null no `keep` will come.
        _let_go()


def _let_go() -> None:
    """Leave the starter's streams, which close with it."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    os.close(null)


def _wait(server: Server) -> None:
    """Wait for an ending, or for the server's own."""
    while server.alive():
        if signal.sigtimedwait(ENDINGS, WATCH_SECONDS):
            return


if __name__ == "__main__":
    # A grandchild, so that the starter has nobody to wait for later.
    if os.fork():
        os._exit(0)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
