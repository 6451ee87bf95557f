"""The tenancy of a stand-alone file: every shape that is taken, and the place of what is wrong."""

from pathlib import Path

import pytest

from dbtool.definitions.tenancy import read_tenancy
from dbtool.errors import InvalidDefinitions
from dbtool.model.tenancy import Membership, Principal, Target, Tenancy, TenantTable

_ALL = ("select", "insert", "update", "delete")


def _read(tmp_path: Path, text: str) -> Tenancy:
    file = tmp_path / "tenancy.yml"
    file.write_text(text)
    return read_tenancy(file)


def test_tenancy_stands_below_its_key_or_alone(tmp_path: Path) -> None:
    alone = "setting: app.tenant\ntenants: [1, 2]\napp_roles: app\ntenant_column: tenant_id\n"
    below = "tenancy:\n" + "".join(f"  {line}\n" for line in alone.splitlines())
    wanted = Tenancy(setting="app.tenant", tenants=("1", "2"), app_roles=("app",), tenant_column="tenant_id")
    assert _read(tmp_path, alone) == _read(tmp_path, below) == wanted


def test_options_replace_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "tenancy.yml"
    file.write_text("setting: app.tenant\ntype: text\n")
    found = read_tenancy(file, {"type": "uuid", "tenants": ["a", "b"], "tenant_column": None})
    assert found == Tenancy(setting="app.tenant", type="uuid", tenants=("a", "b"))
    assert read_tenancy(None, {"setting": "app.tenant"}) == Tenancy(setting="app.tenant")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("app.user_id", Principal(setting="app.user_id", type="uuid")),
        ("user_id", Principal(setting="app.t", column="user_id", type="uuid")),
        ("[7, 8.50]", Principal(setting="app.t", type="uuid", values=("7", "8.50"))),
        (
            "{setting: app.user_id, type: integer, values: [7, 8], column: member_id}",
            Principal(setting="app.user_id", column="member_id", type="integer", values=("7", "8")),
        ),
    ],
)
def test_principal_has_four_spellings(tmp_path: Path, text: str, wanted: Principal) -> None:
    assert _read(tmp_path, f"setting: app.t\ntype: uuid\nprincipal: {text}\n").principal == wanted


def test_membership_and_isolation_find_their_schema(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        """
setting: app.t
schemas: [app]
membership: {table: members, principal: user_id, tenant: org_id}
isolation: {a: rls, other.b: "view:api.b", c: "view: c_view", d: view, e: none, F: shared}
""",
    )
    assert found.membership == Membership(table=("app", "members"), principal="user_id", tenant="org_id")
    assert found.tables == {
        ("app", "a"): TenantTable(isolation="rls"),
        ("other", "b"): TenantTable(isolation="view", view=("api", "b")),
        ("app", "c"): TenantTable(isolation="view", view=("app", "c_view")),
        ("app", "d"): TenantTable(isolation="view"),
        ("app", "e"): TenantTable(isolation="none"),
        ("app", "F"): TenantTable(isolation="none", shared=True),
    }


def test_access_takes_commands_in_any_case_and_all(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        """
setting: app.t
schemas: [a, b]
access:
  app:
    orders: {SELECT: own, All: none}
    b.prices: ALL
  reports: {public.orders: {select: All}}
""",
    )
    assert found.access == {
        "app": {
            ("public", "orders"): dict.fromkeys(_ALL, "none") | {"select": "own"},
            ("b", "prices"): dict.fromkeys(_ALL, "all"),
        },
        "reports": {("public", "orders"): {"select": "all"}},
    }


def test_roles_say_what_each_is(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        """
setting: app.t
app_roles: [web]
roles: {web: tenant, job: tenant, audit: auditor, op: all, b: backup}
""",
    )
    assert found.app_roles == ("web", "job")
    assert found.privileged_roles == ("audit", "op")
    assert found.backup_roles == ("b",)


def test_tables_stand_in_the_tenancy_or_beside_it(tmp_path: Path) -> None:
    tables = "{orders: {via: portfolio_id, isolation: rls, access: {app: {select: own}}}, p: {shared: true}}"
    inside = _read(tmp_path, f"tenancy:\n  setting: app.t\n  tables: {tables}\n")
    beside = _read(tmp_path, f"tenancy: {{setting: app.t}}\ntables: {tables}\n")
    assert inside == beside
    assert inside.tables["public", "orders"] == TenantTable(via="portfolio_id")
    assert inside.tables["public", "p"].shared
    named = _read(tmp_path, "setting: app.t\ntables: {o: {via: 'p_id -> p(id)'}}\n").tables["public", "o"]
    assert named == TenantTable(via="p_id", points_at=Target(("public", "p"), "id"))
    assert inside.access == {"app": {("public", "orders"): {"select": "own"}}}


def test_one_tenant_alone_is_a_reason_and_no_setting(tmp_path: Path) -> None:
    found = _read(tmp_path, "tenancy: {single: one firm's own, app_roles: [web], schemas: [app]}\n")
    assert found == Tenancy(setting="", single="one firm's own", app_roles=("web",), schemas=("app",))


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("tenancy:\n  setting: a.b\n  tenats: [1, 2]", 3, 'unknown key "tenats"', 'did you mean "tenants"?'),
        ("type: uuid", 1, "one of the keys setting and single is missing", None),
        ("setting: a.b\nsingle: ours", 1, "setting and single exclude each other", "keep one of the two"),
        (
            "single: ours\ntenants: [1, 2]",
            1,
            "single says that there is one tenant, tenants is about several",
            "keep one of the two",
        ),
        ("setting: a.b\ntenants: [1]", 2, "expected two values, found 1", "write [one, another]"),
        ("setting: a.b\non_unset: emty", 2, "expected one of empty, error", 'did you mean "empty"?'),
        ("setting: a.b\nisolation:\n  t: vew", 3, "expected one of rls, view, none", 'did you mean "view"?'),
        ("setting: a.b\nisolation:\n  t: rls:v", 3, "only a view has a name", "write view:schema.name"),
        (
            "setting: a.b\naccess:\n  r:\n    t: {SELCT: own}",
            4,
            'found the text "SELCT"',
            'did you mean "select"?',
        ),
        ("setting: a.b\naccess:\n  r:\n    t: {SELECT: owm}", 4, 'the text "owm"', 'did you mean "own"?'),
        ("setting: a.b\nmembership: {table: m}", 2, 'the key "principal" is missing', None),
        ("tenancy: {setting: a.b}\napp_roles: [a]", 2, 'stands beside tenancy', "indent it under it"),
        ("- a", 1, "expected a mapping, found a list", "write setting: app.tenant_id and app_roles: [app]"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line_and_a_next_step(
    tmp_path: Path, text: str, line: int, message: str, hint: str | None
) -> None:
    with pytest.raises(InvalidDefinitions) as raised:
        _read(tmp_path, text)
    error = raised.value.errors[0]
    assert message in error.message
    assert error.hint == hint
    assert error.origin is not None
    assert error.origin.line == line


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidDefinitions) as raised:
        read_tenancy(tmp_path / "none.yml")
    assert "cannot be read" in raised.value.errors[0].message
