"""All questions of one evaluation, asked in the states' order on one fresh connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from psycopg import Connection, sql

from dbtool.rls.bodies import WHO
from dbtool.rls.evaluate.asking import Answer, Asker
from dbtool.rls.evaluate.question import Question, ask_about
from dbtool.rls.evaluate.scene import Policies, Scene
from dbtool.rls.evaluate.states import State, base_states, further_states
from dbtool.rls.evaluate.valid import Valid
from dbtool.rls.evaluate.world import World
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.review import Review
from dbtool.rls.tenants import Axis

# A role and a relation, and the policies that take the place of those in force, if any do.
Wanted = tuple[str, Relation, Mapping[str, Policies] | None]
_MOST_WORLDS = 6


class Inquiry:
    """Asks about roles and relations; one connection's worth, as what was never set is so only once.

    Shape: `more` are policies that may come into force; `axes` say whose rows are whose, those of the review
           unless said.
    """

    def __init__(
        self,
        connection: Connection[Any],
        review: Review,
        more: Sequence[Policy] = (),
        axes: Mapping[int, Axis] | None = None,
    ) -> None:
        self._connection = connection
        self._review = review
        self._axes = axes or review.axes
        self._asker = Asker(connection, review.access.scope)
        self._valid = Valid(connection)
        self._worlds = [World(review, self._valid, number, more) for number in range(_MOST_WORLDS)]

    @property
    def refused(self) -> Mapping[str, str]:
        """The roles that the session may not act as, with the server's reason."""
        return self._asker.refused

    def already_set(self) -> list[str]:
        """Give the settings that say who asks and with which sessions begin: "never set" is not tried."""
        found = []
        # What is made empty is what can be unset: a role of the session's never is.
        for name in base_states(self._review.tenancy, self._worlds[0].parties)[1].settings:
            query = "SELECT pg_catalog.current_setting(%s, true)"
            row = self._connection.execute(query, [name], prepare=False).fetchone()
            if row is not None and row[0] is not None and name not in self._review.tenancy.settings:
                found.append(name)
        return found

    def answers(self, wanted: Sequence[Wanted]) -> Mapping[tuple[str, int], Sequence[Answer]]:
        """Give all answers by role and relation."""
        found: defaultdict[tuple[str, int], list[Answer]] = defaultdict(list)
        for answer in self.about(wanted):
            found[answer.question.role, answer.question.relation.oid].append(answer)
        return found

    def about(self, wanted: Sequence[Wanted]) -> Iterator[Answer]:
        """Give all answers about roles and relations; policies, where given, replace those in force."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute("SET TRANSACTION READ ONLY")
            path = sql.SQL(", ").join(map(sql.Identifier, self._review.access.scope))
            given = [path.as_string(self._connection)]
            query = "SELECT pg_catalog.set_config('search_path', %s, true)"
            self._connection.execute(query, given, prepare=False)
            questions = [question for each in wanted for question in self._questions(*each)]
        yield from self._asked(questions)

    def _questions(
        self, role: str, relation: Relation, policies: Mapping[str, Policies] | None
    ) -> Iterator[Question]:
        """Give the questions about a pair: one, and where other tables are read, one for each state of these.

        In the first the tables have rows; those after it differ in what a tenant's only row of a table says,
        or leave out rows that need not be there.
        """

        def ask(scene: Scene) -> Question:
            return ask_about(self._review, scene, role, relation, with_policies=policies, axes=self._axes)

        world = self._worlds[0]
        full = Scene(self._review, world)
        question = ask(full)
        forced = self._forced(relation)
        left = [each for each in full.read.values() if each.oid not in forced]
        loose = [each for each in left if not world.owned(each)]
        yield replace(question, trusted=not loose)
        variants = max((world.variants.get(oid, 1) for oid in full.read), default=1)
        for other in self._worlds[1:variants]:
            yield replace(ask(Scene(self._review, other)), trusted=not loose)
        for without in ([loose] if loose else []) + ([left] if len(left) > len(loose) else []):
            yield ask(Scene(self._review, world, frozenset(each.oid for each in without)))

    def _asked(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Give the answers, those of the states that must come first first."""
        same: defaultdict[object, list[Question]] = defaultdict(list)
        for question in questions:
            same[_sameness(question)].append(question)
        asked = [each[0] for each in same.values()]
        parties = self._worlds[0].parties
        for state in base_states(self._review.tenancy, parties):
            for answer in self._asker.ask(state, asked):
                yield from self._for_all(answer, same)
        later: defaultdict[tuple[tuple[str, str], ...], list[tuple[State, Question]]] = defaultdict(list)
        for question in asked:
            states, _ = further_states(self._review.tenancy, parties, question.said)
            for state in states:
                later[tuple(state.all_settings.items())].append((state, question))
        for together in later.values():
            for answer in self._asker.ask(together[0][0], [question for _, question in together]):
                yield from self._for_all(answer, same)

    def _for_all(self, answer: Answer, same: Mapping[object, Sequence[Question]]) -> Iterator[Answer]:
        for question in same[_sameness(answer.question)]:
            # A role that is a tenant itself is so whatever is set.
            party = self._worlds[0].parties.named(question.role)
            state = replace(answer.state, party=party) if party else answer.state
            yield replace(answer, question=question, state=state)

    def _forced(self, relation: Relation) -> frozenset[int]:
        """Give the relations in which rows must be for an invented row of this one to be."""
        access, membership = self._review.access, self._review.tenancy.membership
        table = access.relation(membership.table) if membership else None
        waiting = [relation, *([table] if table else [])]
        found = {table.oid} if table else set()
        while waiting:
            for key in access.keys_of(waiting.pop()):
                parent = access.relations.get(key.parent)
                if parent is not None and parent.oid not in found:
                    found.add(parent.oid)
                    waiting.append(parent)
        return frozenset(found)


def _sameness(question: Question) -> object:
    """Give what is equal for questions that have one answer: roles tell apart all but plain comparisons."""
    if not (question.simple and question.said.complete and not question.said.names & WHO):
        return id(question)
    return question.relation.oid, tuple(question.texts), question.trusted
