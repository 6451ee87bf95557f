"""What changed views do to access: with whose rights they read, and which rows they let through."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.relations.view import View
from dbtool.model.access import AccessChange

_CHECKS = (None, "local", "cascaded")


def of_changed(before: View | None, after: View | None) -> Iterator[AccessChange]:
    """Say what each part of a changed view does."""
    if before is None or after is None:
        return
    for name, reason in (
        ("security_invoker", "with the rights of who asks"),
        ("security_barrier", "as a barrier"),
    ):
        was, now = (view.options.get(name) == "true" for view in (before, after))
        if was != now:
            yield AccessChange(
                "tighter" if now else "wider", f"reads {reason}" if now else f"no longer reads {reason}"
            )
    check = [_CHECKS.index(view.options.get("check_option")) for view in (before, after)]
    if check[0] != check[1]:
        words = "checks more of what is written" if check[1] > check[0] else "checks less of what is written"
        yield AccessChange("tighter" if check[1] > check[0] else "wider", words)
    if _barrier(before) and _barrier(after) and _rows(before) != _rows(after):
        yield AccessChange("incomparable", "other rows pass the barrier")


def _barrier(view: View) -> bool:
    return view.options.get("security_barrier") == "true"


def _rows(view: View) -> list[str]:
    """Give what decides which rows a view has: all from the outermost FROM on."""
    depth, tokens = 0, tuple(lex(view.definition))
    for place, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "from":
            return [token.text for token in tokens[place:]]
    return [token.text for token in tokens]
