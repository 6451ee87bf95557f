"""MENDERS: the only registration. The first that has an answer counts, last resorts after all others."""

from __future__ import annotations

from dbtool.execute.mending.mend import Mender
from dbtool.execute.mending.menders import (
    auto_increment,
    duplicate,
    empty_array,
    foreign_key,
    hypertable_key,
    if_not_exists,
    inline_index,
    missing_extension,
    missing_role,
    mysql_options,
    mysql_types,
    on_update,
    partition_key,
    renamed_columns,
    trigger_old,
)

MENDERS: tuple[Mender, ...] = (
    missing_extension.MENDER,
    empty_array.MENDER,
    hypertable_key.MENDER,
    partition_key.MENDER,
    foreign_key.BETWEEN_HYPERTABLES,
    if_not_exists.MENDER,
    auto_increment.MENDER,
    on_update.MENDER,
    inline_index.MENDER,
    mysql_types.MENDER,
    mysql_options.MENDER,
    trigger_old.MENDER,
    duplicate.MENDER,
    renamed_columns.MENDER,
    missing_role.MENDER,
    foreign_key.MENDER,
)
