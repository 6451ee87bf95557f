"""Types of columns, taken apart."""

from __future__ import annotations

import pytest

from dbtool.checks.column_types import TypeParts, type_parts

CASES = {
    "numeric(20,8)": TypeParts("numeric", ("20", "8")),
    "decimal (20, 8) not null": TypeParts("numeric", ("20", "8")),
    "uuid not null default gen_random_uuid()": TypeParts("uuid"),
    "timestamp": TypeParts("timestamp without time zone"),
    "timestamp(3) with time zone not null": TypeParts("timestamp with time zone", ("3",)),
    "timestamp without time zone[]": TypeParts("timestamp without time zone", array=True),
    "timestamptz default now()": TypeParts("timestamp with time zone"),
    "time with time zone": TypeParts("time with time zone"),
    "character varying(20)[]": TypeParts("character varying", ("20",), array=True),
    "char varying(3)": TypeParts("character varying", ("3",)),
    "varchar(20)": TypeParts("character varying", ("20",)),
    "char": TypeParts("character"),
    '"char"': TypeParts("char"),
    "float(10)": TypeParts("real"),
    "FLOAT": TypeParts("double precision"),
    "double precision": TypeParts("double precision"),
    "int array": TypeParts("integer", array=True),
    "pg_catalog.int4": TypeParts("integer"),
    "app.side": TypeParts("side"),
    '"Odd Type"': TypeParts("Odd Type"),
}


@pytest.mark.parametrize("text", CASES)
def test_type_is_taken_apart(text: str) -> None:
    assert type_parts(text) == CASES[text]
