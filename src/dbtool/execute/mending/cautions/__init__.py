"""CAUTIONS: the only registration of what is valid, dangerous, and to be seen in statements alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dbtool.documents.document import Document
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.archive_command import archive_command
from dbtool.execute.mending.cautions.backups import backups
from dbtool.execute.mending.cautions.default_index_twin import default_index_twin
from dbtool.execute.mending.cautions.fan_out import fan_out
from dbtool.execute.mending.cautions.granted_too_early import granted_too_early
from dbtool.execute.mending.cautions.partition_bounds import partition_bounds
from dbtool.execute.mending.cautions.pasted_names import pasted_names
from dbtool.execute.mending.cautions.retention_scope import retention_scope
from dbtool.execute.mending.cautions.setting_cast import setting_cast
from dbtool.execute.mending.cautions.shared_sequence import shared_sequence
from dbtool.execute.mending.cautions.told_otherwise import (
    announced_too_late,
    asked_in_prose,
    several_databases,
    told_as_table,
)
from dbtool.execute.mending.cautions.untouched_column import untouched_column
from dbtool.execute.mending.scene import Scene

CAUTIONS: tuple[Callable[[Scene, Document], Iterable[ImportFinding]], ...] = (
    setting_cast,
    granted_too_early,
    default_index_twin,
    partition_bounds,
    shared_sequence,
    retention_scope,
    untouched_column,
    pasted_names,
    backups,
    archive_command,
    fan_out,
    told_as_table,
    several_databases,
    asked_in_prose,
    announced_too_late,
)
