"""The two invented tenants, A and B, with who acts for each: their values in every type a column may have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from dbtool.model.tenancy import Tenancy
from dbtool.rls.evaluate.valid import Valid

Party = Literal["A", "B"]
Part = Literal["tenant", "principal"]
PARTIES: tuple[Party, Party] = ("A", "B")

# The texts of which the first that a type takes is the value; `{}` is a number of four digits.
_SHAPES = (
    "d0000000-0000-4000-8000-00000000{}",
    "{}",
    "{}-01-01",
    "invented-{}",
    "10.0.{}.1",
    '{{"invented": {}}}',
)
_SAMPLE = 3000
_NUMBERS: Mapping[tuple[Part, Party], int] = {
    ("tenant", "A"): 2101,
    ("tenant", "B"): 2102,
    ("principal", "A"): 2201,
    ("principal", "B"): 2202,
}


class Parties:
    """Who the two tenants are.

    Shape: the declared values where a type takes them, invented ones elsewhere. Who asks is the tenant itself
           unless another setting says who asks, or its values are declared.
    """

    def __init__(self, tenancy: Tenancy, valid: Valid) -> None:
        self._tenancy = tenancy
        self._valid = valid

    def value(self, part: Part, party: Party, type_name: str) -> str | None:
        """Give a party's value in a type, None where the type takes nothing that is known here."""
        number = _NUMBERS[part if self._apart else "tenant", party]
        return self._valid.first(type_name, [*self._declared(part, party), *shapes(number)])

    def session(self, party: Party) -> Mapping[str, str]:
        """Give the settings that say who asks, in a session of one party."""
        tenancy = self._tenancy
        principal = tenancy.principal
        found = {tenancy.setting: self._set("tenant", party, tenancy.type)}
        if principal is not None:
            found[principal.setting] = self._set("principal", party, principal.type)
        return found

    def _set(self, part: Part, party: Party, type_name: str) -> str:
        """Give what a setting is set to: what is declared, whatever that is, else a value of its type."""
        return next(self._said(part, party), None) or self.value(part, party, type_name) or ""

    def named(self, role: str) -> Party | None:
        """Give the party whose declared value is the name of a role, where each tenant has a role."""
        principal = self._tenancy.principal
        for values in (self._tenancy.tenants, principal.values if principal else None):
            if values and role in values:
                return PARTIES[values.index(role)]
        return None

    def alike(self, type_name: str) -> Sequence[str]:
        """Give values that are not A but much like it: by which A would be taken for a part or a pattern."""
        tenant = self.value("tenant", "A", type_name)
        if tenant is None:
            return ()
        ends = (tenant[:-1] + _another(tenant[-1:]), _another(tenant[:1]) + tenant[1:])
        near = [*ends, tenant + "0", "9" + tenant, tenant[:-1]]
        if self._valid.keep(type_name, ["any text"]):
            near += [tenant.swapcase(), tenant + "x", "x" + tenant]
        known = ("", tenant, self.value("tenant", "B", type_name))
        return self._valid.keep(type_name, [value for value in near if value not in known])

    def key(self, type_name: str, number: int) -> str | None:
        """Give the value that stands for a number in a type, another one for each number."""
        for shape in _SHAPES:
            if self._valid.keep(type_name, [shape.format(_SAMPLE)]):
                return shape.format(number)
        return None

    @property
    def _apart(self) -> bool:
        """Say whether who asks has values other than the tenants'."""
        principal = self._tenancy.principal
        return principal is not None and (
            principal.setting != self._tenancy.setting or principal.values is not None
        )

    def _declared(self, part: Part, party: Party) -> Iterator[str]:
        """Give the declared values that a column may hold: of a setting that is an object what is in it."""
        principal = self._tenancy.principal
        column = principal.column if part == "principal" and principal else self._tenancy.tenant_column
        for text in self._said(part, party):
            claims = _object(text)
            yield from [text] if claims is None else _first(claims, column)

    def _said(self, part: Part, party: Party) -> Iterator[str]:
        at = PARTIES.index(party)
        principal = self._tenancy.principal
        if part == "principal" and self._apart:
            if principal is not None and principal.values is not None:
                yield principal.values[at]
        elif self._tenancy.tenants is not None:
            yield self._tenancy.tenants[at]


def _object(text: str) -> Mapping[str, object] | None:
    """Give the JSON object that a text is, None where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _first(claims: Mapping[str, object], column: str | None) -> Iterator[str]:
    """Give the values of an object and of those in it, what is called like the column first."""
    found = list(_leaves(claims))
    yield from (value for name, value in sorted(found, key=lambda leaf: leaf[0] != column))


def _leaves(claims: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in claims.items():
        if isinstance(value, dict):
            yield from _leaves(value)
        elif isinstance(value, (str, int)):
            yield name, str(value)


def _another(sign: str) -> str:
    return "1" if sign == "0" else "0"


def shapes(number: int) -> Iterator[str]:
    """Give an invented value in the shapes of which a type takes one."""
    return (shape.format(number) for shape in _SHAPES)
