"""Templates of views, materialized views, functions and triggers, run on a server and read back."""

from __future__ import annotations

import dataclasses

import pytest

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.table import Table
from dbtool.kinds.relations.view import View
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.change import Create
from dbtool.model.fact import Expr
from dbtool.model.plan import Action
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, in_schema, sql_of

T = "Täble"
SELECT = in_schema(' SELECT "Id",\n    note\n   FROM @S."Täble"')


@pytest.fixture
def table(bench: Workbench) -> Workbench:
    """A table to read from."""
    bench.create(
        Table(schema=S, name=T),
        Column(schema=S, table=T, name="Id", position=1, type=Expr("integer")),
        Column(schema=S, table=T, name="note", position=2, type=Expr("text")),
    )
    return bench


def test_view(table: Workbench, roles: tuple[str, str]) -> None:
    view = View(
        schema=S,
        name="My View",
        definition=SELECT,
        columns=(("Id", "integer"), ("note", "text")),
        options={"security_invoker": "true", "check_option": "local"},
        owner=roles[0],
        comment="It's a view",
    )
    assert not hazards_of(table.create(view)) - {"changes-access"}
    steps = table.vary(view, options={"security_barrier": "true"}, comment=None)
    assert hazards_of(steps) == {"changes-access"}
    table.vary(view, owner=roles[1])
    longer = dataclasses.replace(
        view, definition=Expr(SELECT.replace("note\n", "note,\n    1 AS one\n")),
        columns=(("Id", "integer"), ("note", "text"), ("one", "integer")), options={},
    )  # fmt: skip
    table.alter(longer)
    assert hazards_of(table.drop(longer)) == {"breaks-clients"}


def test_view_as_its_author_wrote_it(table: Workbench) -> None:
    live = table.read()
    view = View(
        schema="public", name="v", columns=(("a",), ("B c",)),
        definition=Expr("select 1, 2; -- two"),
    )  # fmt: skip
    text = sql_of(table.steps(Action("create", Create(view)), live, live))
    table.sql(text)
    assert table.sql('SELECT a, "B c" FROM public.v') == [(1, 2)]


def test_materialized_view(table: Workbench, roles: tuple[str, str], tablespace: str) -> None:
    table.sql('CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler')
    view = MaterializedView(
        schema=S, name="My View", definition=SELECT, options={"fillfactor": "70"}, owner=roles[0], comment="M"
    )  # fmt: skip
    steps = table.create(view)
    assert [step.alone for step in steps] == [False, True, False, False]
    assert table.sql('SELECT count(*) FROM @S."My View"') == [(0,)]
    table.vary(view, options={"autovacuum_enabled": "false"}, owner=roles[1], comment=None)
    table.vary(view, access_method="Heap 2", tablespace=tablespace)
    assert hazards_of(table.drop(view)) == {"breaks-clients"}
    placed = MaterializedView(
        schema=S, name="Placed", definition=SELECT, access_method="Heap 2", tablespace=tablespace
    )  # fmt: skip
    table.create(placed)


DEFINITION = in_schema("""CREATE OR REPLACE FUNCTION @S."Täx"(a integer, b text DEFAULT 'x'::text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$ SELECT a; -- {{ not jinja }} % :x $function$
""")


def test_function(bench: Workbench, roles: tuple[str, str]) -> None:
    function = Function(
        schema=S,
        name="Täx",
        arguments="integer, text",
        result=Expr("integer"),
        signature=Expr("a integer, b text DEFAULT"),
        definition=DEFINITION,
        owner=roles[0],
        comment="It's",
    )
    bench.create(function)
    other = Expr(DEFINITION.replace("SELECT a;", "SELECT a + 1;"))
    bench.vary(function, definition=other, owner=roles[1], comment=None)
    assert hazards_of(bench.drop(function)) == {"breaks-clients"}


def test_procedure_and_odd_arguments(bench: Workbench, roles: tuple[str, str]) -> None:
    bench.sql("""
        CREATE PROCEDURE @S."Prö"(INOUT a integer, VARIADIC b text[]) LANGUAGE plpgsql
        AS $$BEGIN a := 1; END$$;
        CREATE PROCEDURE @S.p_out(a int, OUT b integer) LANGUAGE plpgsql AS $$BEGIN b := 1; END$$;
        CREATE FUNCTION @S.f(OUT a integer, OUT b text) LANGUAGE sql
        BEGIN ATOMIC SELECT 1 AS a, 'x'::text AS b; END
    """)
    live = bench.read()
    for fact in [fact for key, fact in live.facts.items() if key.kind == "function"]:
        assert isinstance(fact, Function)
        bench.drop(fact)
        bench.create(fact)
        bench.alter(dataclasses.replace(fact, owner=roles[0], comment="Odd"))


def test_trigger(table: Workbench) -> None:
    table.sql("CREATE FUNCTION public.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    trigger = Trigger(
        schema=S,
        table=T,
        name="Trig 'ger'",
        definition=in_schema(
            'CREATE TRIGGER "Trig \'ger\'" BEFORE INSERT OR UPDATE OF note ON @S."Täble"'
            " FOR EACH ROW WHEN ((new.note = 'a;--'::text)) EXECUTE FUNCTION public.t()"
        ),
        enabled="always",
        comment="Tr",
    )
    table.create(trigger)
    table.vary(trigger, enabled="disabled", comment=None)
    table.vary(trigger, enabled="replica")
    table.alter(dataclasses.replace(trigger, enabled="origin"))
    table.drop(trigger)


def test_trigger_of_a_view(table: Workbench) -> None:
    table.create(View(schema=S, name="v", definition=SELECT, columns=(("Id", "integer"), ("note", "text"))))
    table.sql("CREATE FUNCTION public.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    definition = in_schema(
        "CREATE TRIGGER t INSTEAD OF INSERT ON @S.v FOR EACH ROW EXECUTE FUNCTION public.t()"
    )
    trigger = Trigger(schema=S, table="v", name="t", definition=definition, comment="Instead")
    table.create(trigger)
    table.vary(trigger, comment=None)
    table.drop(trigger)
