"""Privileges that row security does not bound, where they are granted on tables that have it."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit
from dbtool.checks.policies import has_row_security
from dbtool.checks.reach import exempt, grants
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def unbounded(database: Database, privilege: str, effect: str) -> Iterator[Hit]:
    """Give the grants of a privilege on tables with row security, to roles that it should bind."""
    for grant in grants(database):
        on_rows = grant.on_kind == "table" and privilege in grant.privileges
        if not on_rows or not has_row_security(database, grant.on):
            continue
        if not exempt(database, grant.grantee, grant.on, forced=True):
            yield Hit(
                grant.key,
                f"{grant.grantee} has {privilege} on {said(grant.on)}, whose row security does not ask"
                " about it:"
                f" {effect}",
                f"revoke {privilege.lower()}",
                (Key("row_security", grant.on),),
            )
