"""Type changes that the server makes without touching a row."""

from __future__ import annotations

_TEXTS = frozenset({"character varying", "text"})


def widens(new: str, old: str) -> bool:
    """Say whether a column of type `old`, as the server prints it, holds what `new` does, byte for byte.

    Source: varchar_support and numeric_support in the server; what is not known here counts as a rewrite.
    """
    if new == old:
        return True
    new_name, new_limits = _taken_apart(new)
    old_name, old_limits = _taken_apart(old)
    if old_name in _TEXTS and new_name in _TEXTS:
        return not new_limits or (bool(old_limits) and new_limits[0] >= old_limits[0])
    if old_name == new_name == "numeric":
        same_scale = old_limits[1:] == new_limits[1:]
        return not new_limits or (bool(old_limits) and same_scale and new_limits[0] >= old_limits[0])
    return False


def _taken_apart(text: str) -> tuple[str, tuple[int, ...]]:
    name, _, rest = text.partition("(")
    limits = rest.removesuffix(")").split(",") if rest.endswith(")") else []
    if not all(limit.isdecimal() for limit in limits):
        return text, ()
    return name, tuple(int(limit) for limit in limits)
