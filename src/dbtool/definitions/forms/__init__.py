"""The sections of a definition document: the only registration of forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.aggregates import AggregateForm, add_aggregate
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.base_types import (
    AccessMethodForm,
    BaseTypeForm,
    add_access_method,
    add_base_type,
)
from dbtool.definitions.forms.collations import CollationForm, add_collation
from dbtool.definitions.forms.compaction import CompactionOf, add_compaction_to
from dbtool.definitions.forms.database import DatabaseForm, add_database
from dbtool.definitions.forms.event_triggers import EventTriggerForm, add_event_trigger
from dbtool.definitions.forms.foreign import (
    ForeignDataWrapperForm,
    ForeignTableForm,
    ServerForm,
    add_foreign_data_wrapper,
    add_foreign_table,
    add_server,
)
from dbtool.definitions.forms.future import DefaultPrivilegeForm, add_default_privilege
from dbtool.definitions.forms.grant_entries import GrantForm, RevokeForm, add_grant, add_revoke
from dbtool.definitions.forms.indexes import IndexesForm, add_indexes_to
from dbtool.definitions.forms.intent import add_tenancy
from dbtool.definitions.forms.jobs import JobForm, add_job
from dbtool.definitions.forms.languages import (
    LanguageForm,
    ParserForm,
    TemplateForm,
    TransformForm,
    add_language,
    add_parser,
    add_template,
    add_transform,
)
from dbtool.definitions.forms.lifecycle import RefreshOf, RetentionOf, add_refresh_to, add_retention_to
from dbtool.definitions.forms.namespaces import ExtensionForm, SchemaForm, add_extension, add_schema
from dbtool.definitions.forms.operator_classes import (
    ClassForm,
    ConversionForm,
    FamilyForm,
    add_class,
    add_conversion,
    add_family,
)
from dbtool.definitions.forms.operators import CastForm, OperatorForm, add_cast, add_operator
from dbtool.definitions.forms.publications import PublicationForm, add_publication
from dbtool.definitions.forms.roles import MembershipForm, RoleForm, add_membership, add_role
from dbtool.definitions.forms.routines import FunctionForm, ProcedureForm, add_function, add_procedure
from dbtool.definitions.forms.row_security import (
    PoliciesForm,
    RowSecurityOf,
    add_policies_to,
    add_row_security_to,
)
from dbtool.definitions.forms.rows import RowsOf, add_rows_to
from dbtool.definitions.forms.rules import RulesForm, add_rules_to
from dbtool.definitions.forms.security_labels import SecurityLabelForm, add_security_label
from dbtool.definitions.forms.statistics import StatisticsForm, add_statistics
from dbtool.definitions.forms.structured_types import (
    CompositeTypeForm,
    RangeTypeForm,
    add_composite_type,
    add_range_type,
)
from dbtool.definitions.forms.subscriptions import SubscriptionForm, add_subscription
from dbtool.definitions.forms.table import TableForm, add_table
from dbtool.definitions.forms.tenancy import TenancyForm
from dbtool.definitions.forms.text_search import (
    ConfigurationForm,
    DictionaryForm,
    add_configuration,
    add_dictionary,
)
from dbtool.definitions.forms.timescale import (
    ColumnstoreOf,
    ReorderOf,
    add_columnstore_to,
    add_reorder_to,
)
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


# In the order in which a document is asked what single object it holds: a job's body has a procedure, that
# of statistics a table, that of a range type a collation.
OBJECTS: Mapping[str, Objects] = {
    "statistics": Objects("statistics_object", StatisticsForm, add_statistics),
    "event_triggers": Objects("event_trigger", EventTriggerForm, add_event_trigger, in_schema=False),
    "conversions": Objects("conversion", ConversionForm, add_conversion),
    "tables": Objects("table", TableForm, add_table),
    "views": Objects("view", ViewForm, add_view),
    "materialized_views": Objects("materialized_view", MaterializedViewForm, add_materialized_view),
    "continuous_aggregates": Objects(
        "continuous_aggregate", ContinuousAggregateForm, add_continuous_aggregate
    ),
    "jobs": Objects("job", JobForm, add_job, in_schema=False),
    "functions": Objects("function", FunctionForm, add_function, called=True),
    "procedures": Objects("procedure", ProcedureForm, add_procedure, called=True),
    "aggregates": Objects("aggregate", AggregateForm, add_aggregate, called=True),
    "sequences": Objects("sequence", SequenceForm, add_sequence),
    "enums": Objects("enum", EnumForm, add_enum),
    "domains": Objects("domain", DomainForm, add_domain),
    "composite_types": Objects("composite_type", CompositeTypeForm, add_composite_type),
    "base_types": Objects("base_type", BaseTypeForm, add_base_type),
    "range_types": Objects("range_type", RangeTypeForm, add_range_type),
    "operator_families": Objects("operator_family", FamilyForm, add_family),
    "operator_classes": Objects("operator_class", ClassForm, add_class),
    "collations": Objects("collation", CollationForm, add_collation),
    "text_search_parsers": Objects("text_search_parser", ParserForm, add_parser),
    "text_search_templates": Objects("text_search_template", TemplateForm, add_template),
    "text_search_dictionaries": Objects("text_search_dictionary", DictionaryForm, add_dictionary),
    "text_search_configurations": Objects("text_search_configuration", ConfigurationForm, add_configuration),
    "foreign_tables": Objects("foreign_table", ForeignTableForm, add_foreign_table),
    "servers": Objects("server", ServerForm, add_server, in_schema=False),
    "foreign_data_wrappers": Objects(
        "foreign_data_wrapper", ForeignDataWrapperForm, add_foreign_data_wrapper, in_schema=False, listed=True
    ),
    "subscriptions": Objects("subscription", SubscriptionForm, add_subscription, in_schema=False),
    "publications": Objects("publication", PublicationForm, add_publication, in_schema=False),
    "roles": Objects("role", RoleForm, add_role, in_schema=False, listed=True),
    "extensions": Objects("extension", ExtensionForm, add_extension, in_schema=False, listed=True),
    "access_methods": Objects("access_method", AccessMethodForm, add_access_method, in_schema=False),
    "languages": Objects("language", LanguageForm, add_language, in_schema=False),
    "schemas": Objects("schema", SchemaForm, add_schema, in_schema=False, listed=True),
}
ENTRIES: Mapping[str, Entries] = {
    "compression": Entries(ColumnstoreOf, add_columnstore_to),
    "columnstore": Entries(ColumnstoreOf, add_columnstore_to),
    "reorder": Entries(ReorderOf, add_reorder_to),
    "compaction": Entries(CompactionOf, add_compaction_to),
    "retention": Entries(RetentionOf, add_retention_to),
    "refresh": Entries(RefreshOf, add_refresh_to),
    "rows": Entries(RowsOf, add_rows_to),
    "maintenance": Entries(MaintenanceOf, add_maintenance_to),
    "row_security": Entries(RowSecurityOf, add_row_security_to),
    "policies": Entries(PoliciesForm, add_policies_to),
    "triggers": Entries(TriggersForm, add_triggers_to),
    "operators": Entries(OperatorForm, add_operator),
    "transforms": Entries(TransformForm, add_transform),
    "casts": Entries(CastForm, add_cast),
    "rules": Entries(RulesForm, add_rules_to),
    "indexes": Entries(IndexesForm, add_indexes_to),
    "database": Entries(DatabaseForm, add_database),
    "tenancy": Entries(TenancyForm, add_tenancy),
    "memberships": Entries(MembershipForm, add_membership),
    "grants": Entries(GrantForm, add_grant),
    "revokes": Entries(RevokeForm, add_revoke),
    "default_privileges": Entries(DefaultPrivilegeForm, add_default_privilege),
    "security_labels": Entries(SecurityLabelForm, add_security_label),
}
# A document with one of these keys is that object's body; `schema` names the document's schema instead.
SINGLE: Mapping[str, Objects] = {o.kind: o for o in OBJECTS.values() if o.kind != "schema"}
