"""Plans: the statements that carry out changes, in order, each with what it locks and risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dbtool.model.access import AccessChange
from dbtool.model.change import AnyChange, Change
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do to one object: a verb of its kind's templates, and the children that go inside.

    Shape: `verb` is `create`, `alter` or `drop`, or one that comes in between: `fill` for the rows of what is
           made anew; `stub`, `blank` and `aside` for what stands in a circle of needs. `inside` holds the
           facts that stand inside a `create`, or that a `drop` takes along.
    """

    verb: str
    change: Change
    inside: tuple[Fact, ...] = ()

    @property
    def key(self) -> Key:
        return self.change.key


@dataclass(frozen=True, slots=True)
class Step:
    """One statement.

    Shape: `note` says what it does; `lock` is the strongest lock and on what, empty for none;
           `hazards` are hazard names (`deletes-data`); `recover` clears what an interrupted run of a
           statement outside a transaction leaves behind; `fills` is for what concerns rows alone, of which
           scratch has none; `fresh` asks for a session of its own, as whose first statement it runs;
           `patient` waits long for its locks, because it blocks neither readers nor writers meanwhile;
           `password_of` names the role whose password the runner sets right after the statement, from the
           environment variable `password_from`; `secrets` names the variables whose value the runner puts
           in the place of the constants 'env:NAME'. A
           `community` step `declares` the facts that hold after it and `withdraws` those that no longer do,
           for servers that cannot hold them. `access` says what the change that the step belongs to does to
           who may reach what (`wider: gives SELECT`), empty where it concerns nobody.
    """

    sql: str
    key: Key
    note: str
    lock: str = ""
    hazards: tuple[str, ...] = ()
    transactional: bool = True
    alone: bool = False
    fresh: bool = False
    community: bool = False
    fills: bool = False
    recover: str | None = None
    patient: bool = False
    password_of: str | None = None
    password_from: str | None = None
    secrets: tuple[str, ...] = ()
    declares: tuple[Fact, ...] = ()
    withdraws: tuple[Key, ...] = ()
    access: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered steps with the fingerprint of the database that they were made for.

    Shape: `access` has the changes that concern who may reach what.
    """

    steps: tuple[Step, ...]
    changes: tuple[AnyChange, ...] = ()
    fingerprint: str = ""
    access: Mapping[Key, AccessChange] = field(default_factory=dict)
    touched: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    @property
    def batches(self) -> tuple[tuple[Step, ...], ...]:
        """The steps in runs that each fit one transaction; a step that must stand alone is its own."""
        found: list[list[Step]] = []
        for step in self.steps:
            joins = found and step.transactional and not step.alone
            if joins and found[-1][-1].transactional and not found[-1][-1].alone:
                found[-1].append(step)
            else:
                found.append([step])
        return tuple(tuple(batch) for batch in found)

    @property
    def hazards(self) -> tuple[str, ...]:
        """The names of all hazards in the plan, sorted."""
        return tuple(sorted({hazard for step in self.steps for hazard in step.hazards}))
