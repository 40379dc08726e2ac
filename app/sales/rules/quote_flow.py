"""From which state a quote or a contract may go to which, and when a quote has expired."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.pipeline_enums import ContractStatus, QuoteStatus

Ways = dict[str, tuple[tuple[str, ...], str]]
# {state: (from where it is reached, what is said to whoever comes from elsewhere)}
QUOTE_WAYS: Ways = {
    QuoteStatus.DRAFT: ((), N_("A quote that was sent stays as it is: make a new version.")),
    QuoteStatus.SENT: ((QuoteStatus.DRAFT,), N_("Only a draft can be sent.")),
    QuoteStatus.ACCEPTED: ((QuoteStatus.SENT,), N_("Only a quote that was sent and holds can be accepted.")),
    QuoteStatus.REFUSED: ((QuoteStatus.SENT,), N_("Only a quote that was sent and holds can be refused.")),
    QuoteStatus.EXPIRED: ((QuoteStatus.SENT,), N_("Only a quote that was sent can expire.")),
    QuoteStatus.REPLACED: (
        (QuoteStatus.DRAFT, QuoteStatus.SENT, QuoteStatus.REFUSED, QuoteStatus.EXPIRED),
        N_("What was accepted, or replaced already, gets no new version."),
    ),
}
CONTRACT_WAYS: Ways = {
    ContractStatus.DRAFT: ((), N_("A contract that was signed is no draft again.")),
    ContractStatus.SIGNED: ((ContractStatus.DRAFT,), N_("Only a draft can be signed.")),
    ContractStatus.ENDED: ((ContractStatus.SIGNED,), N_("Only a signed contract can end.")),
}
FROZEN = N_("What was sent stays as it is: make a new version.")
FROZEN_CONTRACT = N_("What was signed stays as it is.")
ENDS_TOO_EARLY = N_("It ends before it begins.")
NUMBERED = N_("What has a number is not deleted: numbers have no gaps.")
# What customer and company agreed on.
AGREED_QUOTE = frozenset(
    {"name", "customer", "quote_date", "valid_until", "currency", "tax_included", "payment_terms", "delivery_terms",
     "lead_days"}
)  # fmt: skip
AGREED_CONTRACT = frozenset(
    {"name", "customer", "quote", "begins", "ends", "amount", "currency", "payment_terms", "terms"}
)
EXPIRED_MEANWHILE = N_("This quote held until %(day)s only: make a new version.")
NO_LINES = N_("A quote without lines says nothing: add one.")


def check_move(ways: Ways, present: str, wanted: str) -> None:
    """RuleError if what is in the state `present` (a stored code) may not come into the state `wanted`."""
    allowed, refusal = ways[wanted]
    if present not in allowed:
        raise RuleError(refusal, field="status")


def has_expired(status: str, valid_until: date | None, today: date) -> bool:
    """Whether a sent quote holds no more; it holds on its last day still."""
    return status == QuoteStatus.SENT and valid_until is not None and valid_until < today


def check_holds(status: str, valid_until: date | None, today: date) -> None:
    """RuleError for a quote whose last day has passed, whether or not the nightly job has noticed yet."""
    if has_expired(status, valid_until, today) and valid_until is not None:
        raise RuleError(EXPIRED_MEANWHILE, day=valid_until.isoformat())


def check_quote_change(status: str, changed: Collection[str]) -> None:
    """RuleError if the fields `changed` of a quote in the state `status` stand by now."""
    if status != QuoteStatus.DRAFT and AGREED_QUOTE.intersection(changed):
        raise RuleError(FROZEN, field=min(AGREED_QUOTE.intersection(changed)))


def check_contract_change(status: str, changed: Collection[str]) -> None:
    """RuleError if the fields `changed` of a contract in the state `status` stand by now."""
    if status != ContractStatus.DRAFT and AGREED_CONTRACT.intersection(changed):
        raise RuleError(FROZEN_CONTRACT, field=min(AGREED_CONTRACT.intersection(changed)))


def check_line_change(status: str) -> None:
    """RuleError if the lines of a quote in the state `status` stand."""
    if status != QuoteStatus.DRAFT:
        raise RuleError(FROZEN)


def check_period(begins: date | None, ends: date | None, field: str) -> None:
    """RuleError if something ends before it begins; open ends are fine."""
    if begins is not None and ends is not None and ends < begins:
        raise RuleError(ENDS_TOO_EARLY, field=field)
