"""A database built on scratch as it stands, for what is to be tried in it before the plan begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from dbtool.errors import PlanNotProved
from dbtool.execute.bench import Bench, bench_at, roles_of, steps_between
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.model.database import Database
from dbtool.model.fact import Fact

Scratch = Callable[[], AbstractContextManager[str]]


@contextmanager
def staged(scratch: Scratch, start: Database, more: Iterable[Fact] = ()) -> Iterator[Bench]:
    """Give a bench that holds `start`, with the roles that `more` mentions too.

    Errors: PlanNotProved where scratch refuses what is there.
    """
    with scratch() as url, bench_at(url, roles_of([*start.facts.values(), *more])) as bench:
        version = bench.connection.info.server_version
        held = as_scratch_holds(start)
        failures = bench.run(steps_between(bench.base, held, online=False, version=version))
        if failures:
            said = failures[0]
            raise PlanNotProved(
                f"scratch cannot take the present state, to try in it what comes first: {said.message}",
                hint=said.hint,
            )
        yield bench
