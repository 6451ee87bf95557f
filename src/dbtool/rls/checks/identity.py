"""Policies that go by something that all tenants share."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import literal
from dbtool.rls.checks.base import as_role, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import applied
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import Predicate
from dbtool.rls.review import Review
from dbtool.rls.tree import Node, places

# What compares, and how far above a value it may stand: over a cast or two.
_COMPARING = ("OPEXPR", "SCALARARRAYOPEXPR", "DISTINCTEXPR", "SUBLINK")
_NEAR = 3


def _shared_identity(review: Review) -> Iterator[Finding]:
    """A policy tells tenants apart by something that all of them share.

    With one login for the application `current_user` and `session_user` are the same for every tenant; the
    client's address and `application_name` are whatever the client says.

    Use a setting, or a role for each tenant.
    """
    alone = len(review.app_roles) == 1
    for each in applied(review):
        asked = _identities(each.predicate) if alone else set()
        asked |= {"application_name"} & each.predicate.settings
        asked |= {
            word
            for _, oid in each.predicate.calls
            if (word := each.predicate.called(oid)) in ("inet_client_addr", "inet_client_port")
        }
        if asked:
            yield Finding(
                id="RLS122",
                severity="warning",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} goes by {listed(sorted(asked))}, which tenants share",
                evidence=seen(
                    f"{each.roles[0]} acts for every tenant",
                    as_role(each.roles[0], f"SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"compare with current_setting({literal(review.tenancy.setting)}, true) in ALTER POLICY "
                f"{policy_sql(each.policy, each.relation)}",
            )


def _identities(predicate: Predicate) -> set[str]:
    """Give the names of the user that are compared with a column; a mere test for a role is none."""
    return {
        predicate.identity(place.node)
        for place in predicate.places
        if predicate.identity(place.node) and any(_compares_column(node) for node in place.above[-_NEAR:])
    }


def _compares_column(node: Node) -> bool:
    return node.tag in _COMPARING and any(below.node.tag == "VAR" for below in places(node))


CHECKS = (check("RLS122", "warning", _shared_identity),)
