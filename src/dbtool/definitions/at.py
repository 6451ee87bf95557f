"""A place in a document that a form was read from."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.definitions.names import Name
from dbtool.definitions.yaml_doc import Document, Path
from dbtool.errors import Origin


@dataclass(frozen=True, slots=True)
class At:
    """A path in a document; `at["columns"]["id"].key` is where `id` stands.

    `schema` is the one that names without a schema are in. `named` is where the object's name stands, if
    that is not the last key of the path.
    """

    document: Document
    schema: str
    path: Path = ()
    named: Origin | None = None

    def __getitem__(self, step: str | int) -> At:
        return At(self.document, self.schema, (*self.path, step))

    def within(self, name: Name) -> tuple[str, str]:
        """Give the schema and name that a name stands for here."""
        return name.within(self.schema)

    @property
    def key(self) -> Origin:
        """The place of the key, or of the list item."""
        return self.named or self.document.key_origin(self.path)

    @property
    def value(self) -> Origin:
        """The place of the value."""
        return self.document.value_origin(self.path)
