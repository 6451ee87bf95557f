"""What a role can do besides reading: writes of others' rows, its own, and what constraints tell."""

from __future__ import annotations

from dbtool.rls.probe.functions import try_functions
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.observe import targets
from dbtool.rls.probe.oracles import try_keys, try_references
from dbtool.rls.probe.peek import try_views
from dbtool.rls.probe.plans import try_plans
from dbtool.rls.probe.positive import try_own
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.special import try_nobody, try_truncate
from dbtool.rls.probe.states import Actor, State
from dbtool.rls.probe.subjects import subjects
from dbtool.rls.probe.trial import Trial
from dbtool.rls.probe.writes import try_writes
from dbtool.rls.review import Review


def behave(
    session: Session,
    review: Review,
    seeds: Seeds,
    ledger: Ledger,
    actor: Actor,
    state: State,
    other: State | None = None,
) -> None:
    """Try everything that an actor may do in a state; without a tenant, only what reaches some tenant's."""
    trial = Trial(session, review, seeds, ledger, actor, state)
    try_functions(trial)
    with session.acting(actor, state):
        for subject in subjects(review, seeds, actor.becomes):
            try_writes(trial, subject)
            if state.unset:
                continue
            if subject.inserts:
                try_nobody(trial, subject)
            try_own(trial, subject)
            if subject.relation is subject.base:
                try_keys(trial, subject)
                try_references(trial, subject)
        if not state.unset:
            for relation in review.tenant_relations:
                if seeds.planted(relation):
                    try_truncate(trial, relation)
            try_views(trial)
            if other is not None:
                try_plans(trial, list(targets(review, seeds.shapes, actor.becomes)), other)
