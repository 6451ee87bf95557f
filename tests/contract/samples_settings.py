"""Samples of what columns, indexes and triggers have for themselves that come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_setting import ColumnSetting
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.index_setting import IndexSetting
from dbtool.kinds.relations.table import Table
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.trigger import Trigger
from dbtool.kinds.routines.trigger_setting import TriggerSetting
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import TABLESPACE, Sample, Samples, schema

READ = "read from what stands above, and never asked for"


def _partitioned(n: Names) -> tuple[Fact, ...]:
    app = n("app")
    column = Column(schema=app, table=n("all"), name=n("id"), position=1, type=Expr("integer"))
    text = Column(schema=app, table=n("all"), name=n("text"), position=2, type=Expr("text"))
    twice = Column(
        schema=app,
        table=n("all"),
        name=n("twice"),
        position=3,
        type=Expr("integer"),
        generated=Expr(f"({n.column('id')} * 2)"),
    )
    return (
        schema(n),
        Table(schema=app, name=n("all"), partition_by=Expr(f"RANGE ({n.column('id')})")),
        *(column, text, twice),
        Table(
            schema=app,
            name=n("part"),
            partition_of=(app, n("all")),
            bound=Expr("FOR VALUES FROM (0) TO (10)"),
        ),
    )


def _column_setting(n: Names) -> list[Sample]:
    text = ColumnSetting(
        schema=n("app"),
        relation=n("part"),
        name=n("text"),
        comment="it's one",
        inherited={"storage": "extended"},
    )
    varied = {
        "nullable": False,
        "storage": "external",
        "compression": "pglz",
        "statistics": 0,
        "options": {"n_distinct": "-0.5"},
        "comment": "50% :x",
    }
    inherited = {"storage": "plain", "generated": f"({n.column('id')} * 2)"}
    twice = ColumnSetting(
        schema=n("app"), relation=n("part"), name=n("twice"), comment="two", inherited=inherited
    )
    world = _partitioned(n)
    return [
        Sample(text, world, varied, {"inherited": READ}),
        Sample(twice, world, {"generated": Expr(f"({n.column('id')} * 3)")}, since=17),
    ]


def _index_setting(n: Names) -> list[Sample]:
    app = n("app")
    index = Index(
        schema=app,
        name=n("found"),
        table=n("all"),
        definition=Expr(f"USING btree (lower({n.column('text')})) WITH (fillfactor='80')"),
    )
    usual = f"{n('part')}_lower_idx"
    fact = IndexSetting(
        schema=app,
        table=n("part"),
        index=n("found"),
        comment="it's one",
        usual=usual,
        inherited={"fillfactor": "80"},
        whole=(app, n("found")),
    )
    varied = {
        "name": n("own"),
        "options": {"fillfactor": "60", "deduplicate_items": "off"},
        "statistics": {"1": 100},
        "clustered": True,
        "comment": "50% :x",
    }
    exempt = {"tablespace": TABLESPACE, "usual": READ, "inherited": READ, "whole": READ}
    return [Sample(fact, (*_partitioned(n), index), varied, exempt)]


def _trigger_setting(n: Names) -> list[Sample]:
    stamp = n.sql("app", "stamp")
    call = Function(
        schema=n("app"),
        name=n("stamp"),
        arguments="",
        result=Expr("trigger"),
        definition=Expr(
            f"CREATE OR REPLACE FUNCTION {stamp}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
            "AS $function$BEGIN RETURN NEW; END$function$\n"
        ),
    )
    trigger = Trigger(
        schema=n("app"),
        table=n("all"),
        name=n("stamped"),
        definition=Expr(
            f"CREATE TRIGGER {n.column('stamped')} AFTER INSERT ON {n.sql('app', 'all')} "
            f"FOR EACH ROW EXECUTE FUNCTION {stamp}()"
        ),
    )
    fact = TriggerSetting(
        schema=n("app"),
        table=n("part"),
        name=n("stamped"),
        enabled="disabled",
        inherited="origin",
        whole=(n("app"), n("all"), n("stamped")),
    )
    world = (*_partitioned(n), call, trigger)
    return [Sample(fact, world, {"enabled": "replica"}, {"inherited": READ, "whole": READ})]


SAMPLES: Mapping[str, Samples] = {
    "column_setting": _column_setting,
    "index_setting": _index_setting,
    "trigger_setting": _trigger_setting,
}
