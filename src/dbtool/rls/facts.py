"""What a server's catalogs say of roles, privileges, policies and the ways to rows: plain records."""

from __future__ import annotations

from typing import Literal, NamedTuple

PUBLIC = "PUBLIC"
Kind = Literal["table", "partitioned", "view", "materialized", "foreign"]


class Role(NamedTuple):
    """A role of the cluster, those of the server among them."""

    name: str
    superuser: bool
    bypassrls: bool
    login: bool
    inherit: bool
    createrole: bool
    createdb: bool
    replication: bool


class Member(NamedTuple):
    """`member` belongs to `role`; before PostgreSQL 16 `inherit` follows the member and `set` is true."""

    role: str
    member: str
    admin: bool
    inherit: bool
    set: bool


class Privilege(NamedTuple):
    """One privilege of an exploded list of access, in lower case; `grantee` is PUBLIC for everyone."""

    grantee: str
    name: str
    grantable: bool
    grantor: str


class Column(NamedTuple):
    """A column of a relation.

    Shape: `type` as the server prints it, schema-qualified outside pg_catalog; `category` is typcategory;
           `deterministic` is False for a collation by which unequal strings are equal. `number` is attnum.
    """

    name: str
    type: str
    category: str
    not_null: bool
    default: str | None
    generated: bool
    identity: str | None
    deterministic: bool
    labels: tuple[str, ...]
    privileges: tuple[Privilege, ...]
    number: int


class Relation(NamedTuple):
    """A relation with rows: a table, a view, a foreign table.

    Shape: `options` are its reloptions; `parents` the oids of what it is a partition or heir of.
           `tree` is the node tree of a view's query, `definition` its text where a policy reads the view.
           `extension` says that an extension made it. `partitioned_by` are the columns of a partition key.
    Units: `rows` is the planner's count, -1 where nothing was counted yet.
    """

    oid: int
    schema: str
    name: str
    kind: Kind
    owner: str
    row_security: bool
    forced: bool
    options: tuple[str, ...]
    parents: tuple[int, ...]
    extension: bool
    definition: str | None
    tree: str | None
    partitioned_by: tuple[str, ...]
    rows: float
    privileges: tuple[Privilege, ...]
    columns: tuple[Column, ...]

    @property
    def path(self) -> tuple[str, str]:
        """Schema and name."""
        return (self.schema, self.name)

    @property
    def title(self) -> str:
        """The schema-qualified name, as reports say it."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column | None:
        """Give a column by its name."""
        return next((column for column in self.columns if column.name == name), None)

    def has_option(self, name: str) -> bool:
        """Say whether a boolean option is on."""
        return any(option.lower() in (f"{name}=true", f"{name}=on", f"{name}=1") for option in self.options)


class Policy(NamedTuple):
    """A policy; `roles` holds PUBLIC for everyone, `command` is "all" or one command.

    Shape: `using_tree` and `check_tree` are the node trees, for what only these tell.
    """

    oid: int
    relation: int
    name: str
    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: str | None
    check: str | None
    using_tree: str | None
    check_tree: str | None


class Function(NamedTuple):
    """A function or procedure of the schemas in scope, or one used there.

    Shape: `volatility` is i, s or v; `kind` is prokind; `body` is the source or SQL body.
    """

    oid: int
    schema: str
    name: str
    arguments: str
    argument_types: tuple[str, ...]
    returns: str
    returns_set: bool
    kind: str
    owner: str
    definer: bool
    volatility: str
    leakproof: bool
    language: str
    settings: tuple[str, ...]
    body: str
    trigger: bool
    privileges: tuple[Privilege, ...]
    extension: bool

    @property
    def title(self) -> str:
        """The schema-qualified name, as reports say it."""
        return f"{self.schema}.{self.name}"

    @property
    def signature(self) -> str:
        """The schema-qualified name with its arguments' types."""
        return f"{self.title}({self.arguments})"


class Use(NamedTuple):
    """One object that another depends on.

    Shape: `user` is a "view", "policy", "function" or "trigger" by its oid; `used` a "relation" (with the
           name of its column, where it is one) or a "function".
    """

    user_kind: str
    user: int
    used_kind: str
    used: int
    column: str | None


class Index(NamedTuple):
    """A valid index by its key columns in order; an expression among them is None.

    Shape: where there is an expression, `expressed` are all columns that the index is over. `excludes` says
           that it is an exclusion constraint's.
    """

    relation: int
    name: str
    primary: bool
    columns: tuple[str | None, ...]
    partial: bool
    unique: bool
    expressed: tuple[str, ...] = ()
    excludes: bool = False


class ForeignKey(NamedTuple):
    """A foreign key; actions are a (none), r, c (cascade), n (set null), d (set default)."""

    name: str
    child: int
    child_columns: tuple[str, ...]
    parent: int
    parent_columns: tuple[str, ...]
    on_delete: str
    on_update: str
    deferrable: bool


class Check(NamedTuple):
    """A check constraint of a relation, as the server prints its expression."""

    relation: int
    name: str
    expression: str


class Trigger(NamedTuple):
    """A trigger: `events` of insert, update, delete, truncate; `enabled` is tgenabled."""

    relation: int
    name: str
    function: int
    events: tuple[str, ...]
    before: bool
    each_row: bool
    enabled: str


class Rule(NamedTuple):
    """A rewrite rule that is no view's own; `event` is its command, `tree` what it does as a node tree."""

    oid: int
    relation: int
    name: str
    event: str
    tree: str
