"""KINDS: the only registration, in creation order."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.access import default_privilege, grant, membership, policy, role, row_security
from dbtool.kinds.base import Kind
from dbtool.kinds.relations import (
    column,
    column_default,
    constraint,
    domain,
    enum,
    extension,
    index,
    materialized_view,
    schema,
    sequence,
    sequence_ownership,
    table,
    view,
)
from dbtool.kinds.routines import function, trigger
from dbtool.kinds.timescale import (
    columnstore,
    columnstore_policy,
    continuous_aggregate,
    hypertable,
    job,
    refresh,
    retention,
)
from dbtool.kinds.upkeep import maintenance, partition_rule, row_retention, rows, view_refresh

KINDS: tuple[Kind, ...] = (
    role.KIND,
    membership.KIND,
    schema.KIND,
    extension.KIND,
    enum.KIND,
    domain.KIND,
    sequence.KIND,
    function.KIND,
    table.KIND,
    column.KIND,
    column_default.KIND,
    sequence_ownership.KIND,
    constraint.KIND,
    hypertable.KIND,
    view.KIND,
    materialized_view.KIND,
    index.KIND,
    trigger.KIND,
    rows.KIND,
    row_security.KIND,
    policy.KIND,
    columnstore.KIND,
    continuous_aggregate.KIND,
    columnstore_policy.KIND,
    retention.KIND,
    refresh.KIND,
    job.KIND,
    partition_rule.KIND,
    row_retention.KIND,
    view_refresh.KIND,
    maintenance.KIND,
    grant.KIND,
    default_privilege.KIND,
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
