"""What holds for quotes, their lines and contracts, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.access import current_principal, fetch, system_access
from app.core.clock import today
from app.core.errors import RuleError
from app.core.history import ChangeKind, changed_fields
from app.core.money import round_to
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.saving import guard
from app.core.text import N_
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, facts_of, rate_on
from app.sales.models.contract import Contract
from app.sales.models.opportunity import Opportunity
from app.sales.models.quote import Quote, QuoteLine
from app.sales.opportunity_saving import OTHER_CUSTOMER
from app.sales.order_lines import amounts_of, settle
from app.sales.pipeline_enums import ContractStatus, QuoteStatus
from app.sales.quote_queries import next_position
from app.sales.rules.order_totals import ZERO, LineAmounts, totals
from app.sales.rules.quote_flow import (
    NUMBERED,
    check_contract_change,
    check_line_change,
    check_period,
    check_quote_change,
)

REMOVALS = (ChangeKind.ARCHIVE, ChangeKind.DELETE)
OTHER_OPPORTUNITY = N_("This opportunity belongs to another customer.")


@before_save_of(QuoteLine)
def keep_quote_lines_priced(session: Session, lines: list[QuoteLine]) -> None:
    """A line costs what it says, and its quote is the sum of its lines; what was sent stands."""
    touched = [line for line in lines if _by_people(session, line)]
    quotes = {id(quote): quote for quote in (_quote_of(line) for line in touched)}
    _hold(session, quotes.values())
    for quote in quotes.values():
        _settle_facts(session, quote)
    for line in touched:
        quote = _quote_of(line)
        if quote in session.deleted:
            continue
        check_line_change(quote.status or QuoteStatus.DRAFT.value)
        if line not in session.deleted and line.archived_at is None:
            if line.position is None:
                line.position = next_position(session, quote)
            settle(session, line, quote)  # type: ignore[arg-type]
    for quote in quotes.values():
        _add_up(session, quote)


@before_save_of(Quote)
def keep_quotes_true(session: Session, quotes: list[Quote]) -> None:
    """A quote says for whom, at which rate and for how much; it ends after it begins."""
    for quote in quotes:
        if quote in session.deleted:
            continue
        check_period(quote.quote_date, quote.valid_until, "valid_until")
        if has_set(quote, "customer", "customer_id", "contact", "contact_id", "opportunity", "opportunity_id"):
            _check_belongings(session, quote)
        if has_set(quote, "customer", "customer_id", "currency", "quote_date"):
            _settle_facts(session, quote)
            _add_up(session, quote)


@before_save_of(Contract)
def keep_contracts_true(session: Session, contracts: list[Contract]) -> None:
    """A contract ends after it begins, and keeps the rate of the day on which somebody gave its amount."""
    for contract in contracts:
        if contract in session.deleted:
            continue
        check_period(contract.begins, contract.ends, "ends")
        if has_set(contract, "customer", "customer_id", "contact", "contact_id", "opportunity", "opportunity_id"):
            _check_belongings(session, contract)
        if has_set(contract, "amount", "currency"):
            contract.currency = contract.currency or company_currency()
            rate, base = rate_on(contract.currency, today()), company_currency()
            contract.exchange_rate, contract.rate_day, contract.base_currency = rate.rate, rate.day, base
            worth = None if contract.amount is None else round_to(contract.amount * rate.rate, facts_of(base).digits)
            contract.amount_base = worth


@guard(Quote)
def keep_what_was_sent(_session: Session, quote: Quote, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """What the customer was sent stands; numbers have no gaps."""
    if kind in REMOVALS and quote.number is not None:
        raise RuleError(NUMBERED)
    if kind is ChangeKind.UPDATE and _acts_for_themselves():
        check_quote_change(quote.status, changes.keys())


@guard(Contract)
def keep_what_was_signed(_session: Session, contract: Contract, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """What both signed stands; numbers have no gaps."""
    if kind in REMOVALS and contract.number is not None:
        raise RuleError(NUMBERED)
    if kind is ChangeKind.UPDATE and _acts_for_themselves():
        check_contract_change(contract.status or ContractStatus.DRAFT.value, changes.keys())


def _acts_for_themselves() -> bool:
    principal = current_principal()
    return principal is not None and not principal.reason


def _by_people(session: Session, line: QuoteLine) -> bool:
    fresh = line in session.new or line in session.deleted or has_set(line, "archived_at")
    return fresh or bool(changed_fields(line)) or line.unit_price is None


def _quote_of(line: QuoteLine) -> Quote:
    held: Quote | None = inspect(line).dict.get("quote")
    return held or fetch(Quote, linked_id(line, "quote"), archived=True)


def _hold(session: Session, quotes: Iterable[Quote]) -> None:
    """Let whoever changes another line of the same quote wait, and see what became of the quote meanwhile."""
    known = [quote for quote in quotes if inspect(quote).persistent]
    for quote in sorted(known, key=lambda quote: quote.id):
        if session.is_modified(quote):
            with system_access("wait for others who change the quote"):
                session.execute(select(Quote.id).where(Quote.id == quote.id).with_for_update())
        else:
            session.refresh(quote, with_for_update=True)


def _settle_facts(session: Session, quote: Quote) -> None:
    """What a quote takes from its day; the rate stays once it was sent, for the day does."""
    quote.currency = quote.currency or company_currency()
    quote.tax_included = True if quote.tax_included is None else quote.tax_included
    if quote.exchange_rate is None or has_set(quote, "currency", "quote_date"):
        rate = rate_on(quote.currency, quote.quote_date)
        quote.exchange_rate, quote.rate_day, quote.base_currency = rate.rate, rate.day, company_currency()


def _check_belongings(session: Session, document: Any) -> None:
    """Contact and opportunity are the customer's, and the territory is; read round the gate, shown to nobody."""
    customer_id = linked_id(document, "customer")
    checks = (("contact", Contact, OTHER_CUSTOMER), ("opportunity", Opportunity, OTHER_OPPORTUNITY))
    with session.no_autoflush, system_access("look to which customer something belongs"):
        for name, model, refusal in checks:
            one = linked_id(document, name)
            found: Any = select(model.customer_id).where(model.id == one)
            if one is not None and session.execute(found).scalar() != customer_id:
                raise RuleError(refusal, field=name)
        held = inspect(document).dict.get("customer")
        place = select(Customer.territory_id).where(Customer.id == customer_id)
        document.territory_id = linked_id(held, "territory") if held is not None else session.execute(place).scalar()


def _add_up(session: Session, quote: Quote) -> None:
    digits = facts_of(quote.currency).digits
    base = facts_of(quote.base_currency or company_currency()).digits
    found = totals(_amounts(session, quote), ZERO, digits, quote.exchange_rate or ZERO, base)
    quote.discount_total, quote.net_total, quote.tax_total = found.discount, found.net, found.tax
    quote.total, quote.total_base = found.total, found.base


def _amounts(session: Session, quote: Quote) -> list[LineAmounts]:
    """Those of the lines in hand as they are, of all others as they stand in the database."""
    here = [line for line in (*session.new, *session.dirty, *session.deleted) if isinstance(line, QuoteLine)]
    mine = [line for line in here if line.quote is quote or (quote.id and linked_id(line, "quote") == quote.id)]
    kept = [line for line in mine if line not in session.deleted and line.archived_at is None]
    found = [amounts_of(line) for line in kept]  # type: ignore[arg-type]
    if quote.id is None:
        return found
    line = QuoteLine
    others = select(line.discount_amount, line.net, line.tax, line.amount).where(
        line.quote_id == quote.id, line.archived_at.is_(None), line.id.not_in([one.id for one in mine if one.id])
    )
    with session.no_autoflush, system_access("add up the lines of a quote"):
        return [*found, *(LineAmounts(*row) for row in session.execute(others))]
