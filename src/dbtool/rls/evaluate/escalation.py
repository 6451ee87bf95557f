"""Access that a role can give itself: by writing what a policy asks into the table that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dbtool.rls.evaluate import advice
from dbtool.rls.evaluate.asking import Answer
from dbtool.rls.evaluate.judge import Subject
from dbtool.rls.evaluate.leaks import Leak, effective
from dbtool.rls.evaluate.rewriting import tables_in
from dbtool.rls.evaluate.witness import evidence
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review

_WRITES = ("insert", "update")
Answers = Mapping[tuple[str, int], Sequence[Answer]]


def escalations(subject: Subject, untrusted: Sequence[Leak], answers: Answers) -> Iterator[Finding]:
    """Give the policies that let in whom the role itself may put on the list.

    Shape: `untrusted` are leaks that only rows in tables show which need not be there; `answers` are those of
           the whole evaluation.
    """
    for leak in untrusted:
        for relation in _read(subject.review, leak.policy):
            if relation.oid != subject.relation.oid and _writable(subject, relation, answers):
                yield _finding(subject, leak.policy, relation, leak)
    membership = subject.review.tenancy.membership
    table = subject.review.access.relation(membership.table) if membership else None
    if table is None or table.oid == subject.relation.oid:
        return
    for policy in _policies(subject):
        if table in _read(subject.review, policy) and _enrols(subject, table, answers):
            yield _finding(subject, policy, table, None)


def _read(review: Review, policy: Policy) -> list[Relation]:
    texts = [text for text in (policy.using, policy.check) if text]
    return list(dict.fromkeys(each for text in texts for each in tables_in(review, text)))


def _policies(subject: Subject) -> list[Policy]:
    found: dict[Policy, None] = {}
    for answer in subject.answers[:1]:
        for permissive, _ in answer.question.policies.values():
            found |= dict.fromkeys(permissive)
    return list(found)


def _writable(subject: Subject, relation: Relation, answers: Answers) -> bool:
    """Say whether the role may write any row at all in a session of A."""
    return any(
        not subject.review.reach.bound(subject.role, relation)
        or any(_admitted(answer, command) for answer in answers.get((subject.role, relation.oid), ()))
        for command in _WRITES
        if subject.review.reach.may(subject.role, relation, command)
    )


def _enrols(subject: Subject, table: Relation, answers: Answers) -> bool:
    """Say whether the role may write, in a session of A, that A is a member of B's tenant."""
    for command in _WRITES:
        if not subject.review.reach.may(subject.role, table, command):
            continue
        if not subject.review.reach.bound(subject.role, table):
            return True
        for answer in answers.get((subject.role, table.oid), ()):
            cases = answer.question.cases
            if any(cases[number].enrols == answer.state.party for number in _admitted(answer, command)):
                return True
    return False


def _admitted(answer: Answer, command: str) -> frozenset[int]:
    if answer.state.party is None:
        return frozenset()
    found = effective(answer, command, new=True)
    return found if isinstance(found, frozenset) else frozenset()


def _finding(subject: Subject, policy: Policy, table: Relation, leak: Leak | None) -> Finding:
    title, role = subject.relation.title, subject.role
    says = f"it asks {table.title}, into which {role} may write that it has access"
    answer = leak.answer if leak else subject.answers[-1]
    return Finding(
        id="RLS112",
        severity="error",
        object=title,
        role=role,
        policy=policy.name,
        message=f"policy {policy.name} on {title}, {role}: {says}",
        evidence=evidence(says, answer, leak.case if leak else None, None),
        fix=advice.read_only(table, role),
    )
