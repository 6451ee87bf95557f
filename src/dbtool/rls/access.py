"""One snapshot of everything that decides who reaches which rows, with the ways to look things up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from dbtool.rls.facts import (
    Check,
    ForeignKey,
    Function,
    Index,
    Member,
    Policy,
    Relation,
    Role,
    Rule,
    Trigger,
    Use,
)
from dbtool.rls.surroundings import (
    Aggregate,
    DefaultPrivilege,
    Hypertable,
    Publication,
    RoleSetting,
    Routine,
    Schema,
    Server,
    UserMapping,
)

Item = TypeVar("Item")


@dataclass(frozen=True)
class Access:
    """What the catalogs say, read in one transaction.

    Shape: `relations` are those of the schemas in scope, and the materializations of continuous aggregates;
           everything else belongs to these or to the whole cluster. `routines` and `operators` are what
           the node trees of policies and views name, by oid.
    """

    server: Server
    scope: tuple[str, ...]
    roles: Mapping[str, Role]
    members: Sequence[Member]
    relations: Mapping[int, Relation]
    policies: Sequence[Policy]
    functions: Mapping[int, Function]
    uses: Sequence[Use]
    indexes: Sequence[Index]
    foreign_keys: Sequence[ForeignKey]
    checks: Sequence[Check]
    triggers: Sequence[Trigger]
    rules: Sequence[Rule]
    schemas: Mapping[str, Schema]
    default_privileges: Sequence[DefaultPrivilege]
    role_settings: Sequence[RoleSetting]
    publications: Sequence[Publication]
    hypertables: Mapping[int, Hypertable]
    aggregates: Mapping[int, Aggregate]
    routines: Mapping[int, Routine]
    operators: Mapping[int, str]
    mappings: Sequence[UserMapping]

    def relation(self, path: tuple[str, str]) -> Relation | None:
        """Give a relation by its schema and name."""
        return self._by_path.get(path)

    def policies_of(self, relation: Relation) -> Sequence[Policy]:
        """Give the policies of a relation, by name."""
        return self._policies.get(relation.oid, ())

    def indexes_of(self, relation: Relation) -> Sequence[Index]:
        """Give the valid indexes of a relation."""
        return self._indexes.get(relation.oid, ())

    def keys_of(self, relation: Relation) -> Sequence[ForeignKey]:
        """Give the foreign keys by which a relation points at others."""
        return self._children.get(relation.oid, ())

    def checks_of(self, relation: Relation) -> Sequence[Check]:
        """Give the check constraints of a relation."""
        return self._checks.get(relation.oid, ())

    def triggers_of(self, relation: Relation) -> Sequence[Trigger]:
        """Give the triggers of a relation."""
        return self._triggers.get(relation.oid, ())

    def used_by(self, kind: str, oid: int) -> Sequence[Use]:
        """Give what a view, policy, function or trigger depends on."""
        return self._uses.get((kind, oid), ())

    def heirs_of(self, relation: Relation) -> Sequence[Relation]:
        """Give the partitions and heirs of a relation that are in scope, one step down."""
        return self._heirs.get(relation.oid, ())

    def functions_called(self, schema: str, name: str) -> Sequence[Function]:
        """Give the functions of a name, one for each list of arguments."""
        return self._functions.get((schema, name), ())

    @cached_property
    def predicates(self) -> dict[tuple[int, tuple[str, ...]], Any]:
        """What was made of node trees so far, by relation and trees: several checks ask for the same ones."""
        return {}

    @cached_property
    def _functions(self) -> Mapping[tuple[str, str], list[Function]]:
        return _grouped(((function.schema, function.name), function) for function in self.functions.values())

    @cached_property
    def _by_path(self) -> Mapping[tuple[str, str], Relation]:
        return {relation.path: relation for relation in self.relations.values()}

    @cached_property
    def _policies(self) -> Mapping[int, list[Policy]]:
        return _grouped((policy.relation, policy) for policy in self.policies)

    @cached_property
    def _indexes(self) -> Mapping[int, list[Index]]:
        return _grouped((index.relation, index) for index in self.indexes)

    @cached_property
    def _children(self) -> Mapping[int, list[ForeignKey]]:
        return _grouped((key.child, key) for key in self.foreign_keys)

    @cached_property
    def _checks(self) -> Mapping[int, list[Check]]:
        return _grouped((check.relation, check) for check in self.checks)

    @cached_property
    def _triggers(self) -> Mapping[int, list[Trigger]]:
        return _grouped((trigger.relation, trigger) for trigger in self.triggers)

    @cached_property
    def _uses(self) -> Mapping[tuple[str, int], list[Use]]:
        return _grouped(((use.user_kind, use.user), use) for use in self.uses)

    @cached_property
    def _heirs(self) -> Mapping[int, list[Relation]]:
        return _grouped(
            (parent, relation) for relation in self.relations.values() for parent in relation.parents
        )


Name = TypeVar("Name")


def _grouped(pairs: Iterable[tuple[Name, Item]]) -> Mapping[Name, list[Item]]:
    found: defaultdict[Name, list[Item]] = defaultdict(list)
    for name, item in pairs:
        found[name].append(item)
    return dict(found)
