"""What is generated from a table's tenant is what one would write by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.definitions.contract import Definitions
from dbtool.definitions.loader import load
from dbtool.errors import InvalidDefinitions
from dbtool.model.tenancy import TenantTable

SETTING = "(SELECT NULLIF(current_setting('app.uid', true), '')::uuid)"
ROLES = "roles: [app, reports, audit, backup]\n"
TENANCY = "tenancy: {setting: app.uid, type: uuid, roles: {app: tenant, audit: auditor, backup: backup}}\n"
ACCOUNTS = """
  accounts:
    columns: {id: bigint not null, user_id: uuid not null, open: boolean}
    primary_key: [id]
"""
FILLS = """
  fills:
    columns: {id: bigint, account_id: bigint not null}
    foreign_keys: ["account_id -> accounts"]
"""
HYPERTABLE = f"""
{TENANCY}
extensions: [timescaledb]
tables:
  t:
    columns: {{time: timestamptz, u: uuid}}
    hypertable: time
"""
AGGREGATE = """
continuous_aggregates:
  c:
    query: select time_bucket('1 day', time) d, u from public.t group by 1, 2
"""


def _load(folder: Path, text: str) -> Definitions:
    folder.mkdir(exist_ok=True)
    (folder / "a.yml").write_text(ROLES + text)
    return load([folder], variables={}, target=None, database="d")


def _same(tmp_path: Path, generated: str, by_hand: str) -> None:
    one = _load(tmp_path / "generated", TENANCY + "tables:\n" + generated)
    other = _load(tmp_path / "by_hand", "tables:\n" + by_hand)
    assert {fact.key: fact for fact in one.facts} == {fact.key: fact for fact in other.facts}


OWN = f'"user_id = {SETTING}"'
BY_ACCOUNT = f'"account_id IN (SELECT p.id FROM public.accounts AS p WHERE p.user_id = {SETTING})"'
AUDIT = "everything_select: {for: select, to: audit, using: 'true'}"
FORCED = "row_security: {force: true}"


def test_tenant_column_gives_row_security_policy_and_index(tmp_path: Path) -> None:
    _same(
        tmp_path,
        ACCOUNTS + "    tenant: user_id",
        f"""{ACCOUNTS}
    {FORCED}
    policies:
      tenant: {{to: app, using: {OWN}, check: {OWN}}}
      {AUDIT}
    indexes: {{accounts_user_id_idx: user_id}}
""",
    )


def test_via_goes_through_the_parent_over_its_foreign_key(tmp_path: Path) -> None:
    by_hand = f"""{ACCOUNTS}{FILLS}
    {FORCED}
    policies:
      tenant: {{to: app, using: {BY_ACCOUNT}, check: {BY_ACCOUNT}}}
      {AUDIT}
    indexes: {{fills_account_id_idx: account_id}}
"""
    _same(tmp_path, f"{ACCOUNTS}{FILLS}    tenant: account_id.user_id", by_hand)
    intended = f"{ACCOUNTS}    tenant: user_id\n    isolation: none\n{FILLS}    via: account_id"
    _same(tmp_path, intended, by_hand)


def test_via_names_what_no_foreign_key_points_at(tmp_path: Path) -> None:
    fills = "\n  fills:\n    columns: {id: bigint, account_id: bigint not null}\n"
    by_hand = f"""{ACCOUNTS}{fills}
    {FORCED}
    policies:
      tenant: {{to: app, using: {BY_ACCOUNT}, check: {BY_ACCOUNT}}}
      {AUDIT}
    indexes: {{fills_account_id_idx: account_id}}
"""
    meant = f"{ACCOUNTS}    tenant: user_id\n    isolation: none\n{fills}"
    for spelled in ("account_id -> accounts(id)", "{column: account_id, table: accounts, references: id}"):
        _same(tmp_path, f"{meant}    via: {spelled}", by_hand)


LINKED = """
  orders:
    columns: {id: bigint, user_id: uuid, account_id: bigint, fill_id: bigint, parent_id: bigint}
    foreign_keys: [account_id -> accounts, fill_id -> fills(id), parent_id -> orders(id)]
    primary_key: [id]
"""


def test_what_a_new_row_points_at_has_to_be_the_tenants_own(tmp_path: Path) -> None:
    account = f"account_id IN (SELECT p.id FROM public.accounts AS p WHERE p.user_id = {SETTING})"
    fill = (
        "fill_id IN (SELECT p.id FROM public.fills AS p WHERE"
        f" p.account_id IN (SELECT p2.id FROM public.accounts AS p2 WHERE p2.user_id = {SETTING}))"
    )
    new = f'"user_id = {SETTING} AND (account_id IS NULL OR {account}) AND (fill_id IS NULL OR {fill})"'
    parents = f"{ACCOUNTS}    tenant: user_id\n    isolation: none\n{FILLS}    via: account_id\n"
    parents += "    isolation: none\n"
    _same(
        tmp_path,
        f"{parents}{LINKED}    tenant: user_id",
        f"""{ACCOUNTS}{FILLS}{LINKED}
    {FORCED}
    policies:
      tenant: {{to: app, using: {OWN}, check: {new}}}
      {AUDIT}
    indexes: {{orders_user_id_idx: user_id}}
""",
    )


@pytest.mark.parametrize(
    "link",
    [
        "users: {columns: {id: uuid}, primary_key: [id], tenant: id}",
        "users: {columns: {id: uuid, user_id: uuid}, primary_key: [id, user_id], tenant: user_id}",
        "users: {columns: {id: uuid, user_id: uuid}, primary_key: [id], shared: true}",
        "users: {columns: {id: uuid, user_id: uuid}, primary_key: [id]}",
        # Whose those are is asked of the very table that points at them.
        "users: {columns: {id: uuid, to: uuid}, primary_key: [id], foreign_keys: [to -> t(id)], via: to}",
    ],
)
def test_what_says_the_tenant_itself_or_is_everyones_is_not_looked_at(tmp_path: Path, link: str) -> None:
    key = "at, user_id -> users(id, user_id)" if "[id, user_id]" in link else "at -> users(id)"
    text = f"""{TENANCY}tables:
  {link}
  t:
    columns: {{id: uuid, user_id: uuid, at: uuid}}
    primary_key: [id]
    foreign_keys: ["{key}"]
    tenant: user_id
"""
    found = _load(tmp_path / "d", text)
    checks = [
        getattr(fact, "check", None)
        for fact in found.facts
        if fact.kind == "policy" and fact.key.path == ("public", "t", "tenant")
    ]
    assert checks == [f"user_id = {SETTING}"]


def test_one_tenant_alone_needs_no_setting(tmp_path: Path) -> None:
    tenancy = "tenancy: {single: all of it is ours, roles: {app: tenant}}\n"
    text = f"{tenancy}tables:\n{ACCOUNTS}    shared: true\n"
    found = _load(tmp_path / "d", text)
    assert found.tenancy is not None
    assert (found.tenancy.single, found.tenancy.app_roles) == ("all of it is ours", ("app",))
    assert [fact for fact in found.facts if fact.kind in ("policy", "row_security")] == []


def test_no_second_index_where_one_begins_with_the_tenant(tmp_path: Path) -> None:
    for spelled in ("indexes: {x: [user_id desc, id]}", "unique: [[user_id, id]]"):
        found = _load(tmp_path / "d", f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    {spelled}\n")
        assert [fact.key.path[1] for fact in found.facts if fact.kind == "index"] in (["x"], [])
    for spelled in ("indexes: {x: [id, user_id]}", 'indexes: {x: ["lower(user_id::text)"]}'):
        found = _load(tmp_path / "d", f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    {spelled}\n")
        names = {fact.key.path[1] for fact in found.facts if fact.kind == "index"}
        assert names == {"x", "accounts_user_id_idx"}


def test_access_decides_which_commands_have_a_policy(tmp_path: Path) -> None:
    _same(
        tmp_path,
        f"{ACCOUNTS}    tenant: user_id\n"
        "    access:\n"
        "      {reports: {select: own}, audit: {select: all, delete: all}, app: {all: own, delete: none}}",
        f"""{ACCOUNTS}
    {FORCED}
    policies:
      tenant_select: {{for: select, to: [app, reports], using: {OWN}}}
      tenant_insert: {{for: insert, to: [app], check: {OWN}}}
      tenant_update: {{for: update, to: [app], using: {OWN}, check: {OWN}}}
      {AUDIT}
      everything_delete: {{for: delete, to: audit, using: 'true'}}
    indexes: {{accounts_user_id_idx: user_id}}
""",
    )


def test_public_rows_are_seen_and_not_written(tmp_path: Path) -> None:
    _same(
        tmp_path,
        f"{ACCOUNTS}    tenant: user_id\n    public_when: open",
        f"""{ACCOUNTS}
    {FORCED}
    policies:
      tenant_select: {{for: select, to: app, using: "(user_id = {SETTING}) OR (open)"}}
      tenant_insert: {{for: insert, to: app, check: {OWN}}}
      tenant_update: {{for: update, to: app, using: {OWN}, check: {OWN}}}
      tenant_delete: {{for: delete, to: app, using: {OWN}}}
      {AUDIT}
    indexes: {{accounts_user_id_idx: user_id}}
""",
    )


def test_policies_written_by_hand_replace_the_generated(tmp_path: Path) -> None:
    found = _load(
        tmp_path / "d",
        f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    policies: {{mine: {{using: 'false'}}}}\n",
    )
    assert [fact.key.path for fact in found.facts if fact.kind == "policy"] == [
        ("public", "accounts", "mine")
    ]
    assert ("row_security", ("public", "accounts")) in {fact.key for fact in found.facts}


def test_row_security_written_by_hand_stays(tmp_path: Path) -> None:
    text = f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    row_security: {{force: false}}\n"
    found = _load(tmp_path / "d", text)
    assert [getattr(fact, "forced", None) for fact in found.facts if fact.kind == "row_security"] == [False]


def test_on_unset_and_type_make_the_value(tmp_path: Path) -> None:
    for tenancy, value in (
        ("{setting: app.t, app_roles: app}", "NULLIF(current_setting('app.t', true), '')"),
        ("{setting: app.t, type: int, on_unset: error, app_roles: app}", "current_setting('app.t')::int"),
    ):
        found = _load(tmp_path / "d", f"tenancy: {tenancy}\ntables:\n{ACCOUNTS}    tenant: user_id\n")
        using = [getattr(fact, "using", None) for fact in found.facts if fact.kind == "policy"]
        assert using == [f"user_id = (SELECT {value})"]


def test_membership_decides_whose_the_tenants_are(tmp_path: Path) -> None:
    found = _load(
        tmp_path / "d",
        """
tenancy:
  {setting: app.uid, type: int, app_roles: app, membership: {table: members, principal: uid, tenant: org}}
tables:
  members: {columns: {uid: int, org: int}, primary_key: [uid, org], tenant: org}
  orders: {columns: {id: int, org: int}, tenant: org}
""",
    )
    using = {fact.key.path[1]: getattr(fact, "using", None) for fact in found.facts if fact.kind == "policy"}
    uid = "(SELECT NULLIF(current_setting('app.uid', true), '')::int)"
    assert using == {
        "members": f"uid = {uid}",
        "orders": f"org IN (SELECT m.org FROM public.members AS m WHERE m.uid = {uid})",
    }


def test_isolating_view_has_the_grants_instead_of_the_table(tmp_path: Path) -> None:
    _same_view = f"""{ACCOUNTS}{FILLS}
    indexes: {{fills_account_id_idx: account_id}}
    grants: {{audit: select}}
views:
  fills_own:
    query: SELECT * FROM public.fills WHERE {BY_ACCOUNT[1:-1]}
    options: {{security_barrier: true, check_option: cascaded}}
    grants: {{app: {{select: true, insert: [account_id]}}, public: select}}
"""
    _same(
        tmp_path,
        f"{ACCOUNTS}{FILLS}    tenant: account_id.user_id\n    isolation: view\n"
        "    grants: {app: {select: true, insert: [account_id]}, public: select, audit: select}\n",
        _same_view,
    )


def test_isolating_view_takes_what_grants_on_all_tables_gave(tmp_path: Path) -> None:
    text = f"""
{TENANCY}
tables:
{ACCOUNTS}    tenant: user_id
    isolation: view:mine
grants: {{on: {{tables: all}}, to: app, privileges: select}}
"""
    found = _load(tmp_path / "d", text)
    assert [statement.sql for statement in found.statements] == [
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app",
        "REVOKE ALL ON TABLE public.accounts FROM PUBLIC, app",
    ]
    assert found.tenancy is not None
    assert found.tenancy.tables["public", "accounts"].view == ("public", "mine")


def test_owner_of_an_isolating_view_may_read_what_leads_to_the_tenant(tmp_path: Path) -> None:
    owner = ACCOUNTS + "    tenant: user_id\n" + FILLS + "    owner: reports\n"
    found = _load(tmp_path / "d", f"{TENANCY}tables:\n{owner}    via: account_id\n    isolation: view\n")
    policies = {
        fact.key.path[1:]: getattr(fact, "roles", None) for fact in found.facts if fact.kind == "policy"
    }
    assert policies["accounts", "tenant_select"] == ("reports",)


def test_bodies_complete_what_the_section_says(tmp_path: Path) -> None:
    text = f"""
tenancy:
  setting: app.uid
  app_roles: app
  tables: {{accounts: {{public_when: open, tenant: id}}}}
  access: {{app: {{accounts: all, prices: {{select: all}}}}}}
tables:
{ACCOUNTS}    tenant: user_id
    access: {{app: {{select: own}}}}
"""
    tenancy = _load(tmp_path / "d", text).tenancy
    assert tenancy is not None
    assert tenancy.tables == {("public", "accounts"): TenantTable(tenant="user_id", public_when="open")}
    assert tenancy.access["app"] == {
        ("public", "accounts"): {"select": "own"},
        ("public", "prices"): {"select": "all"},
    }


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (f"tables:\n{ACCOUNTS}    tenant: user_id", "nothing says what one is", "write tenancy: {setting"),
        (f"{TENANCY}tables:\n{ACCOUNTS}    via: user_id", 'has the column "user_id"', "name the column"),
        (
            f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    row_security: false",
            "without row security",
            "write isolation: none or view",
        ),
        (
            f"{HYPERTABLE}    tenant: u\n    compression: {{segment_by: u}}",
            "refuses row security on a table that is compressed",
            "write isolation: view",
        ),
        (
            f"{HYPERTABLE}    tenant: u\n{AGGREGATE}",
            "that a continuous aggregate reads: public.c",
            "write isolation: view",
        ),
        (
            f"{HYPERTABLE}{AGGREGATE}    tenant: u",
            "a continuous aggregate cannot have row security",
            "write isolation: view",
        ),
        (
            f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    isolation: view\n"
            "grants: {on: {table: accounts}, to: app, privileges: select}",
            "app is to reach the rows of public.accounts by a view alone",
            "grant it on public.accounts_own",
        ),
        (
            f"{TENANCY}tables:\n{ACCOUNTS}    tenant: user_id\n    isolation: view\n    public_when: open",
            "could be written through a view",
            "leave public_when out",
        ),
        (
            f"{TENANCY}tables:\n  a: {{columns: {{id: int, b: int}}, primary_key: [id], via: b, "
            "foreign_keys: [b -> a(id)]}",
            "leads back to itself",
            "name the column",
        ),
        (
            f"tenancy: {{single: ours}}\ntables:\n{ACCOUNTS}    tenant: user_id",
            "tenancy says that there is one tenant, and this is about several",
            "write setting: in place of single:",
        ),
        (
            f"{TENANCY}tables:\n{ACCOUNTS}    via: user_id -> users",
            'expected "column -> table(column)", found the text "user_id -> users"',
            "name the column there",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_isolated_so_is_an_error(tmp_path: Path, text: str, message: str, hint: str) -> None:
    with pytest.raises(InvalidDefinitions) as raised:
        _load(tmp_path / "d", text)
    (error,) = raised.value.errors
    assert message in error.message
    assert (error.hint or "").startswith(hint)
