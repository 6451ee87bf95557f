"""The long run: `python -m tests.property.fuzz --pairs 10000 --seed 1`, or `make fuzz ARGS="--pairs 10000"`.

Each round draws chains of schemas from a seed of its own. A failure is shrunk, written to the folder as a
case that tests/cases takes, and the run goes on. Exit status 1 if there was any.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st

from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server
from tests.property.drawing import chains
from tests.property.dumped import program_for
from tests.property.grammar import Schema
from tests.property.pair import Failed
from tests.property.session import Session
from tests.property.shrinking import shrunk
from tests.property.side import NotBuilt

CHAINS_PER_ROUND = 10
# One pair in so many chains goes dbtool's whole way, proofs included, which takes ten times as long.
RARELY = st.integers(0, 19).map(lambda number: number == 19)


@dataclass(slots=True)
class Tally:
    """What the rounds gave: pairs that passed, failures and schemas that the server refuses by the reason.

    Shape: `compared` and `emptied` are of the session's rows.
    """

    pairs: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    emptied: int = 0


class Fuzzer:
    """Rounds of one process, on one session."""

    def __init__(self, session: Session, folder: Path, shrink: bool) -> None:
        self._session = session
        self._folder = folder
        self._shrink = shrink
        self.tally = Tally()

    def round(self, seed: int) -> None:
        """Try the chains of one seed; write down what fails."""

        def attempt(drawn: list[Schema], thorough: bool) -> None:
            try:
                self._session.chain(drawn[:2] if thorough else drawn, thorough=thorough)
            except NotBuilt as error:
                self._session.refused[str(error)] += 1
            except Failed as error:
                self._write(self._small(error, thorough) if self._shrink else error, seed)

        # What fails is made smaller here, by whole parts, and not by hypothesis, by the numbers drawn.
        settings = hypothesis.settings(
            max_examples=CHAINS_PER_ROUND,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        hypothesis.seed(seed)(settings(hypothesis.given(chains(), RARELY)(attempt)))()
        self.tally.pairs, self.tally.refused = self._session.pairs, self._session.refused
        rows = self._session.rows
        self.tally.compared, self.tally.emptied = rows.compared, rows.emptied

    def _small(self, error: Failed, thorough: bool) -> Failed:
        """Give the failure made small; what is tried for that counts for nothing."""
        pairs, refused = self._session.pairs, self._session.refused.copy()
        try:
            return shrunk(error, partial(self._session.chain, thorough=thorough))
        finally:
            self._session.pairs, self._session.refused = pairs, refused

    def _write(self, error: Failed, seed: int) -> None:
        name = f"{seed}_{sha256(error.case.encode()).hexdigest()[:8]}"
        reason = " / ".join(str(error).splitlines()[:2])[:300]
        self.tally.failures[reason] += 1
        sys.stderr.write(f"{name}: {reason}\n")
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{name}.yml").write_text(error.case, encoding="utf-8")


def main() -> int:
    """Run until there are enough pairs, or the time is over."""
    arguments = _parser().parse_args()
    # A process that is started in the background is deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with closing(acquire_server(say=lambda text: print(text, file=sys.stderr))) as server:
        return _run(arguments, server)


def _run(arguments: argparse.Namespace, server: Server) -> int:
    seed = arguments.seed if arguments.seed is not None else int.from_bytes(os.urandom(3))
    program = program_for(server)
    dumps = "" if program else "; no pg_dump of the server's version, so that dumps are not compared"
    sys.stderr.write(f"seed {seed}, failures go to {arguments.folder}{dumps}\n")
    work = partial(_process, arguments=arguments, seed=seed, url=server.url, program=program)
    if arguments.processes == 1:
        tallies = [work(0)]
    else:
        with ProcessPoolExecutor(arguments.processes) as pool:
            tallies = list(pool.map(work, range(arguments.processes)))
    _report(tallies)
    return 1 if any(tally.failures for tally in tallies) else 0


def _process(
    number: int, *, arguments: argparse.Namespace, seed: int, url: str, program: str | None
) -> Tally:
    logging.disable(logging.WARNING)
    session = Session(url, f"fuzz_{os.getpid()}", program)
    fuzzer = Fuzzer(session, arguments.folder, arguments.shrink)
    started, wanted = time.monotonic(), arguments.pairs / arguments.processes
    rounds = 0
    try:
        while session.pairs < wanted and time.monotonic() - started < arguments.minutes * 60:
            # Far apart, so that no two processes draw the same.
            fuzzer.round(seed * 1_000_000 + number * 100_000 + rounds)
            rounds += 1
            _progress(number, fuzzer.tally, time.monotonic() - started)
    except KeyboardInterrupt:
        pass
    finally:
        session.close()
    return fuzzer.tally


def _progress(number: int, tally: Tally, seconds: float) -> None:
    failed = sum(tally.failures.values())
    sys.stderr.write(
        f"[{number}] {seconds:6.0f} s  {tally.pairs} pairs, {failed} failures, "
        f"{sum(tally.refused.values())} schemas refused\n"
    )


def _report(tallies: list[Tally]) -> None:
    pairs = sum(tally.pairs for tally in tallies)
    failures = sum((tally.failures for tally in tallies), Counter[str]())
    refused = sum((tally.refused for tally in tallies), Counter[str]())
    sys.stdout.write(f"{pairs} pairs passed, each there and back; {sum(failures.values())} failures\n")
    for reason, count in failures.most_common():
        sys.stdout.write(f"  {count} x {reason}\n")
    compared, emptied = (sum(getattr(tally, name) for tally in tallies) for name in ("compared", "emptied"))
    sys.stdout.write(f"{compared} tables with rows were compared; {emptied} plans could not keep some row\n")
    sys.stdout.write(f"{sum(refused.values())} schemas were left out, since the server refuses them\n")
    for reason, count in refused.most_common(20):
        sys.stdout.write(f"  {count} x {reason[:300]}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make fuzz", description="Bring random databases to one another.")
    parser.add_argument("--pairs", type=int, default=1000, help="how many have to pass (1000)")
    parser.add_argument("--minutes", type=float, default=24 * 60, help="when to stop in any case")
    parser.add_argument("--seed", type=int, help="the same seed draws the same pairs; else another each time")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("fuzz-failures"), help="for what fails")
    parser.add_argument("--no-shrink", dest="shrink", action="store_false", help="write failures as they are")
    return parser


if __name__ == "__main__":
    sys.exit(main())
