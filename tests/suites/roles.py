"""Roles that a schema names and does not create: as owners, in grants and in policies."""

from __future__ import annotations

import re

from tests.suites.postgres import created_roles

NAME = r"(?:\w+|\"(?:[^\"]|\"\")+\")"
NAMES = rf"({NAME}(?:\s*,\s*{NAME})*)"
NAMED = re.compile(
    rf"\b(?:owner\s+to|authorization|for\s+(?:role|user)|set\s+role|granted\s+by|user\s+mapping\s+for)\s+{NAMES}"
    rf"|\b(?:grant|create\s+policy|alter\s+policy)\b[^;]*?\bto\s+(?:group\s+)?{NAMES}"
    rf"|\brevoke\b[^;]*?\bfrom\s+(?:group\s+)?{NAMES}",
    re.IGNORECASE,
)
COMMENT = re.compile(r"--[^\n]*")
# Words that stand in a role's place.
NO_ROLES = frozenset({"public", "none", "current_user", "current_role", "session_user", "user", "postgres"})


def named_roles(*texts: str) -> tuple[str, ...]:
    """Give the roles that the SQL names, without those that it creates."""
    created = {*created_roles(*texts), *NO_ROLES}
    found = (
        _raw(name)
        for text in texts
        for match in NAMED.finditer(COMMENT.sub("", text))
        for names in match.groups()
        for name in re.findall(NAME, names or "")
    )
    return tuple(dict.fromkeys(name for name in found if name not in created))


def _raw(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
