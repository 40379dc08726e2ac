"""What holds for relations between customers, whoever saves them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence, Set

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.errors import RuleError
from app.core.parents import one_at_a_time
from app.core.save_rules import before_save_of, linked_id
from app.core.text import N_
from app.core.trees import leads_to
from app.customers.enums import RelationKind
from app.customers.models.customer_relation import CustomerRelation

# "A is a partner of B" says the same as "B is a partner of A".
MUTUAL = {RelationKind.PARTNER.value, RelationKind.AFFILIATE.value, RelationKind.COMPETITOR.value}


@before_save_of(CustomerRelation)
def keep_relations_true(session: Session, relations: list[CustomerRelation]) -> None:
    """Nobody is related to itself, mutual relations stand once, and no chain of referrers closes."""
    deleted = session.deleted
    kept = [relation for relation in relations if relation not in deleted]
    for relation in kept:
        if relation.archived_at is not None:
            continue
        customer_id, other_id = _ends(relation)
        if customer_id is not None and customer_id == other_id:
            raise RuleError(N_("A customer cannot be related to itself."), field="other")
        if customer_id is None or other_id is None:
            continue
        if relation.kind in MUTUAL:
            _refuse_mirror(session, relation, customer_id, other_id)
        if _refers(relation):
            _refuse_circle(session, relation, kept)


def _ends(relation: CustomerRelation) -> tuple[int | None, int | None]:
    return linked_id(relation, "customer"), linked_id(relation, "other")


def _refuse_mirror(session: Session, relation: CustomerRelation, customer_id: int, other_id: int) -> None:
    one_at_a_time(session, CustomerRelation)
    mirror = select(CustomerRelation.id).where(
        CustomerRelation.customer_id == other_id, CustomerRelation.other_id == customer_id,
        CustomerRelation.kind == relation.kind, CustomerRelation.archived_at.is_(None),
    )  # fmt: skip
    with system_access("look for the same relation from the other side"):
        if session.execute(mirror.limit(1)).scalar() is not None:
            raise RuleError(N_("These two customers stand in this relation already."), field="other")


def _refuse_circle(session: Session, relation: CustomerRelation, saved: Sequence[CustomerRelation]) -> None:
    """A customer may have several referrers; what is saved at the same moment counts as it will be."""
    one_at_a_time(session, CustomerRelation)
    customer_id, other_id = _ends(relation)
    ids = [other.id for other in saved if inspect(other).has_identity]
    said = [_ends(other) for other in saved if _refers(other)]

    def referrers_of(customers: Set[Hashable]) -> Iterator[Hashable]:
        found = select(CustomerRelation.other_id).where(
            CustomerRelation.customer_id.in_(customers), CustomerRelation.kind == RelationKind.REFERRER.value,
            CustomerRelation.archived_at.is_(None), CustomerRelation.id.not_in(ids),
        )  # fmt: skip
        yield from (referrer for customer, referrer in said if customer in customers)
        with system_access("follow the chain of referrers"):
            yield from session.execute(found).scalars()

    if leads_to(other_id, customer_id, referrers_of):
        raise RuleError(N_("The chain of referrers would lead back to this customer."), field="other")


def _refers(relation: CustomerRelation) -> bool:
    return relation.archived_at is None and relation.kind == RelationKind.REFERRER.value
