"""`--rename old=new`: what it means among the objects that a plan drops and creates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.definitions.contract import RenamedFrom
from dbtool.errors import WrongUsage
from dbtool.kinds import BY_NAME
from dbtool.kinds.renaming import named_path
from dbtool.model.database import Database
from dbtool.model.key import Key

Path = tuple[str, ...]


def words_of(options: Iterable[str], schema: str, live: Database, wanted: Database) -> Iterator[RenamedFrom]:
    """Give what each option says. Errors: WrongUsage where it fits no object or several."""
    for text in options:
        kind, old, new = _read(text)
        found = list(_meant(kind, old, new, schema, live, wanted))
        if len(found) > 1:
            kinds = ", ".join(sorted({BY_NAME[word.key.kind].title for word in found}))
            raise WrongUsage(
                f"--rename {text} may be about several objects: {kinds}",
                hint=f'say which: --rename "{BY_NAME[found[0].key.kind].title} {text}"',
            )
        if not found and not any(_spells(new, key, schema) for key in live):
            raise WrongUsage(
                f"--rename {text} fits nothing that goes and comes",
                hint="write OLD=NEW, as in orders=purchases or public.orders.sum=total",
            )
        yield from found


def _read(text: str) -> tuple[str, Path, Path]:
    """Take `[kind] old=new` apart."""
    # The lexer is sqlfluff's, which takes a while to load.
    from dbtool.definitions.sql_tokens import path_of

    before, _, after = text.partition("=")
    kind, _, name = before.strip().rpartition(" ")
    if '"' in kind:
        kind, name = "", before.strip()
    old, new = path_of(name), path_of(after.strip())
    if not old or not new:
        raise WrongUsage(f"--rename {text} is not OLD=NEW", hint="as in --rename public.orders=purchases")
    return kind.strip().lower(), old, new


def _meant(
    kind: str, old: Path, new: Path, schema: str, live: Database, wanted: Database
) -> Iterator[RenamedFrom]:
    for key in sorted(live):
        if key in wanted or not BY_NAME[key.kind].renames or not _spells(old, key, schema):
            continue
        named = named_path(key)
        path = (*named[:-1], *new) if len(new) == 1 else new if len(new) == len(named) else (schema, *new)
        target = Key(key.kind, (*path, *key.path[len(named) :]))
        if target in wanted and target not in live and kind in ("", BY_NAME[key.kind].title):
            yield RenamedFrom(target, key.path)


def _spells(name: Path, key: Key, schema: str) -> bool:
    path = named_path(key)
    return name == path or (schema, *name) == path
