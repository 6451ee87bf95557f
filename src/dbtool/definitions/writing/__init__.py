"""From a Database to definition files: the way back of `definitions.loader`.

Each kind has a writer, which says where in whose body its facts stand and how they are spelled there. The
layout decides on files, `yaml_text` on how they look. Nothing is left out in silence: what cannot be written
is given back with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dbtool.definitions.writing.access import (
    write_default_privileges,
    write_grants,
    write_memberships,
    write_roles,
)
from dbtool.definitions.writing.aggregates import write_aggregates
from dbtool.definitions.writing.base_types import write_access_methods, write_base_types
from dbtool.definitions.writing.beyond import write_column_settings
from dbtool.definitions.writing.columns import write_column_defaults, write_columns
from dbtool.definitions.writing.constraints import write_constraints
from dbtool.definitions.writing.database import write_database, write_role_settings
from dbtool.definitions.writing.documents import Written, put_together
from dbtool.definitions.writing.event_triggers import write_event_triggers
from dbtool.definitions.writing.foreign import (
    write_foreign_data_wrappers,
    write_foreign_tables,
    write_servers,
    write_user_mappings,
)
from dbtool.definitions.writing.grant_entries import Shared
from dbtool.definitions.writing.indexes import write_indexes
from dbtool.definitions.writing.languages import (
    write_languages,
    write_parsers,
    write_templates,
    write_transforms,
)
from dbtool.definitions.writing.namespaces import (
    write_extensions,
    write_schemas,
    write_sequence_ownerships,
    write_sequences,
)
from dbtool.definitions.writing.not_nulls import write_not_nulls
from dbtool.definitions.writing.operator_classes import write_classes, write_conversions, write_families
from dbtool.definitions.writing.operators import (
    write_casts,
    write_collations,
    write_configurations,
    write_dictionaries,
    write_operators,
)
from dbtool.definitions.writing.parts import write_index_settings, write_trigger_settings
from dbtool.definitions.writing.publications import (
    write_publication_schemas,
    write_publication_tables,
    write_publications,
)
from dbtool.definitions.writing.routines import write_functions
from dbtool.definitions.writing.row_security import write_policies, write_row_security
from dbtool.definitions.writing.said import Unwritten, Writer
from dbtool.definitions.writing.security_labels import write_security_labels
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.subscriptions import write_subscriptions
from dbtool.definitions.writing.table_statements import write_rules, write_statistics
from dbtool.definitions.writing.tables import write_tables
from dbtool.definitions.writing.timescale import (
    write_columnstore_policies,
    write_columnstores,
    write_compaction_policies,
    write_further_refreshes,
    write_hypertables,
    write_jobs,
    write_nothing,
    write_refreshes,
    write_reorder_policies,
    write_retentions,
)
from dbtool.definitions.writing.triggers import write_triggers
from dbtool.definitions.writing.types import (
    write_composite_types,
    write_domains,
    write_enums,
    write_range_types,
)
from dbtool.definitions.writing.upkeep import (
    write_maintenance,
    write_partition_rules,
    write_row_retentions,
    write_rows,
    write_view_refreshes,
)
from dbtool.definitions.writing.views import (
    write_continuous_aggregates,
    write_materialized_views,
    write_views,
)
from dbtool.model.database import EMPTY, Database

__all__ = ["WRITERS", "Written", "write"]

# The only registration, in the order in which the parts of a body come.
WRITERS: Mapping[str, Writer] = {
    "schema": write_schemas,
    "extension": write_extensions,
    "collation": write_collations,
    "text_search_parser": write_parsers,
    "text_search_template": write_templates,
    "text_search_dictionary": write_dictionaries,
    "text_search_configuration": write_configurations,
    "base_type": write_base_types,
    "access_method": write_access_methods,
    "enum": write_enums,
    "domain": write_domains,
    "composite_type": write_composite_types,
    "range_type": write_range_types,
    "sequence": write_sequences,
    "sequence_ownership": write_sequence_ownerships,
    "language": write_languages,
    "function": write_functions,
    "aggregate": write_aggregates,
    "operator": write_operators,
    "operator_family": write_families,
    "operator_class": write_classes,
    "conversion": write_conversions,
    "cast": write_casts,
    "transform": write_transforms,
    "foreign_data_wrapper": write_foreign_data_wrappers,
    "server": write_servers,
    "user_mapping": write_user_mappings,
    "table": write_tables,
    "foreign_table": write_foreign_tables,
    "column": write_columns,
    "column_default": write_column_defaults,
    "constraint": write_constraints,
    "column_setting": write_column_settings,
    "not_null": write_not_nulls,
    "view": write_views,
    "materialized_view": write_materialized_views,
    "continuous_aggregate": write_continuous_aggregates,
    "index": write_indexes,
    "statistics_object": write_statistics,
    "rule": write_rules,
    "index_setting": write_index_settings,
    "trigger": write_triggers,
    "trigger_setting": write_trigger_settings,
    "hypertable": write_hypertables,
    "chunk_tablespace": write_nothing,
    "chunk_skipping": write_nothing,
    "reorder_policy": write_reorder_policies,
    "partition_rule": write_partition_rules,
    "rows": write_rows,
    "row_security": write_row_security,
    "policy": write_policies,
    "columnstore": write_columnstores,
    "columnstore_policy": write_columnstore_policies,
    "compaction_policy": write_compaction_policies,
    "retention": write_retentions,
    "row_retention": write_row_retentions,
    "refresh": write_refreshes,
    "further_refresh": write_further_refreshes,
    "view_refresh": write_view_refreshes,
    "maintenance": write_maintenance,
    "job": write_jobs,
    "role": write_roles,
    "membership": write_memberships,
    "grant": write_grants,
    "default_privilege": write_default_privileges,
    "security_label": write_security_labels,
    "event_trigger": write_event_triggers,
    "database": write_database,
    "role_setting": write_role_settings,
    "subscription": write_subscriptions,
    "publication": write_publications,
    "publication_schema": write_publication_schemas,
    "publication_table": write_publication_tables,
}


def write(
    database: Database,
    *,
    base: Database = EMPTY,
    default_schema: str = "public",
    shared: Collection[Shared] = (),
) -> Written:
    """Give the definition files that say what is in the database.

    Shape: `base` is what an empty database holds, which no definition repeats; names without a schema are in
           `default_schema`; in `shared` schemas no grant is on all there is. The same database gives the
           same bytes.
    """
    source = Source(database, base, default_schema, shared)
    said = [one for kind, writer in WRITERS.items() for one in writer(database.of_kind(kind), source)]
    unknown = [Unwritten(key, "its kind has no writer") for key in database if key.kind not in WRITERS]
    return put_together([*said, *unknown], source)
