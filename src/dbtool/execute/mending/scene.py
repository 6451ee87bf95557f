"""What a mender can look at: the statements, and the scratch database with those that ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dbtool.documents.create_table import schema_and_name
from dbtool.documents.document import DocumentStatement
from dbtool.documents.finding import ImportFinding, Severity, State
from dbtool.documents.secrets import masked, without_secrets
from dbtool.execute.bench import Bench
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure, Mend
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.fact import Fact


@dataclass(slots=True)
class Scene:
    """The statements of a document, in order, and the bench that they run on.

    Shape: `again` says that a statement which had run was changed, so that all must run anew.
    """

    items: list[Item]
    schema: str
    bench: Bench
    findings: list[ImportFinding] = field(default_factory=list)
    again: bool = False

    @property
    def live(self) -> Iterator[Item]:
        """The definitions that are not given up."""
        return (item for item in self.items if item.sort == "definition" and not item.left_out)

    def facts(self) -> Iterator[tuple[Item, Fact]]:
        """Give what the statements declare, with the statement."""
        for item in self.live:
            for fact in item.recognised.facts if item.recognised else ():
                yield item, fact

    def hypertables(self) -> Mapping[tuple[str, str], Hypertable]:
        """Give the hypertables that the document declares, by schema and name."""
        found = (fact for _, fact in self.facts() if isinstance(fact, Hypertable))
        return {(fact.schema, fact.table): fact for fact in found}

    def table(self, path: tuple[str, ...]) -> Item | None:
        """Give the statement that creates the table."""
        wanted = schema_and_name(path, self.schema)
        for item in self.live:
            table = item.create_table()
            if table and table.within(item.schema) == wanted:
                return item
        return None

    def add(self, sql: str, beside: Item, *, after: bool = False) -> Item | None:
        """Put a statement in before or after another one, None where it is there already."""
        if any(item.sql == sql and not item.left_out for item in self.items):
            return None
        statement = DocumentStatement(sql, beside.origin, section=beside.statement.section)
        item = Item(statement, "definition", sql, schema=beside.schema, settings=beside.settings, added=True)
        self.items.insert(self.items.index(beside) + after, item)
        return item

    def apply(self, failure: Failure, mend: Mend) -> None:
        """Carry a mend out and take note of it."""
        item = failure.item
        if not mend.silent:
            self.findings.append(finding_of(failure, mend))
        if mend.sql is not None:
            item.change(mend.sql)
        for other, text in mend.others:
            other.change(text)
            self.again |= other.done
        for sql in mend.before:
            self.add(sql, item)
        for sql in reversed(mend.after):
            self.add(sql, item, after=True)
        item.left_out |= mend.left_out
        if mend.facts:
            item.sort, item.kept = "data", mend.facts


def finding_of(failure: Failure, mend: Mend) -> ImportFinding:
    """Give the finding that a failure and its mend make."""
    item = failure.item
    target = item if mend.sql is not None or not mend.others else mend.others[0][0]
    texts = [*mend.before]
    if mend.sql is not None:
        texts.append(mend.sql)
    texts += [*(text for _, text in mend.others), *mend.after]
    said = ";\n".join(text.rstrip(";") for text in texts)
    if mend.proposal is not None:
        said = mend.proposal
    # Added statements alone leave the statement as it is.
    statement = target.sql if mend.sql is not None or mend.others else item.sql
    return ImportFinding(
        code=mend.code,
        severity=mend.severity,
        state=state_of(item, mend),
        message=mend.message,
        origin=item.place(failure.position if mend.position is None else mend.position),
        statement=masked(statement),
        server_message=said_by_server(failure),
        sqlstate=failure.sqlstate,
        mended=masked(said) if said and mend.language == "sql" else said or None,
        replaces=mend.sql is not None or bool(mend.others),
        mended_at=target.origin if target is not item else None,
        language=mend.language,
        hint=mend.hint,
    )


def state_of(item: Item, mend: Mend) -> State:
    """Give what becomes of the statement."""
    if item.sort != "definition" and not mend.before:
        return "apart"
    return "left-out" if mend.left_out else "mended"


def given_up(failure: Failure, message: str, *, severity: Severity = "error", code: str = "refused") -> Mend:
    """Give the mend for a statement that nothing helps."""
    return Mend(code=code, message=message, left_out=True, severity=severity, hint=failure.hint)


def said_by_server(failure: Failure) -> str:
    """Give the server's message with its detail, without passwords."""
    said = ". ".join(part for part in (failure.message, failure.detail) if part)
    return without_secrets(said, failure.item.statement.sql)
