"""What is declared and a server of this version cannot hold: said before anything runs."""

from __future__ import annotations

from collections.abc import Iterable

from dbtool.errors import WrongUsage
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role
from dbtool.model.change import Alter, Change, Create
from dbtool.model.database import Database

OPTIONS_SINCE = 160000


def refuse_unsupported(changes: Iterable[Change], wanted: Database, version: int) -> None:
    """Raise WrongUsage for a membership whose options the server does not know.

    Before PostgreSQL 16 a member may always SET ROLE, and whether it inherits is an attribute of the member.
    """
    if version >= OPTIONS_SINCE:
        return
    for change in changes:
        if not isinstance(change, Create | Alter) or not isinstance(change.new, Membership):
            continue
        membership = change.new
        member = wanted.get("role", membership.member)
        inherits = member.inherit if isinstance(member, Role) else True
        for option, asked, there in (
            ("set", membership.set_role, True),
            ("inherit", membership.inherit, inherits),
        ):
            if asked is not None and asked != there:
                raise WrongUsage(
                    f"the membership of {membership.member} in {membership.role} says {option}:"
                    f" {str(asked).lower()}, which PostgreSQL {version // 10000} cannot hold",
                    hint="leave it out: before 16 a member may SET ROLE, and inherits by its own attribute",
                )
