"""What the probe has seen: one finding for one defect, whichever role or statement showed it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dbtool.rls.finding import Evidence, Finding, Inconclusive, Severity
from dbtool.rls.probe.states import Actor, State

MESSAGES: dict[str, tuple[Severity, str, str]] = {
    "RLS201": (
        "error",
        "The role reads rows of another tenant from a view of somebody whom row security does not bind.",
        "ALTER VIEW … SET (security_invoker = true).",
    ),
    "RLS202": (
        "error",
        "The role reads rows of another tenant from a materialized view.",
        "Revoke SELECT on it and grant a security_barrier view over it.",
    ),
    "RLS203": (
        "error",
        "The role reads rows of another tenant from a continuous aggregate.",
        "Revoke SELECT on it and grant a security_barrier view over it.",
    ),
    "RLS204": (
        "error",
        "A SECURITY DEFINER function gives the role rows of another tenant, or changes them.",
        "Have the function compare with the setting, or revoke EXECUTE on it from the role and PUBLIC.",
    ),
    "RLS206": (
        "error",
        "Rows of another tenant are read from the partition or heir by its own name.",
        "Revoke what is granted on it, or enable row security on it as on its parent.",
    ),
    "RLS207": (
        "error",
        "Rows of another tenant are read from a chunk by its own name.",
        "Enable row security without a policy on each chunk, or grant a barrier view instead.",
    ),
    "RLS208": (
        "error",
        "The role empties the table, rows of other tenants among them.",
        "REVOKE TRUNCATE from the role.",
    ),
    "RLS211": (
        "error",
        "Rows of another tenant are copied into a table that everyone reads.",
        "Give the copy a tenant and a policy, or revoke SELECT on it.",
    ),
    "RLS231": (
        "error",
        "A function in a query's condition sees rows of another tenant before the view leaves them out.",
        "ALTER VIEW … SET (security_barrier = true).",
    ),
    "RLS501": (
        "error",
        "What the role reads changes with rows of another tenant.",
        "Narrow what it reads to the tenant in the setting.",
    ),
    "RLS502": (
        "error",
        "The role inserts rows for another tenant.",
        "Give the policy for INSERT a WITH CHECK on the tenant.",
    ),
    "RLS503": (
        "warning",
        "The role inserts rows that belong to no tenant.",
        "Set the tenant's column NOT NULL, or let WITH CHECK refuse NULL.",
    ),
    "RLS504": (
        "error",
        "The role updates rows of another tenant.",
        "Give the policy for UPDATE a USING on the tenant.",
    ),
    "RLS505": (
        "error",
        "The role deletes rows of another tenant.",
        "Give the policy for DELETE a USING on the tenant.",
    ),
    "RLS506": (
        "error",
        "The role gives its rows to another tenant.",
        "Give the policy for UPDATE a WITH CHECK on the tenant.",
    ),
    "RLS507": (
        "error",
        "The role changes rows of another tenant by ON CONFLICT or MERGE.",
        "Give the policies for SELECT and UPDATE a USING on the tenant.",
    ),
    "RLS508": (
        "error",
        "A session without a tenant reaches rows of tenants.",
        "Compare with NULLIF(current_setting(…, true), '') so that no tenant means no row.",
    ),
    "RLS511": (
        "warning",
        "The role does not reach the rows of its own tenant.",
        "Let a permissive policy for the role and command admit the tenant's own rows.",
    ),
    "RLS512": (
        "warning",
        "A row is attached to another tenant's row by a foreign key, which row security does not see.",
        "Put the tenant's column into the foreign key.",
    ),
    "RLS513": (
        "warning",
        "A unique key tells whether another tenant has a value.",
        "Put the tenant's column into the unique key.",
    ),
    "RLS514": (
        "error",
        "A prepared statement gives one tenant the rows of the one before on the same connection.",
        "Mark functions that read a setting or the current user STABLE, not IMMUTABLE.",
    ),
}


# What is open to everyone is open to a session without a tenant, too: that is no second defect.
_OPEN = {
    "select": ("RLS501", "RLS201", "RLS202", "RLS203", "RLS206", "RLS207", "RLS211"),
    "insert": ("RLS502",),
    "update": ("RLS504", "RLS506", "RLS507"),
    "delete": ("RLS505",),
}
_ONCE = frozenset({"RLS508", "RLS511"})
_ORDER = ("select", "insert", "update", "delete")


@dataclass(slots=True)
class Ledger:
    """Findings, what was not to be told, and what was tried without anything being found."""

    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    inconclusive: dict[tuple[str, str], Inconclusive] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    _roles: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def add(
        self,
        id: str,
        object: str,
        actor: Actor,
        state: State,
        says: str,
        *,
        command: str,
        statement: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Take in a defect; one that is known already gets one more role."""
        known = (object, id, command)
        roles = self._roles.setdefault(known, [])
        if actor.role not in roles:
            roles.append(actor.role)
        if known in self.findings:
            return
        usual, message, fix = MESSAGES[id]
        witness: dict[str, Any] = {"session": dict(state.settings), "roles": roles}
        if actor.becomes != actor.role:
            witness["set role"] = actor.becomes
        self.findings[known] = Finding(
            id=id,
            severity=severity or usual,
            object=object,
            message=message,
            evidence=Evidence(
                engine="probe", says=f"With {state.said}, {says}.", statement=statement, witness=witness
            ),
            fix=fix,
            role=actor.role,
            command=command,
        )

    def doubt(self, object: str, reason: str, role: str | None = None, command: str | None = None) -> None:
        """Take in what could not be tested."""
        found = Inconclusive(object=object, reason=reason, engine="probe", role=role, command=command)
        self.inconclusive.setdefault((object, reason), found)

    def has(self, object: str, *ids: str) -> bool:
        """Say whether a finding with one of the ids is known of an object."""
        return any(known[0] == object and known[1] in ids for known in self.findings)

    def found(self) -> Sequence[Finding]:
        """Give the findings in the order of object, id and command."""
        found: dict[tuple[str, str, str], Finding] = {}
        for (object, id, command), finding in sorted(self.findings.items(), key=_place):
            if id == "RLS508" and self.has(object, *_OPEN.get(command, ())):
                continue
            # What is open without a tenant, or closed to all, is so by one cause for every command.
            found.setdefault((object, id, "" if id in _ONCE else command), finding)
        return list(found.values())

    def clear(self) -> Sequence[str]:
        """Give the functions that were called and told nothing, whoever called them."""
        doubted = {object for object, _reason in self.inconclusive}
        return sorted(self.cleared - doubted - {object for object, _id, _command in self.findings})


def _place(known: tuple[tuple[str, str, str], Finding]) -> tuple[str, str, int]:
    (object, id, command), _finding = known
    return object, id, _ORDER.index(command) if command in _ORDER else len(_ORDER)
