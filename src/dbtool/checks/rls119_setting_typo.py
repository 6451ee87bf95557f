"""One policy reads another setting than all the others.

Where the policies of a database agree on the setting that says who asks, one that reads another is mostly a
slip of the pen. Nobody sets `app.curent_user_id`, so that the policy finds nothing, or, with a fallback for
unset ones, everything.

Bad:

```yaml
roles: {app: }
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  fills:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.userid', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: }
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  fills:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where the setting is another one on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import expressions, table_of
from dbtool.checks.reading import facts, said
from dbtool.checks.settings_read import setting_reads
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database

_ALIKE = 0.8  # app.userid and app.user_id: 0.95; app.user_id and app.role: 0.6


def _find(database: Database) -> Iterator[Hit]:
    read = {policy.key: _settings(policy) for policy in facts(database, Policy)}
    counts = Counter(name for names in read.values() for name in names)
    if not counts:
        return
    usual, often = counts.most_common(1)[0]
    for policy in facts(database, Policy):
        for name in sorted(read[policy.key]):
            # Two that differ by meaning are both used more than once, or look different.
            alike = SequenceMatcher(None, name, usual).ratio() >= _ALIKE
            if name != usual and counts[name] == 1 and often > 1 and alike and usual not in read[policy.key]:
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(table_of(policy))} reads {name}, while {often} others"
                    f" read {usual}",
                    f"write {usual}",
                )


def _settings(policy: Policy) -> set[str]:
    return {
        read.setting.lower()
        for _clause, text in expressions(policy)
        for read in setting_reads(text)
        if read.setting and read.custom
    }


RULE = Rule(code="RLS119", name="setting-typo", severity="warning", find=_find, page=__doc__)
