"""One question to the server: which invented rows of a relation each expression of its policies admits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from dbtool.rls.evaluate.cases import Case, CaseMaker
from dbtool.rls.evaluate.rewriting import behind
from dbtool.rls.evaluate.rows import NUMBER, rows_of
from dbtool.rls.evaluate.scene import Policies, Scene
from dbtool.rls.evaluate.text import Blind, Denied, Reader, Recursion, Text, filled, name, raw
from dbtool.rls.evaluate.words import Words, together
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.results import Shown
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.tenants import Axis

Problem = Blind | Denied | Recursion


@dataclass(frozen=True, slots=True)
class Question:
    """All expressions of the policies on one relation that concern one role, in one world.

    Shape: `policies` are the permissive and restrictive ones by command; `texts` are the expressions as they
           were written, each once; `written` those that can be asked, by the original; `problems` the others.
           Not to be `trusted` is what tables say in which nothing needs to be that lets rows of others in.
    """

    role: str
    relation: Relation
    policies: Mapping[str, Policies]
    public_when: str | None
    texts: Sequence[str]
    said: Words
    cases: Sequence[Case]
    whole: bool
    rows: str
    written: Mapping[str, Text]
    problems: Mapping[str, Problem]
    clause: str
    simple: bool
    trusted: bool = True

    @property
    def asked(self) -> list[str]:
        """The expressions that can be asked, in the order of the answer's columns."""
        return list(self.written)

    @property
    def shown(self) -> Shown:
        """How far an answer goes."""
        if not self.whole:
            return "sampled"
        return "proved" if self.simple and self.said.complete else "tested"

    def statement(self, texts: Sequence[str]) -> str:
        """Give the query: each row's number, and whether each of the expressions is true of it."""
        truths = [filled("({}) IS TRUE", raw(self.written[text].sql)) for text in texts]
        columns = sql.SQL(", ").join([name(NUMBER), *map(sql.SQL, truths)])
        pattern = "{}SELECT {} FROM ({}) AS {}"
        return filled(pattern, raw(self.clause), columns, raw(self.rows), name(self.relation.name))


def ask_about(
    review: Review,
    scene: Scene,
    role: str,
    relation: Relation,
    *,
    with_policies: Mapping[str, Policies] | None = None,
    axes: Mapping[int, Axis] | None = None,
) -> Question:
    """Give the question about one role and relation.

    Shape: `with_policies` takes the place of those that are in force; `axes` that of the review's.
    """
    policies = with_policies or {
        command: review.reach.policies(role, relation, command) for command in READ_WRITE
    }
    meant = review.meant(relation)
    public = meant.public_when if meant else None
    held = dict.fromkeys(policy for pair in policies.values() for side in pair for policy in side)
    texts = list(dict.fromkeys([*_texts(held), *([public] if public else [])]))
    inside = [body for text in texts for body in behind(review, text)]
    said = together([*texts, *inside])
    cases = CaseMaker(review, scene.world, axes or review.axes).cases(relation, _used(relation, texts), said)
    reader = Reader(role) if relation.kind == "view" else Reader(role, (relation.oid,))
    written: dict[str, Text] = {}
    problems: dict[str, Problem] = {}
    whole = Text("")
    for text in texts:
        try:
            found = scene.expression(text, reader)
            scene.with_clause(found.reads, reader)
            whole.reading(found.reads)
            written[text] = found
        except (Blind, Denied, Recursion) as problem:
            problems[text] = problem
    return Question(
        role=role,
        relation=relation,
        policies=policies,
        public_when=public,
        texts=texts,
        said=said,
        cases=cases.rows,
        whole=cases.whole,
        rows=rows_of(relation, (case.row for case in cases.rows), numbered=True),
        written=written,
        problems=problems,
        clause=scene.with_clause(whole.reads, reader),
        simple=not inside and not whole.reads,
    )


def _texts(policies: Mapping[Policy, None] | Sequence[Policy]) -> Iterator[str]:
    for policy in policies:
        yield from (text for text in (policy.using, policy.check) if text)


def _used(relation: Relation, texts: Sequence[str]) -> frozenset[str]:
    return frozenset(column.name for column in relation.columns) & together(texts).names
