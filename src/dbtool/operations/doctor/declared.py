"""What the definitions declare, as far as rights on the server depend on it."""

from __future__ import annotations

from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.schema import Schema
from dbtool.operations.doctor.probe import Declared
from dbtool.operations.sources import definitions_of
from dbtool.settings import Subject


def declared_by(subject: Subject) -> Declared:
    """Give the declared roles, extensions and schemas; nothing for a subject without definitions.

    Errors: InvalidDefinitions.
    """
    if not subject.sources:
        return Declared()
    facts = definitions_of(subject).facts
    return Declared(
        roles=tuple(fact for fact in facts if isinstance(fact, Role)),
        extensions=tuple(fact for fact in facts if isinstance(fact, Extension)),
        schemas=tuple(fact.name for fact in facts if isinstance(fact, Schema)),
    )
