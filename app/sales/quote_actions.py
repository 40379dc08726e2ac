"""What is done with quotes and contracts. The caller owns the transaction."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.access import acting_user_id
from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.sales.models.contract import Contract
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.pipeline_enums import ContractStatus, QuoteStatus
from app.sales.quote_queries import lines_of, order_made_of
from app.sales.rules.quote_flow import CONTRACT_WAYS, NO_LINES, QUOTE_WAYS, check_holds, check_move
from app.system.sequences import draw

USUAL_VALIDITY = timedelta(days=30)
USUAL_DELIVERY = timedelta(days=30)
LINE_VALUES = (
    "position", "product_id", "name", "model", "specification", "unit", "quantity", "unit_price", "discount",
    "tax_percent", "price_reason",
)  # fmt: skip
QUOTE_VALUES = (
    "name", "customer_id", "contact_id", "opportunity_id", "owner_id", "currency", "tax_included", "payment_terms",
    "delivery_terms", "lead_days", "remarks",
)  # fmt: skip
ORDER_VALUES = ("customer_id", "contact_id", "opportunity_id", "owner_id", "currency")
ONLY_ACCEPTED = N_("Only what the customer accepted becomes a contract or an order.")
ONLY_SIGNED = N_("Only a signed contract becomes an order.")


def send(quote: Quote, *, valid_until: Day | None = None) -> None:
    """Bring a quote on its way to the customer: from now on it stays as it is. Its first version draws the number."""
    _lock(quote)
    check_move(QUOTE_WAYS, quote.status, QuoteStatus.SENT)
    if not lines_of(quote):
        raise RuleError(NO_LINES)
    quote.valid_until = valid_until or quote.valid_until or today() + USUAL_VALIDITY
    if quote.valid_until < today():
        raise RuleError(N_("This day is past."), field="valid_until")
    db.session.flush()
    quote.status, quote.sent_on = QuoteStatus.SENT.value, today()
    if quote.number is None:
        db.session.flush()
        quote.number = draw(db.session(), "quote", today())
    db.session.flush()


def accept(quote: Quote, *, note: str | None = None) -> None:
    """The customer agrees."""
    _decide(quote, QuoteStatus.ACCEPTED, note)


def refuse(quote: Quote, *, note: str | None = None) -> None:
    """The customer does not agree."""
    _decide(quote, QuoteStatus.REFUSED, note)


def _decide(quote: Quote, status: QuoteStatus, note: str | None) -> None:
    _lock(quote)
    check_move(QUOTE_WAYS, quote.status, status)
    if status is QuoteStatus.ACCEPTED:
        check_holds(quote.status, quote.valid_until, today())
    quote.status, quote.decided_on, quote.decision_note = status.value, today(), note


def expire(quote: Quote) -> None:
    """Nobody answered in time."""
    check_move(QUOTE_WAYS, quote.status, QuoteStatus.EXPIRED)
    quote.status = QuoteStatus.EXPIRED.value


def new_version(quote: Quote) -> Quote:
    """A draft with the same number and lines, which replaces `quote`; prices stay as they were."""
    _lock(quote)
    check_move(QUOTE_WAYS, quote.status, QuoteStatus.REPLACED)
    values = {name: getattr(quote, name) for name in QUOTE_VALUES}
    version = Quote(
        **values, number=quote.number, revision=quote.revision + 1, previous_id=quote.id, quote_date=today()
    )
    db.session.add(version)
    db.session.add_all([QuoteLine(quote=version, **_values(line)) for line in lines_of(quote)])
    quote.status = QuoteStatus.REPLACED.value
    db.session.flush()
    return version


def make_contract(quote: Quote) -> Contract:
    """The draft of a contract over what the customer accepted; the same one if it was made already."""
    _lock(quote)
    made = select(Contract).where(Contract.quote_id == quote.id, Contract.archived_at.is_(None))
    known: Contract | None = db.session.execute(made.order_by(Contract.id).limit(1)).scalar()
    if known is not None:
        return known
    _check_accepted(quote)
    values = {name: getattr(quote, name) for name in ORDER_VALUES}
    contract = Contract(
        **values, name=quote.name, quote_id=quote.id, amount=quote.total, payment_terms=quote.payment_terms
    )
    db.session.add(contract)
    db.session.flush()
    return contract


def sign(contract: Contract, *, signed_on: Day, signed_for_customer: str) -> None:
    """Both have signed: from now on it stays as it is and has a number."""
    _lock(contract)
    check_move(CONTRACT_WAYS, contract.status, ContractStatus.SIGNED)
    if signed_on > today():
        raise RuleError(N_("Nobody signs in the future."), field="signed_on")
    contract.begins = contract.begins or signed_on
    db.session.flush()
    contract.status, contract.signed_on = ContractStatus.SIGNED.value, signed_on
    contract.signed_for_customer, contract.signed_by_id = signed_for_customer, acting_user_id()
    db.session.flush()
    contract.number = draw(db.session(), "contract", today())
    db.session.flush()


def end(contract: Contract, *, reason: str | None = None) -> None:
    """The contract binds no more."""
    _lock(contract)
    check_move(CONTRACT_WAYS, contract.status, ContractStatus.ENDED)
    contract.status, contract.ended_on, contract.end_reason = ContractStatus.ENDED.value, today(), reason


def make_order(document: Quote | Contract) -> SalesOrder:
    """The draft of an order of what was accepted or signed; the same one if it was made already."""
    _lock(document)
    quote = document if isinstance(document, Quote) else document.quote
    contract = document if isinstance(document, Contract) else None
    known = order_made_of(document) or (order_made_of(quote) if quote is not None else None)
    if known is not None:
        if contract is not None and known.contract_id is None:
            known.contract_id = contract.id
        return known
    if contract is not None and contract.status != ContractStatus.SIGNED:
        raise RuleError(ONLY_SIGNED)
    if contract is None:
        _check_accepted(document)  # type: ignore[arg-type]
    return _order_of(document, quote, contract)


def _order_of(document: Quote | Contract, quote: Quote | None, contract: Contract | None) -> SalesOrder:
    values: dict[str, Any] = {name: getattr(document, name) for name in ORDER_VALUES}
    days = timedelta(days=quote.lead_days) if quote is not None and quote.lead_days is not None else USUAL_DELIVERY
    order = SalesOrder(
        **values, quote_id=quote.id if quote else None, contract_id=contract.id if contract else None,
        order_date=today(), promised_on=today() + days,
        tax_included=quote.tax_included if quote is not None else True,
    )  # fmt: skip
    db.session.add(order)
    if quote is not None:
        db.session.add_all([SalesOrderLine(order=order, **_values(line)) for line in lines_of(quote)])
    db.session.flush()
    return order


def _values(line: QuoteLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_VALUES}


def _check_accepted(quote: Quote) -> None:
    if quote.status != QuoteStatus.ACCEPTED:
        raise RuleError(ONLY_ACCEPTED)


def _lock(document: Quote | Contract) -> None:
    """Wait for whoever does something with the same document, and see what became of it."""
    db.session.flush()
    db.session.refresh(document, with_for_update=True)
