"""What the letters say, in the language of the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from app.core.amounts import in_currency
from app.core.display import display_plain
from app.core.i18n import force_locale, translate
from app.core.text import N_
from app.customers.enums import PreferredLanguage
from app.customers.models.customer import Customer
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.money_enums import DunningLevel
from app.sales.rules.ageing import days_overdue
from app.system.settings import setting

CHINESE_SPEAKING = {"CN", "HK", "MO", "TW"}
_SUBJECTS = {
    DunningLevel.REMINDER: N_("A friendly reminder: payment of order %(order)s"),
    DunningLevel.FIRST: N_("First demand for payment: order %(order)s"),
    DunningLevel.SECOND: N_("Second demand for payment: order %(order)s"),
    DunningLevel.FINAL: N_("Final demand for payment: order %(order)s"),
}
_BODIES = {
    DunningLevel.REMINDER: N_(
        "Dear %(customer)s,\n\n%(open)s of our order %(order)s (instalment %(position)s) were due on %(due)s. Perhaps "
        "this escaped your notice: please arrange the payment soon. If it is on its way, disregard this letter.\n\n"
        "%(company)s\n%(today)s"
    ),
    DunningLevel.FIRST: N_(
        "Dear %(customer)s,\n\n%(open)s of our order %(order)s (instalment %(position)s) were due on %(due)s and are "
        "%(days)s days overdue. Please pay within seven days, or tell us what keeps you from it.\n\n"
        "%(company)s\n%(today)s"
    ),
    DunningLevel.SECOND: N_(
        "Dear %(customer)s,\n\nin spite of our demand %(open)s of our order %(order)s (instalment %(position)s), due "
        "on %(due)s, are still unpaid after %(days)s days. Please pay at once. Until then we deliver no further goods "
        "on credit.\n\n%(company)s\n%(today)s"
    ),
    DunningLevel.FINAL: N_(
        "Dear %(customer)s,\n\nthis is our final demand. %(open)s of our order %(order)s (instalment %(position)s), "
        "due on %(due)s, are %(days)s days overdue. If the amount does not arrive within seven days, we shall take "
        "legal steps.\n\n%(company)s\n%(today)s"
    ),
}


@dataclass(frozen=True)
class Letter:
    """A letter in `language` (a locale)."""

    language: str
    subject: str
    text: str


def write_letter(instalment: ReceivableInstalment, level: DunningLevel, today: Day) -> Letter:
    """The letter of this level about what is open of an instalment."""
    customer, language = instalment.customer, language_of(instalment.customer)
    with force_locale(language):
        words = {
            "customer": (customer.english_name if language == "en" else None) or customer.name,
            "order": str(instalment.order),
            "position": instalment.position,
            "open": in_currency(instalment.open_amount, instalment.currency),
            "due": display_plain(instalment.due_on),
            "days": days_overdue(instalment.due_on, today),
            "today": display_plain(today),
            "company": setting(f"company_name_{language}"),
        }
        subject, body = translate(_SUBJECTS[level], order=words["order"]), translate(_BODIES[level], **words)
    return Letter(language, subject, body.replace("\n\n\n", "\n\n"))  # a company without a name


def language_of(customer: Customer) -> str:
    """The language that a customer prefers, else that of the country."""
    if customer.preferred_language:
        return customer.preferred_language
    chinese = customer.country is None or customer.country in CHINESE_SPEAKING
    return (PreferredLanguage.ZH if chinese else PreferredLanguage.EN).value
