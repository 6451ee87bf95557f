"""The sections of a definition document: the only registration of forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.future import DefaultPrivilegeForm, add_default_privilege
from dbtool.definitions.forms.grant_entries import GrantForm, RevokeForm, add_grant, add_revoke
from dbtool.definitions.forms.indexes import IndexesForm, add_indexes_to
from dbtool.definitions.forms.jobs import JobForm, add_job
from dbtool.definitions.forms.lifecycle import RefreshOf, RetentionOf, add_refresh_to, add_retention_to
from dbtool.definitions.forms.namespaces import ExtensionForm, SchemaForm, add_extension, add_schema
from dbtool.definitions.forms.roles import MembershipForm, RoleForm, add_membership, add_role
from dbtool.definitions.forms.routines import FunctionForm, ProcedureForm, add_function, add_procedure
from dbtool.definitions.forms.row_security import (
    PoliciesForm,
    RowSecurityOf,
    add_policies_to,
    add_row_security_to,
)
from dbtool.definitions.forms.rows import RowsOf, add_rows_to
from dbtool.definitions.forms.table import TableForm, add_table
from dbtool.definitions.forms.timescale import ColumnstoreOf, add_columnstore_to
from dbtool.definitions.forms.triggers import TriggersForm, add_triggers_to
from dbtool.definitions.forms.types import (
    DomainForm,
    EnumForm,
    SequenceForm,
    add_domain,
    add_enum,
    add_sequence,
)
from dbtool.definitions.forms.upkeep import MaintenanceOf, add_maintenance_to
from dbtool.definitions.forms.views import (
    ContinuousAggregateForm,
    MaterializedViewForm,
    ViewForm,
    add_continuous_aggregate,
    add_materialized_view,
    add_view,
)


@dataclass(frozen=True, slots=True)
class Objects:
    """A section that maps names to bodies; `kind` is what they are, in a schema or not.

    `kind` is also the key of a document that holds one such object alone. `listed` allows a list of names,
    `called` that a name carries its arguments: `f(a integer)`.
    """

    kind: str
    form: type[Form]
    add: Callable[[Any, tuple[str, str], At, Collector], None]
    in_schema: bool = True
    listed: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A section that is a list of entries, or one entry."""

    form: type[Form]
    add: Callable[[Any, At, Collector], None]


# In the order in which a document is asked what single object it holds: a job's body has a procedure.
OBJECTS: Mapping[str, Objects] = {
    "tables": Objects("table", TableForm, add_table),
    "views": Objects("view", ViewForm, add_view),
    "materialized_views": Objects("materialized_view", MaterializedViewForm, add_materialized_view),
    "continuous_aggregates": Objects(
        "continuous_aggregate", ContinuousAggregateForm, add_continuous_aggregate
    ),
    "jobs": Objects("job", JobForm, add_job, in_schema=False),
    "functions": Objects("function", FunctionForm, add_function, called=True),
    "procedures": Objects("procedure", ProcedureForm, add_procedure, called=True),
    "sequences": Objects("sequence", SequenceForm, add_sequence),
    "enums": Objects("enum", EnumForm, add_enum),
    "domains": Objects("domain", DomainForm, add_domain),
    "roles": Objects("role", RoleForm, add_role, in_schema=False, listed=True),
    "extensions": Objects("extension", ExtensionForm, add_extension, in_schema=False, listed=True),
    "schemas": Objects("schema", SchemaForm, add_schema, in_schema=False, listed=True),
}
ENTRIES: Mapping[str, Entries] = {
    "compression": Entries(ColumnstoreOf, add_columnstore_to),
    "columnstore": Entries(ColumnstoreOf, add_columnstore_to),
    "retention": Entries(RetentionOf, add_retention_to),
    "refresh": Entries(RefreshOf, add_refresh_to),
    "rows": Entries(RowsOf, add_rows_to),
    "maintenance": Entries(MaintenanceOf, add_maintenance_to),
    "row_security": Entries(RowSecurityOf, add_row_security_to),
    "policies": Entries(PoliciesForm, add_policies_to),
    "triggers": Entries(TriggersForm, add_triggers_to),
    "indexes": Entries(IndexesForm, add_indexes_to),
    "memberships": Entries(MembershipForm, add_membership),
    "grants": Entries(GrantForm, add_grant),
    "revokes": Entries(RevokeForm, add_revoke),
    "default_privileges": Entries(DefaultPrivilegeForm, add_default_privilege),
}
# A document with one of these keys is that object's body; `schema` names the document's schema instead.
SINGLE: Mapping[str, Objects] = {o.kind: o for o in OBJECTS.values() if o.kind != "schema"}
