"""What the tokens of an expression tell: constants, settings, whether small domains are complete for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.bodies import settings_in

# Words that stand before a bracket without being a function's name.
_NO_CALLS = frozenset("in any all some exists and or not select when then else case array values row".split())
# Functions of which a handful of values shows all there is to see.
_PLAIN_CALLS = frozenset("current_setting nullif coalesce cast".split())
# With these a constant more or less in the domain may decide, or rows of other tables do.
_OPEN_WORDS = frozenset(
    "from like ilike similar now current_date current_time current_timestamp localtime localtimestamp".split()
)
_PLAIN_SIGNS = frozenset("( ) [ ] , . = <> < > <= >= ! ; :: :".split())


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of one or more texts, taken apart.

    Shape: `literals` are each once, without names of settings; `numbers` are constants as text; `complete`
           says that comparisons, IN, IS NULL, AND, OR and NOT are all there is.
    """

    names: frozenset[str]
    literals: tuple[str, ...]
    numbers: tuple[str, ...]
    settings: tuple[str, ...]
    complete: bool


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """Take one expression apart."""
    tokens = tuple(lex(text))
    settings = tuple(dict.fromkeys(settings_in(tokens)))
    literals = dict.fromkeys(token.string for token in tokens if token.string is not None)
    calls = {
        token.word or token.text
        for token, following in pairwise(tokens)
        if token.name is not None and following.text == "("
    }
    bare = {token.word for token in tokens if token.word}
    signs = {token.text for token in tokens if token.kind in ("operator", "symbol")}
    return Words(
        frozenset(token.name for token in tokens if token.name is not None),
        tuple(value for value in literals if value is not None and value.lower() not in settings),
        tuple(dict.fromkeys(token.text for token in tokens if token.kind == "numeric_literal")),
        settings,
        calls <= _NO_CALLS | _PLAIN_CALLS and not bare & _OPEN_WORDS and signs <= _PLAIN_SIGNS,
    )


def together(texts: Iterable[str]) -> Words:
    """Take several texts apart as one."""
    each = [words(text) for text in texts]
    return Words(
        frozenset().union(*(found.names for found in each)),
        tuple(dict.fromkeys(value for found in each for value in found.literals)),
        tuple(dict.fromkeys(value for found in each for value in found.numbers)),
        tuple(dict.fromkeys(name for found in each for name in found.settings)),
        all(found.complete for found in each),
    )
