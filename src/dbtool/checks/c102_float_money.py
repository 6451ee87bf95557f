"""Money in a floating-point number, judged by the column's name.

`real` and `double precision` cannot hold 0.10, sums depend on the order in which they are made, and `=` fails
on values that look the same. `numeric` counts exactly. The rule goes by words in the column's name: amount,
balance, commission, cost, fee, pnl, price, profit and the like; a rate, a ratio, a percentage, a score or a
count of them is let be.

Bad:

```yaml
table: invoices
columns: {id: bigint, amount: double precision not null}
primary_key: [id]
```

Good:

```yaml
table: invoices
columns: {id: bigint, amount: "numeric(20, 2) not null"}
primary_key: [id]
```

Waive it for what is estimated rather than counted, such as a price that a model gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import FLOATS, type_parts
from dbtool.checks.reading import declared_columns, said
from dbtool.definitions.sql_tokens import listed
from dbtool.model.database import Database

_MONEY = listed(
    """
    amount amounts ask balance balances bid bill billing budget cash commission commissions cost costs credit
    debit deposit deposits dividend dividends due earnings equity expense expenses fee fees fund funds income
    invoice margin nav notional payment payments payout payouts pnl premium premiums price prices proceeds
    profit profits revenue salary spend strike subtotal tax taxes turnover wage wages withdrawal withdrawals
    usd eur gbp jpy chf
    """
)
# Money only together with one of the words below.
_VALUE = listed("value values worth")
_TOTAL = listed("total totals")
_OF = listed(
    "account asset assets book cash contract gross grand invoice market net order portfolio position trade"
)
# What is about money and is none.
_NONE = listed(
    """
    alpha beta bps change changes coefficient confidence correlation count drawdown factor growth impact index
    log multiplier number pct per percent percentage percentile prob probability rank rate rates ratio return
    quantity qty returns score sensitivity sharpe share shares size sizes slope spread std stddev trend
    variance vol volatility volume weight weights yield zscore
    """
)


def _find(database: Database) -> Iterator[Hit]:
    for column in declared_columns(database):
        parts = type_parts(column.type)
        if parts.name in FLOATS and _is_money(column.name):
            yield Hit(
                column.key,
                f"{said(column.key.path)} is money by its name, and {parts.name} cannot hold it exactly",
                "write numeric, with the digits that are needed: numeric(20, 8)",
            )


def _is_money(name: str) -> bool:
    words = set(re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    if words & _NONE:
        return False
    if words & _MONEY or words >= {"stop", "loss"} or words == {"total"}:
        return True
    return bool((words & _VALUE and words & (_OF | _TOTAL)) or (words & _TOTAL and words & _OF))


RULE = Rule(code="C102", name="float-money", severity="warning", find=_find, page=__doc__)
