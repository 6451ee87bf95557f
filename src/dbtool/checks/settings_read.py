"""Calls of current_setting in SQL text, and what is done with what they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_tokens import Token, lex, parts

# A cast of '' to one of these succeeds.
_TEXTS = frozenset({"text", "varchar", "char", "bpchar", "character", "name", "citext"})
_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})


@dataclass(frozen=True, slots=True)
class SettingRead:
    """One call of current_setting.

    Shape: `setting` is None where the name is no constant; `missing_ok` is the second argument; `cast` is the
           type, no text type, that the value becomes; `guarded` says that NULLIF takes '' out before;
           `once` says that a sub-select around it is evaluated once for the whole query.
    """

    setting: str | None
    missing_ok: bool
    cast: str | None
    guarded: bool
    once: bool

    @property
    def custom(self) -> bool:
        """Whether it is a setting that no program of the server knows, so that it may be unset or ''."""
        return self.setting is not None and "." in self.setting


def setting_reads(text: str) -> list[SettingRead]:
    """Give the calls of current_setting in an expression, in order."""
    return list(reads_in(tuple(lex(text))))


def reads_in(tokens: Sequence[Token]) -> Iterator[SettingRead]:
    """Give the calls of current_setting among the tokens, in order."""
    for at, token in enumerate(tokens[:-1]):
        if token.name == "current_setting" and tokens[at + 1].text == "(":
            end = closing(tokens, at + 1)
            arguments = parts(tokens[at + 2 : end])
            first = arguments[0] if arguments else ()
            missing_ok = len(arguments) > 1 and arguments[1][0].word == "true"
            cast, guarded = _use(tokens, _start(tokens, at), end)
            yield SettingRead(
                setting=first[0].string if first else None,
                missing_ok=missing_ok,
                cast=cast,
                guarded=guarded,
                once=in_sub_select(tokens, at),
            )


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Give the place of the bracket that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text in _OPENING) - (tokens[at].text in _CLOSING)
        if depth == 0:
            return at
    return len(tokens)


def in_sub_select(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a bracket around the place begins with SELECT."""
    depth = 0
    for at in range(place - 1, -1, -1):
        depth += (tokens[at].text in _CLOSING) - (tokens[at].text in _OPENING)
        if depth < 0:
            if tokens[at + 1].word in {"select", "with"}:
                return True
            depth = 0
    return False


def _start(tokens: Sequence[Token], at: int) -> int:
    """Give the place where the call begins, its schema included."""
    return at - 2 if at > 1 and tokens[at - 1].text == "." else at


def _use(tokens: Sequence[Token], start: int, end: int) -> tuple[str | None, bool]:
    """Give the type that the value at these places is cast to, and whether NULLIF stands before that."""
    while True:
        cast, end = _cast_behind(tokens, end)
        if cast and cast not in _TEXTS:
            return cast, False
        before = tokens[start - 1] if start else None
        if before is None:
            return None, False
        if before.word == "select" and start > 1 and tokens[start - 2].text == "(":
            # A scalar sub-select: its bracket is the value.
            start, end = start - 2, closing(tokens, start - 2)
            continue
        if before.text != "(":
            return None, False
        function = tokens[start - 2] if start > 1 else None
        if function is not None and function.word == "nullif":
            return None, True
        if function is not None and function.word == "cast" and _word(tokens, end + 1) == "as":
            kind = _word(tokens, end + 2)
            return (None if kind in _TEXTS else kind), False
        if function is not None and function.name and function.word not in _OPEN_BEFORE:
            return None, False
        close = closing(tokens, start - 1)
        if close != end + 1 and not (function is not None and function.word == "coalesce"):
            return None, False
        start = start - 2 if function is not None and function.word == "coalesce" else start - 1
        end = close


# Words before a bracket that is a bracket and no call, and COALESCE, which gives '' on.
_OPEN_BEFORE = frozenset(
    {"coalesce", "and", "or", "not", "in", "any", "where", "on", "select", "then", "else", "when", "return"}
)


def _cast_behind(tokens: Sequence[Token], end: int) -> tuple[str | None, int]:
    """Give the type of the casts behind a value, the last that is no text's first, and the place they end."""
    while end + 2 < len(tokens) and tokens[end + 1].text == "::":
        kind = (tokens[end + 2].name or "").lower()
        end += 2
        while _word(tokens, end + 1) in {"varying", "precision", "without", "with", "time", "zone"}:
            end += 1
        if end + 1 < len(tokens) and tokens[end + 1].text == "(":
            end = closing(tokens, end + 1)
        if kind not in _TEXTS:
            return kind, end
    return None, end


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if at < len(tokens) else ""
