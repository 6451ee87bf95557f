"""The proof of a plan: scratch takes the start, runs the plan, and must then be the wanted database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dbtool.diff.differ import diff
from dbtool.errors import PlanNotProved
from dbtool.execute.bench import Bench, bench_at, grantors_of, roles_of, steps_between
from dbtool.execute.runner_role import under_name
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.kinds import BY_NAME
from dbtool.kinds.edges import with_own_rights
from dbtool.model.change import Alter, Change
from dbtool.model.database import Database
from dbtool.model.plan import Step

NAMED = 5


class NotRunnable(PlanNotProved):
    """A statement failed on scratch."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof found.

    Shape: `reached` is scratch after the plan; `missing` are the changes that were still needed there and
           that a second round made, such as revoking what default privileges gave a new table.
    """

    reached: Database
    missing: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A plan to be proved: `steps` lead from `start` to `wanted` on a server of `version`."""

    start: Database
    wanted: Database
    steps: Sequence[Step]
    version: int


def prove(
    url: str, ways: Sequence[Way], *, runner: str | None = None, base: Database | None = None
) -> list[Proof]:
    """Run each plan on scratch, and what is then missing as a second round.

    Shape: `url` is of an empty scratch database. A way that begins just where the one before has ended, as
           the way back does, goes on from there. What scratch never holds (roles, policies of TimescaleDB) is
           not part of the proof. `runner` is who will run the plans, where that is known: what holds for new
           objects of that role holds on scratch for those of the builder. `base` as for `bench_at`.
    Errors: PlanNotProved when a statement fails or the second round does not reach `wanted`.
    """
    proofs: list[Proof] = []
    while len(proofs) < len(ways):
        proofs += _proved_together(url, ways[len(proofs) :], runner, base)
    return proofs


def _proved_together(url: str, ways: Sequence[Way], runner: str | None, base: Database | None) -> list[Proof]:
    """Prove the first way, and those after it that begin where it has ended."""
    facts = [fact for way in ways for side in (way.start, way.wanted) for fact in side.facts.values()]
    proofs: list[Proof] = []
    with bench_at(url, roles_of(facts), base=base, grantors=grantors_of(facts)) as bench:
        mine, there = runner or bench.builder, None
        for way in ways:
            wanted = as_scratch_holds(way.wanted)
            start = _without_undeclared_owners(as_scratch_holds(way.start), wanted)
            start = _past_what_must_be_committed(start, wanted)
            before, after = (under_name(side, mine, bench.builder) for side in (start, wanted))
            if there and there.facts != before.facts:
                break
            try:
                if not there:
                    _build(bench, before)
                proof = _prove(bench, way, before, with_own_rights(after, bench.builder))
            except NotRunnable as error:
                unmanaged = tuple(sorted({*way.start.unmodelled, *way.wanted.unmodelled}))
                raise _with_suspects(error, unmanaged) from None
            there = proof.reached
            reached = under_name(there, bench.builder, mine)
            proofs.append(Proof(reached, tuple(diff(reached, with_own_rights(wanted, mine)))))
            if proof.missing:
                break
    return proofs


def _build(bench: Bench, start: Database) -> None:
    version = bench.connection.info.server_version
    steps = steps_between(bench.base, start, online=False, version=version)
    _run(bench, steps, "scratch cannot take the present state")


def _prove(bench: Bench, way: Way, start: Database, wanted: Database) -> Proof:
    version = bench.connection.info.server_version
    _run(bench, _steps(way, start, wanted, version), "the plan does not run on scratch")
    reached = as_scratch_holds(bench.read())
    missing = tuple(diff(reached, wanted))
    if missing:
        _run(
            bench,
            steps_between(reached, wanted, online=True, version=version),
            "the plan's second round fails",
        )
        left = diff(as_scratch_holds(bench.read()), wanted)
        if left:
            names = ", ".join(str(change.key) for change in left[:5])
            raise PlanNotProved(
                f"the plan, run on scratch, does not give the wanted database: {names} still differ",
                hint="this is a fault of dbtool: please report it with `dbtool diff --format json`",
            )
    return Proof(reached, missing)


def _steps(way: Way, start: Database, wanted: Database, version: int) -> Iterable[Step]:
    """Give the plan's own steps if scratch holds just what they are for, and can take them."""
    same = start.facts == way.start.facts and wanted.facts == way.wanted.facts
    possible = all(step.transactional and not step.fresh for step in way.steps)
    if same and possible and version // 10000 == way.version // 10000:
        return way.steps
    return steps_between(start, wanted, online=True, version=version)


def _with_suspects(error: NotRunnable, unmanaged: tuple[str, ...]) -> NotRunnable:
    """Give the error with what scratch lacks, since no kind manages it: it may be the cause."""
    if not unmanaged:
        return error
    names = ", ".join([*unmanaged[:NAMED], *(["…"] if len(unmanaged) > NAMED else [])])
    return NotRunnable(
        error.message,
        hint=f"dbtool does not manage these yet, and what uses them cannot be proved: {names}",
        origin=error.origin,
    )


def _without_undeclared_owners(start: Database, wanted: Database) -> Database:
    """Give the start with one owner for all that no definition gives one.

    On the live server that is who runs the plan; on scratch it would be another role than what the plan makes
    has, and the server asks for one owner of a table and its sequence.
    """
    no_owner: dict[str, Any] = {"owner": None}
    facts = {
        key: replace(fact, **no_owner)
        if getattr(fact, "owner", None) and not getattr(wanted.facts.get(key), "owner", None)
        else fact
        for key, fact in start.facts.items()
    }
    return replace(start, facts=facts)


def _past_what_must_be_committed(start: Database, wanted: Database) -> Database:
    """Give the start with those changes made that nothing may use in the transaction which makes them.

    The proof is one transaction, and the server refuses a new label of an enum until its own has ended.
    """
    made = {
        change.key: change.new
        for change in diff(start, wanted)
        if isinstance(change, Alter) and BY_NAME[change.key.kind].usable_after_commit
    }
    return replace(start, facts={**start.facts, **made})


def _run(bench: Bench, steps: Iterable[Step], problem: str) -> None:
    failures = bench.run(steps)
    if failures:
        raise NotRunnable(f"{problem}: {failures[0].message}", hint=failures[0].hint)
