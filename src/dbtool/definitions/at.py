"""A place in a document that a form was read from."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.definitions.yaml_doc import Document, Path
from dbtool.errors import Origin


@dataclass(frozen=True, slots=True)
class At:
    """A path in a document; `at["columns"]["id"].key` is where `id` stands."""

    document: Document
    path: Path = ()

    def __getitem__(self, step: str | int) -> At:
        return At(self.document, (*self.path, step))

    @property
    def key(self) -> Origin:
        """The place of the key, or of the list item."""
        return self.document.key_origin(self.path)

    @property
    def value(self) -> Origin:
        """The place of the value."""
        return self.document.value_origin(self.path)
