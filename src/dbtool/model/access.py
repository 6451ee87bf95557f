"""What a change does to who may reach what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from dbtool.model.fact import Fact

# What becomes of rights that no definition names: those on managed objects are revoked (adopt), none is
# (additive), or memberships among declared roles end, too (authoritative).
Access = Literal["adopt", "additive", "authoritative"]
ACCESS: tuple[Access, ...] = get_args(Access)
Effect = Literal["tighter", "wider", "incomparable"]
# The hazard of a change by which somebody may reach more than before, or may.
HAZARD = "changes-access"


@dataclass(frozen=True, slots=True)
class AccessChange:
    """What one change does to access.

    Shape: `reason` says why in a few words; `witness` is a row and the session that reaches it after the
           change and not before, or the other way round, where one was looked for.
    """

    effect: Effect
    reason: str
    witness: str | None = None

    def __str__(self) -> str:
        shown = f", for instance {self.witness}" if self.witness else ""
        return f"{self.effect}: {self.reason}{shown}"


class Compare(Protocol):
    """Compares the policies of one table before and after a change, by asking a server.

    Gives what the change lets through, or None where that cannot be told.
    """

    def __call__(
        self, table: tuple[str, str], old: Sequence[Fact], new: Sequence[Fact]
    ) -> AccessChange | None: ...


def unknown(table: tuple[str, str], old: Sequence[Fact], new: Sequence[Fact]) -> AccessChange | None:
    """Give no answer: without a server nothing evaluates a condition."""
    return None


def together(parts: Iterable[AccessChange]) -> AccessChange | None:
    """Give what changes do that come at once; None for none."""
    found = tuple(parts)
    if not found:
        return None
    effects = {part.effect for part in found}
    effect: Effect = found[0].effect if len(effects) == 1 else "incomparable"
    witness = next((part.witness for part in found if part.witness and part.effect != "tighter"), None)
    return AccessChange(effect, ", ".join(dict.fromkeys(part.reason for part in found)), witness)
