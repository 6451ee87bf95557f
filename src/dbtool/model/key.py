"""Keys: what makes two versions of an object one object."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """The kind of an object and its raw, unquoted path (`("public", "orders", "id")`)."""

    kind: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(self.path)}"
