"""Tenancy: whose rows are whose, and who is meant to see them, of the whole database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, WithJsonSchema

from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.values import (
    Names,
    ObjectName,
    PlainName,
    Sql,
    Text,
    said,
    shown,
    wrong,
)
from dbtool.definitions.names import BadName, nearest, parsed
from dbtool.model.tenancy import COMMANDS, Command, Isolation, Scope

_SCOPES: tuple[Scope, ...] = get_args(Scope)
_ISOLATIONS = (*get_args(Isolation), "shared")


def _two(value: Any) -> Any:
    if isinstance(value, list) and len(value) != 2:
        raise wrong(f"expected two values, found {len(value)}", "write [one, another]")
    return value


def _access(value: Any) -> Any:
    """Give the scope of each command: of one word for all, or by command, `all` for those not named."""
    if isinstance(value, str):
        return dict.fromkeys(COMMANDS, _one_of(value, _SCOPES))
    if not isinstance(value, dict):
        raise wrong(f"expected {', '.join(_SCOPES)} or a mapping of commands, found {shown(value)}")
    found: dict[str, str] = {}
    said_of = {
        _one_of(command, (*COMMANDS, "all")): _one_of(scope, _SCOPES) for command, scope in value.items()
    }
    if "all" in said_of:
        found = dict.fromkeys(COMMANDS, said_of.pop("all"))
    return found | said_of


def _one_of(word: Any, known: tuple[str, ...]) -> str:
    lower = word.lower() if isinstance(word, str) else ""
    if lower not in known:
        close = nearest(lower, known)
        hint = f'did you mean "{close}"?' if close else None
        raise wrong(f"expected one of {', '.join(known)}, found {shown(word)}", hint)
    return lower


# What may be said beside `single`: who is who on the server, and where.
_OF_ONE_TENANT = {"single", "roles", "app_roles", "privileged_roles", "backup_roles", "schemas"}
Two = Annotated[list[Text], BeforeValidator(_two)]
TableName = Annotated[ObjectName, WithJsonSchema({"type": "string", "minLength": 1})]
AccessOfTable = Annotated[
    dict[Command, Scope],
    BeforeValidator(_access),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(_SCOPES)},
                {"type": "object", "additionalProperties": {"enum": list(_SCOPES)}},
            ]
        }
    ),
]


class PrincipalForm(Form):
    """Who asks, where that is not the tenant: a setting, a column, or the two tenants' principals."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 2, "maxItems": 2},
        ]
    }
    EXPECTED: ClassVar[str] = "a setting (app.user_id), a column, two values or a mapping"

    setting: Annotated[Text | None, said("The setting; the tenancy's own where none is named.")] = None
    column: Annotated[PlainName | None, said("The column that holds the principal.")] = None
    type: Annotated[Text | None, said("The SQL type; that of the tenancy's setting unless said.")] = None
    values: Annotated[Two | None, said("One principal of each of the two tenants.")] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, list):
            return {"values": value}
        if isinstance(value, str):
            return {"setting" if "." in value else "column": value}
        return value


class MembershipOfTenants(Form):
    """The table that says which principal belongs to which tenant."""

    table: ObjectName
    principal: Annotated[PlainName, said("Its column with the principal.")]
    tenant: Annotated[PlainName, said("Its column with the tenant.")]


class IsolationForm(Form):
    """How a relation is isolated: `rls`, `view`, `view:schema.name`, `none` or `shared`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = "rls, view, view:schema.name, none or shared"

    by: Literal["rls", "view", "none", "shared"]
    view: Annotated[ObjectName | None, said("The view by which alone the rows are reached.")] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        word, colon, view = value.partition(":")
        by = _one_of(word.strip(), _ISOLATIONS)
        if colon and by != "view":
            raise wrong(
                f"only a view has a name behind the colon, found {shown(value)}", "write view:schema.name"
            )
        if not colon:
            return {"by": by}
        try:
            return {"by": by, "view": parsed(view.strip())._asdict()}
        except BadName as error:
            raise wrong(str(error), error.hint) from error


class ViaForm(Form):
    """The foreign key's column to a table that has a tenant; without such a key `column -> table(column)`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = 'a column, "column -> table(column)" or a mapping'

    column: PlainName
    table: Annotated[ObjectName | None, said("What it points at, if no foreign key says so.")] = None
    references: Annotated[PlainName | None, said("The column there.")] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        column, arrow, target = value.partition("->")
        if not arrow:
            return {"column": value}
        table, bracket, references = target.strip().partition("(")
        if not bracket or not references.endswith(")"):
            raise wrong(f'expected "column -> table(column)", found {shown(value)}', "name the column there")
        return {
            "column": column.strip(),
            "table": table.strip(),
            "references": references.removesuffix(")").strip(),
        }

    def model_post_init(self, _context: Any) -> None:
        if (self.table is None) != (self.references is None):
            raise wrong("table and references go together", "write column -> table(column)")


class Tenanted(Form):
    """What is meant for the rows of one table."""

    tenant: Annotated[
        Text | None, said("The column that holds the tenant, or the way to it: portfolio_id.user_id.")
    ] = None
    via: ViaForm | None = None
    shared: Annotated[bool, said("The rows belong to everyone.")] = False
    public_when: Annotated[Sql | None, said("Rows of others that may be seen.")] = None
    isolation: IsolationForm | None = None
    access: Annotated[
        dict[PlainName, AccessOfTable], said("By role: none, own or all, of each command.")
    ] = {}


class TenancyForm(Form):
    """Tenancy of the database."""

    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("setting", "single"),)

    setting: Annotated[
        Text | None, said("The session setting that holds the tenant: app.current_user_id.")
    ] = None
    single: Annotated[Text | None, said("Why there is one tenant alone, whose all rows are.")] = None
    type: Annotated[Text, said("The SQL type of the tenant.")] = "text"
    on_unset: Annotated[Literal["empty", "error"], said("What a session without a tenant gets.")] = "empty"
    tenants: Annotated[Two | None, said("Two tenants for tests.")] = None
    tenant_column: Annotated[PlainName | None, said("The usual name of the tenant's column.")] = None
    roles: Annotated[
        dict[PlainName, Literal["tenant", "all", "auditor", "backup"]], said("Roles by what they are.")
    ] = {}
    app_roles: Annotated[Names, said("Roles that act for one tenant at a time.")] = []
    privileged_roles: Annotated[Names, said("Roles that may see everything.")] = []
    backup_roles: Annotated[Names, said("Roles that make backups.")] = []
    schemas: Annotated[Names, said("Schemas; all but the system's own where none is named.")] = []
    principal: PrincipalForm | None = None
    membership: MembershipOfTenants | None = None
    tables: Annotated[dict[TableName, Tenanted], said("What is meant for single tables.")] = {}
    isolation: Annotated[dict[TableName, IsolationForm], said("By table: how it is isolated.")] = {}
    access: Annotated[
        dict[PlainName, dict[TableName, AccessOfTable]], said("By role and table: what the role may reach.")
    ] = {}
    settings: Annotated[dict[str, Text], said("Further settings of the application's sessions.")] = {}

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        apart = sorted(self.model_fields_set - _OF_ONE_TENANT) if self.single is not None else []
        if apart:
            raise wrong(
                f"single says that there is one tenant, {apart[0]} is about several", "keep one of the two"
            )
