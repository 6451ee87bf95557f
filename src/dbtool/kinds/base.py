"""The contract of a kind: what the stages need to know of it, as plain declaration.

A kind is three files with one stem: `X.py` (the fact and its `Kind`), `X.catalog.sql` (one SELECT whose
columns are the fact's fields) and `X.ddl.sql.j2` (macros `create`, `alter`, `drop`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from dbtool.model.fact import Fact
from dbtool.model.key import Key


class Rule(Enum):
    """What a changed field needs."""

    ALTER = "alter"  # changed in place, whatever depends on it stays
    DISTURB = "disturb"  # changed in place once views, policies and the like have stepped aside
    REPLACE = "replace"  # the object is dropped and made again
    IGNORE = "ignore"  # never compared
    OPTIONAL = "optional"  # like ALTER, but None on the wanted side means: not declared, leave it


ALTER, DISTURB, REPLACE, IGNORE, OPTIONAL = (
    Rule.ALTER,
    Rule.DISTURB,
    Rule.REPLACE,
    Rule.IGNORE,
    Rule.OPTIONAL,
)


def _nothing(_fact: Any) -> Iterable[Key]:
    return ()


def _no_parent(_fact: Any) -> Key | None:
    return None


def _no_names(_fact: Any) -> Iterable[tuple[str, str, str]]:
    return ()


def _no_words(_fact: Any) -> Iterable[str]:
    return ()


def _stays(_fact: Any) -> bool:
    return False


def always(_fact: Any) -> bool:
    """Say yes, for a kind whose objects all step aside."""
    return True


def _no_parts(_old: Any, _new: Any) -> Iterable[str]:
    return ()


def _as_it_is(fact: Any, _names: Mapping[str, str]) -> Any:
    return fact


def _in_place(_old: Any, _new: Any) -> str | None:
    return None


def _as_they_stand(_old: Any, _new: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the stages know of one kind.

    Shape: `fields` has a rule for every field of `model` that is not identity.
           `found_in` names where each of its objects has a row: a catalog of the server's (populated.sql), or
           a part of the scope; where that holds nothing of a user's, the server is not asked for the kind.
           `requires` gives keys that must exist first, besides those in the server's pg_depend.
           `parent` gives the object that takes this one along when dropped; `folds` says that a new one
           can stand inside its new parent's CREATE.
           `apart` says which ones never do, though their kind folds.
           `whole` gives the object beside the parent that this one is a part of: dropping that takes it
           along, too, and it cannot go alone, so that the whole is made anew for it.
           `namespace` is shared by kinds whose names exclude each other (tables and views).
           `takes` gives the names, each with namespace and schema, that the server gives to what it makes
           along with the object (the sequence of an identity column).
           `points_at` gives another object of whose parts this one uses some: which key of a table the server
           chose for a foreign key may differ between databases.
           `reads`: made with the rows of what it uses, so that who owns a view in between needs his rights by
           then; `admits`: gives such rights on its parent.
           `asks` gives the kinds of the parts that are made or change before the object does, by what these
           two versions of it ask of them: a replica identity wants columns that forbid NULL.
           `frees` gives the kinds of the parts that can be dropped only once these two versions of the object
           are exchanged: a column that it inherits no longer.
           `exchanged` gives what several of the kind are about together, the whole and its parts: one that
           goes while another comes or changes goes with these, so that nobody is without in between, and what
           the whole loses before what a part gets, as the server takes it from the parts too.
           `merges` gives what two of a parent have in common where the server takes them for one inside one
           CREATE: a unique constraint on the columns of the primary key.
           `copies` gives the objects whose parts the server copies when this one is made: the columns of the
           table that it inherits from, with their storage of that moment.
           `fixed` gives the parts that the server never alters while the object stands: the columns of a
           partition key.
           `rewrites` says that the change from one version, None for a new object, to the other writes the
           rows of its table anew, or the type: no columns may hold such rows or values meanwhile.
           `must_replace` gives the reason why these two versions cannot be altered in place, or None.
           `since` gives fields that are altered in place only from this version of the server on (170000);
           before, another value replaces the object, but to have none is altered in place.
           `printed_once` says which ones' SQL texts the server prints one way only, since they are names and
           types; an expression may come out otherwise when the server is given its own print.
           `mentions` gives the names in a text that the server looks at only when the object is run, and
           `evaluates` says that making the object runs what it uses.
           `casts` names the server's type of fields whose text has more than one spelling (intervals).
           `steps_aside` says which ones are dropped and made again around a change of something they read.
           `usable_after_commit`: what an alteration adds may only be used once its transaction has ended.
           `beside`: a new version is made beside the old one, which goes once its users have changed over.
           `holds_data`: dropping it loses rows, so it is never replaced because of something it uses.
           `last`: made after everything else, since it may have to leave the transaction.
           `declared`: never read from a scratch server but taken from the definition itself.
           `renames` is the word of ALTER … RENAME TO for it (`TABLE`), empty where there is none;
           `moves` says that ALTER … SET SCHEMA is there too.
           `cluster`: belongs to the server, not the database: only declared ones are ever compared.
           `community`: needs the Community edition of TimescaleDB.
           `release`: the first version of TimescaleDB that has such objects; older ones are not asked.
           `with_columns` gives one that scratch does not hold with columns of its relation under new names.
           `stubs`: the template has a macro `stub` for one that uses nothing, and CREATE OR REPLACE fills it.
           `probed`: the template has a macro `probe`, whose statement scratch runs in place of the object,
           which it never holds, so that what the author wrote is known to work.
    """

    model: type[Fact]
    fields: Mapping[str, Rule]
    source: str
    found_in: str = ""
    requires: Callable[[Any], Iterable[Key]] = _nothing
    parent: Callable[[Any], Key | None] = _no_parent
    points_at: Callable[[Any], Key | None] = _no_parent
    frees: Callable[[Any, Any], Iterable[str]] = _no_parts
    reads: bool = False
    admits: bool = False
    asks: Callable[[Any, Any], Iterable[str]] = _no_parts
    exchanged: Callable[[Any], object] = _no_parent
    merges: Callable[[Any], object] = _no_parent
    copies: Callable[[Any], Iterable[Key]] = _nothing
    fixed: Callable[[Any], Iterable[Key]] = _nothing
    rewrites: Callable[[Any | None, Any], bool] = _as_they_stand
    must_replace: Callable[[Any, Any], str | None] = _in_place
    since: Mapping[str, int] = field(default_factory=dict)
    whole: Callable[[Any], Key | None] = _no_parent
    folds: bool = False
    apart: Callable[[Any], bool] = _stays
    namespace: str = ""
    takes: Callable[[Any], Iterable[tuple[str, str, str]]] = _no_names
    printed_once: Callable[[Any], bool] = _stays
    mentions: Callable[[Any], Iterable[str]] = _no_words
    evaluates: bool = False
    casts: Mapping[str, str] = field(default_factory=dict)
    steps_aside: Callable[[Any], bool] = _stays
    usable_after_commit: bool = False
    beside: bool = False
    holds_data: bool = False
    last: bool = False
    declared: bool = False
    cluster: bool = False
    community: bool = False
    release: tuple[int, int] = (0, 0)
    stubs: bool = False
    probed: bool = False
    with_columns: Callable[[Any, Mapping[str, str]], Any] = _as_it_is
    renames: str = ""
    moves: bool = False

    @property
    def name(self) -> str:
        """The kind's name, as SQL spells it, in snake_case."""
        return self.model.kind

    @property
    def title(self) -> str:
        """The kind's name as a person reads it."""
        return self.name.replace("_", " ")

    @property
    def table_of_rows(self) -> str | None:
        """The table of dbtool's own that may hold the object as a row: `kept`, or `declared`."""
        if self.family == "upkeep":
            return "kept"
        return "declared" if self.community else None

    @cached_property
    def family(self) -> str:
        """The folder that the kind stands in."""
        return Path(self.source).parent.name

    @cached_property
    def catalog_file(self) -> Path:
        """The query that reads all objects of the kind."""
        return Path(self.source).with_suffix(".catalog.sql")

    @cached_property
    def query(self) -> str:
        """The query's name, relative to the kinds' folder."""
        return f"{self.family}/{self.catalog_file.name}"

    @cached_property
    def template(self) -> str:
        """The template's name for the loader, relative to the kinds' folder."""
        return f"{self.family}/{Path(self.source).stem}.ddl.sql.j2"
