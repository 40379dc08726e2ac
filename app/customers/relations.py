"""What holds for relations between customers, whoever saves them."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.errors import RuleError
from app.core.parents import one_at_a_time
from app.core.save_rules import before_save_of, linked_id
from app.core.text import N_
from app.core.trees import would_cycle
from app.customers.enums import RelationKind
from app.customers.models.customer_relation import CustomerRelation

# "A is a partner of B" says the same as "B is a partner of A".
MUTUAL = {RelationKind.PARTNER.value, RelationKind.AFFILIATE.value, RelationKind.COMPETITOR.value}


@before_save_of(CustomerRelation)
def keep_relations_true(session: Session, relations: list[CustomerRelation]) -> None:
    """Nobody is related to itself, mutual relations stand once, and no chain of referrers closes."""
    deleted = session.deleted
    for relation in relations:
        if relation in deleted or relation.archived_at is not None:
            continue
        customer_id, other_id = _ends(relation)
        if customer_id is not None and customer_id == other_id:
            raise RuleError(N_("A customer cannot be related to itself."), field="other")
        if customer_id is None or other_id is None:
            continue
        if relation.kind in MUTUAL:
            _refuse_mirror(session, relation, customer_id, other_id)
        if relation.kind == RelationKind.REFERRER.value:
            _refuse_circle(session, relation, customer_id, other_id)


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


def _refuse_circle(session: Session, relation: CustomerRelation, customer_id: int, other_id: int) -> None:
    own_id = relation.id if inspect(relation).has_identity else 0
    one_at_a_time(session, CustomerRelation)

    def referrer_of(customer: object) -> int | None:
        found = select(CustomerRelation.other_id).where(
            CustomerRelation.customer_id == customer, CustomerRelation.kind == RelationKind.REFERRER.value,
            CustomerRelation.archived_at.is_(None), CustomerRelation.id != own_id,
        )  # fmt: skip
        with system_access("follow the chain of referrers"):
            return session.execute(found.limit(1)).scalar()

    if would_cycle(customer_id, other_id, referrer_of):
        raise RuleError(N_("The chain of referrers would lead back to this customer."), field="other")
