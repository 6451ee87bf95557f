"""Foreign data: wrappers, servers with their user mappings, foreign tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import described, scalars
from dbtool.definitions.writing.tables import bound
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.role import password_variable
from dbtool.kinds.foreign.foreign_data_wrapper import ForeignDataWrapper
from dbtool.kinds.foreign.foreign_table import ForeignTable
from dbtool.kinds.foreign.server import Server
from dbtool.kinds.foreign.user_mapping import UserMapping
from dbtool.model.key import Key


def write_foreign_data_wrappers(facts: Sequence[ForeignDataWrapper], source: Source) -> Iterator[Said]:
    """Give each wrapper of the database's own."""
    for fact in facts:
        body: dict[str, Any] = {
            name: source.spell(getattr(fact, name))
            for name in ("handler", "validator")
            if getattr(fact, name)
        }
        yield Part(fact.key, (), body | _options(fact.options) | described(fact) | _grants(fact.key, source))


def write_servers(facts: Sequence[Server], source: Source) -> Iterator[Said]:
    """Give each server."""
    for fact in facts:
        body: dict[str, Any] = {"wrapper": fact.wrapper}
        body |= {name: getattr(fact, name) for name in ("type", "version") if getattr(fact, name) is not None}
        yield Part(fact.key, (), body | _options(fact.options) | described(fact) | _grants(fact.key, source))


def write_user_mappings(facts: Sequence[UserMapping], source: Source) -> Iterator[Said]:
    """Give each user mapping in its server's body; what is secret by the name of a variable."""
    for fact in facts:
        if source.database.get("server", fact.server) is None:
            yield Unwritten(fact.key, "its server belongs to an extension")
            continue
        usual = password_variable(f"{fact.server}_{fact.user}").removesuffix("PASSWORD")
        secrets = {
            name: f"env:{fact.secrets.get(name) or usual + password_variable(name).removesuffix('_PASSWORD')}"
            for name in fact.secret_options
        }
        user = "public" if fact.user == "PUBLIC" else fact.user
        home = Key("server", (fact.server,))
        yield Part(home, ("user_mappings", user), Short({**scalars(fact.options), **secrets}))


def write_foreign_tables(facts: Sequence[ForeignTable], source: Source) -> Iterator[Said]:
    """Give what is a foreign table's own."""
    for fact in facts:
        body: dict[str, Any] = {"server": fact.server} | described(fact) | _options(fact.options)
        if fact.inherits:
            body["inherits"] = [source.spell(path) for path in fact.inherits]
        if fact.partition_of is not None and fact.bound is not None:
            body["partition_of"] = Short(table=source.spell(fact.partition_of), values=bound(fact.bound))
        yield Part(fact.key, (), body)


def _options(options: Mapping[str, str]) -> dict[str, Any]:
    return {"options": Short(scalars(options))} if options else {}


def _grants(key: Key, source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in source.database.of_kind("grant"):
        if isinstance(fact, Grant) and Key(fact.on_kind, fact.on) == key and fact.privileges:
            words = [word.lower() for word in fact.privileges]
            passed_on = [word.lower() for word in fact.grantable]
            whole = Short({**dict.fromkeys(words, True), "grantable": passed_on})
            found["public" if fact.grantee == "PUBLIC" else fact.grantee] = whole if passed_on else words
    return {"grants": found} if found else {}
