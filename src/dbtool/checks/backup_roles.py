"""Which roles are for backups: by their name, since nothing else says so."""

from __future__ import annotations

import re

from dbtool.kinds.access.role import Role

_WORDS = frozenset({"backup", "backups", "dump", "dumper", "pgdump", "bak"})


def is_backup(role: Role) -> bool:
    """Say whether a word of the role's name is one that backups have."""
    return not _WORDS.isdisjoint(re.split(r"[\W_]+", role.name.lower()))
