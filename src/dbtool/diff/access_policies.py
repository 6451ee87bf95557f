"""What changed policies do to access: rows are reached by any permissive policy and all restrictive ones."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.access import AccessChange, Effect

_OPPOSITE: dict[Effect, Effect] = {
    "wider": "tighter",
    "tighter": "wider",
    "incomparable": "incomparable",
}


def of_new(policy: Policy) -> AccessChange:
    """Say what a new policy does."""
    effect: Effect = "wider" if policy.permissive else "tighter"
    sort = "permissive" if policy.permissive else "restrictive"
    return AccessChange(effect, f"adds a {sort} policy")


def of_gone(policy: Policy) -> AccessChange:
    """Say what the end of a policy does."""
    sort = "permissive" if policy.permissive else "restrictive"
    return AccessChange(_OPPOSITE[of_new(policy).effect], f"drops a {sort} policy")


def of_changed(old: Policy, new: Policy) -> Iterator[AccessChange]:
    """Say what each part of a changed policy does."""
    if old.permissive != new.permissive:
        yield AccessChange(
            "tighter" if old.permissive else "wider",
            f"makes it {'restrictive' if old.permissive else 'permissive'}",
        )
        return
    for part in _reach(old, new):
        # Whom a restrictive policy is for, it holds back.
        yield part if new.permissive else AccessChange(_OPPOSITE[part.effect], part.reason)
    clauses = (("USING", _seen(old), _seen(new)), ("WITH CHECK", _written(old), _written(new)))
    for word, was, now in clauses:
        if was and now and was != now:
            found = conditions(was, now)
            yield AccessChange(found.effect if found else "incomparable", f"its {word} changes")


def _reach(old: Policy, new: Policy) -> Iterator[AccessChange]:
    """Say for whom and for which commands the policy is that it was not for, and the other way round."""
    if old.command != new.command:
        was, now = _commands(old), _commands(new)
        effect: Effect = "wider" if was < now else "tighter" if now < was else "incomparable"
        yield AccessChange(effect, f"is for {new.command} instead of {old.command}")
    before, after = set(old.roles), set(new.roles)
    gained = after - before if "PUBLIC" not in before else set()
    lost = before - after if "PUBLIC" not in after else set()
    if gained:
        yield AccessChange("wider", f"also for {', '.join(sorted(gained))}")
    if lost:
        yield AccessChange("tighter", f"no longer for {', '.join(sorted(lost))}")


def conditions(old: str, new: str) -> AccessChange | None:
    """Compare two conditions by their form alone; None where that does not tell."""
    before, after = _tokens(old), _tokens(new)
    if [token.text for token in before] == [token.text for token in after]:
        return None
    if _is(after, "true") or _is(before, "false"):
        return AccessChange("wider", "")
    if _is(before, "true") or _is(after, "false"):
        return AccessChange("tighter", "")
    for word, effects in (("and", ("tighter", "wider")), ("or", ("wider", "tighter"))):
        was, now = _parts(before, word), _parts(after, word)
        for more, fewer, effect in ((now, was, effects[0]), (was, now, effects[1])):
            if len(more) > 1 and fewer < more:
                return AccessChange("tighter" if effect == "tighter" else "wider", "")
    return None


def _commands(policy: Policy) -> frozenset[str]:
    return frozenset(
        {"select", "insert", "update", "delete"} if policy.command == "all" else {policy.command}
    )


def _seen(policy: Policy) -> str:
    """Give what decides which rows there are; nothing where the command asks for none."""
    return "" if policy.command == "insert" else policy.using or _nothing_said(policy)


def _written(policy: Policy) -> str:
    if policy.command in ("select", "delete"):
        return ""
    return policy.check or policy.using or _nothing_said(policy)


def _nothing_said(policy: Policy) -> str:
    # A permissive policy without a clause lets nothing through, a restrictive one holds nothing back.
    return "false" if policy.permissive else "true"


def _tokens(text: str) -> tuple[Token, ...]:
    """Give the tokens without brackets around all of them."""
    tokens = tuple(lex(text))
    while len(tokens) > 1 and tokens[0].text == "(" and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _closing(tokens: tuple[Token, ...]) -> int:
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return place
    return -1


def _is(tokens: tuple[Token, ...], word: str) -> bool:
    return [token.word for token in tokens] == [word]


def _parts(tokens: tuple[Token, ...], word: str) -> frozenset[tuple[str, ...]]:
    """Give what a condition joins by the word at its outermost level; itself where it does not."""
    joined: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == ("or" if word == "and" else "and"):
            return frozenset({tuple(t.text for t in tokens)})
        if depth == 0 and token.word == "between":
            return frozenset({tuple(t.text for t in tokens)})
        if depth == 0 and token.word == word:
            joined.append([])
        else:
            joined[-1].append(token)
    return frozenset(tuple(t.text for t in _tokens(" ".join(t.text for t in part))) for part in joined)
