"""Tries the acceptance cases of public schema tools with dbtool: `python -m tests.suites --help`."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import sys
from pathlib import Path

from tests.suites.dbtool_command import in_a_process, in_here
from tests.suites.pair import Pair, Result
from tests.suites.postgres import Postgres
from tests.suites.readers import READERS, read_checkout
from tests.suites.results import kept, line, table, write
from tests.suites.trial import Trial

STOPPED = 143


class Stopped(BaseException):
    """A signal came. Not a SystemExit: dbtool's own end, run in this process, is one."""


def main() -> int:
    """Give 1 if a pair failed. Stopped by a signal, it still drops what it made."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _tried(_parser().parse_args())
    except Stopped:
        return STOPPED


def _stop(*_: object) -> None:
    raise Stopped


def _tried(asked: argparse.Namespace) -> int:
    pairs = [pair for checkout in asked.checkout for pair in read_checkout(checkout)]
    pairs = [pair for pair in pairs if any(part in _full_name(pair) for part in asked.only or [""])]
    if asked.list:
        print(*map(_full_name, pairs), sep="\n")
        return 0
    results = kept(asked.json) if asked.resume else {}
    if asked.failing:
        results = {key: result for key, result in kept(asked.json).items() if not result.failed}
    trial = _trial(asked)
    for pair in pairs:
        if (pair.suite, pair.name) not in results:
            result = results[pair.suite, pair.name] = trial.of(pair)
            _report(result, asked)
            if asked.json:
                write(asked.json, results.values())
    tried = [results[pair.suite, pair.name] for pair in pairs]
    print(table(tried))
    return int(any(result.failed for result in tried))


def _report(result: Result, asked: argparse.Namespace) -> None:
    if result.failed:
        print(line(result), flush=True)
        if asked.verbose:
            print(result.reason, flush=True)
    elif asked.verbose:
        print(f"{result.outcome}: {result.suite}: {result.name}", flush=True)


def _full_name(pair: Pair) -> str:
    return f"{pair.suite}: {pair.name}"


def _trial(asked: argparse.Namespace) -> Trial:
    if not asked.url:
        raise SystemExit("no server: give --url or set DBTOOL_TEST_URL")
    postgres = Postgres(
        url=asked.url,
        psql=_program("psql", asked),
        pg_dump=_program("pg_dump", asked),
        run=secrets.token_hex(3),
    )
    return Trial(postgres, in_here if asked.fast else in_a_process, asked.scratch_url or asked.url)


def _program(name: str, asked: argparse.Namespace) -> str:
    found = shutil.which(name, path=asked.bin_dir)
    return found or sys.exit(f"there is no {name}; give --bin-dir")


def _parser() -> argparse.ArgumentParser:
    known = ", ".join(reader.suite for reader in READERS)
    parser = argparse.ArgumentParser(prog="python -m tests.suites", description=__doc__)
    parser.add_argument("checkout", nargs="+", type=Path, help=f"folder with a checkout of one of: {known}")
    server = parser.add_argument_group("server")
    server.add_argument(
        "--url",
        default=os.environ.get("DBTOOL_TEST_URL"),
        help="a superuser's URL; databases and roles are made there and dropped (DBTOOL_TEST_URL)",
    )
    server.add_argument("--scratch-url", help="dbtool's scratch server; the same one if not given")
    server.add_argument("--bin-dir", help="where psql and pg_dump are; PATH if not given")
    what = parser.add_argument_group("what is tried")
    what.add_argument("--only", action="append", metavar="TEXT", help="pairs with TEXT in `suite: name`")
    what.add_argument("--list", action="store_true", help="list the pairs and try none")
    what.add_argument("--resume", action="store_true", help="skip pairs that have a result in --json FILE")
    what.add_argument("--failing", action="store_true", help="try those again that failed in --json FILE")
    what.add_argument("--fast", action="store_true", help="run dbtool in this process")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write results there, after each pair")
    parser.add_argument("--verbose", "-v", action="store_true", help="print the whole reason of a failure")
    return parser


if __name__ == "__main__":
    sys.exit(main())
