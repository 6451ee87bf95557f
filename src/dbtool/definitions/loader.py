"""Definition files to `Definitions`: the one way in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dbtool.definitions import files, references
from dbtool.definitions.adoption import SqlFiles
from dbtool.definitions.collector import Collector
from dbtool.definitions.contract import Definitions
from dbtool.definitions.render import Rendered, Renderer
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin
from dbtool.kinds.access.role import Role
from dbtool.model.access import Access
from dbtool.model.fact import Fact


def load(
    sources: Sequence[Path],
    *,
    variables: Mapping[str, Any],
    target: str | None,
    database: str,
    default_schema: str = "public",
    known_roles: Collection[str] = (),
    runner_known: bool = False,
    access: Access = "adopt",
) -> Definitions:
    """Give what the definition files say.

    Shape:  `sources` are folders and files; `variables` are Jinja's, beside `target` and `database`.
            `known_roles` exist although no file declares them; with `runner_known` SQL may be about whoever
            runs it. With `access` authoritative the roles here say all of their memberships.
    Errors: InvalidDefinitions with everything that is wrong, in the order of the files.
    """
    variables = {**variables, "target": target, "database": database}
    renderer = Renderer(files.folders(sources), variables)
    sql = SqlFiles(runner_known=runner_known)
    loading = _Loading(renderer, default_schema, sources, sql, access)
    found: list[Path] = []
    for source in sources:
        try:
            found += files.find([source])
        except InvalidDefinition as error:
            loading.out.errors.append(error)
    found = list(dict.fromkeys(found))
    if not found and not loading.out.errors:
        # A wrong folder would otherwise say that the database is to hold nothing.
        raise InvalidDefinitions([_no_files(sources)])
    # YAML first: it says which SQL files are bodies of routines and no definitions of their own.
    for path in sorted(found, key=files.is_sql):
        loading.take(path)
    return loading.finished(found, known_roles)


class _Loading:
    """The files of one load, as they are taken in."""

    def __init__(
        self,
        renderer: Renderer,
        default_schema: str,
        sources: Sequence[Path],
        sql: SqlFiles,
        access: Access,
    ) -> None:
        self._access = access
        self._sources = sources
        self.out = Collector(self._beside)
        self._renderer = renderer
        self._default_schema = default_schema
        self._texts: dict[Path, str] = {}
        self._unknown: list[str] = []
        self._bodies: dict[Path, str] = {}
        self._sql = sql

    def take(self, path: Path) -> None:
        """Take in one file."""
        if path.resolve() in self._bodies:
            return
        try:
            rendered = self._renderer.render(path)
        except InvalidDefinition as error:
            self.out.errors.append(error)
            self._unknown.append(self._renderer.source(path))
            return
        self._texts[path] = rendered.text
        if files.is_sql(path):
            self._take_sql(rendered)
        else:
            self._take_yaml(rendered)

    def finished(self, found: Sequence[Path], known_roles: Collection[str]) -> Definitions:
        """Give the definitions once all files are taken in."""
        out = self.out
        out.finish()
        self._sql.finish(out)
        if out.copies:
            from dbtool.definitions.forms.partitions import partitions_of_copies

            partitions_of_copies(out)
        references.check(out, self._unknown, known_roles, self._default_schema)
        if out.errors:
            raise InvalidDefinitions(_once(out.errors))
        mine = {path.resolve() for path in found}
        bodies = {path: text for path, text in self._bodies.items() if path in mine}
        texts = {path.resolve(): text for path, text in self._texts.items()} | bodies
        return Definitions(
            facts=tuple(map(self._said, out.facts.values())),
            statements=out.statements,
            default_indexes=tuple(self._sql.default_indexes),
            implied=tuple(self._sql.implied),
            origins=dict(out.origins),
            waivers=tuple(out.waivers),
            renames=tuple(out.renames),
            labels=tuple(out.labels),
            left_out=tuple(out.left_out),
            tenancy=out.tenancy,
            fingerprint=files.fingerprint(self._default_schema, texts, self._sources, self._access),
            files=tuple(str(path) for path in found),
        )

    def _said(self, fact: Fact) -> Fact:
        if self._access == "authoritative" and isinstance(fact, Role):
            return replace(fact, exact=True)
        return fact

    def _take_yaml(self, rendered: Rendered) -> None:
        # The forms and the YAML reader: not for definitions that are SQL alone.
        from dbtool.definitions.sections import take_in
        from dbtool.definitions.yaml_doc import documents

        found, errors, whole = documents(rendered)
        self.out.errors.extend(errors)
        for document in found:
            take_in(document, self._default_schema, self.out)
        if not whole:
            self._unknown.append(rendered.text)

    def _take_sql(self, rendered: Rendered) -> None:
        self._unknown.append(rendered.text)
        self._sql.take(rendered, self._default_schema, self.out)

    def _beside(self, name: str, origin: Origin) -> str:
        path = Path(origin.file).parent / name
        if not path.is_file():
            raise InvalidDefinition(
                f'there is no file "{name}" beside this one',
                hint="names are relative to this file",
                origin=origin,
            )
        rendered = self._renderer.render(path)
        self._bodies[path.resolve()] = rendered.text
        return rendered.text


def _no_files(sources: Sequence[Path]) -> InvalidDefinition:
    return InvalidDefinition(
        f"there is no definition file in {', '.join(map(str, sources))}",
        hint="write one that ends in .yml or .sql, an empty one for nothing, or name another folder",
    )


def _once(errors: Sequence[InvalidDefinition]) -> list[InvalidDefinition]:
    """Give the errors without those that say the same of the same place, as a file read twice would."""
    seen = {(error.origin, error.message): error for error in errors}
    return list(seen.values())
