"""What is wrong with what we know of a customer or a contact?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.email_addresses import check_email
from app.core.errors import RuleError
from app.customers.enums import CustomerKind, ProblemKind
from app.customers.rules.data_repair import tidied
from app.customers.rules.phones import CHINA, check_phone, check_phone_in

NEEDED = ("industry", "customer_type")  # of companies: nothing demands them, and without them no list is complete
TIDY = ("name", "english_name", "aliases", "keyword", "address", "position", "department")


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong; `field` is the name of the field at fault, "" where it is none."""

    kind: ProblemKind
    field: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A record as the rules look at it: `values` of its fields by name, `phones` those among them that are numbers."""

    values: Mapping[str, str | None]
    phones: tuple[str, ...]
    country: str | None
    email_bounced: bool = False
    phone_wrong: bool = False


def customer_problems(customer: Known, has_contact: bool, is_province: Callable[[str], bool]) -> set[Problem]:
    """The problems of a customer; `is_province` knows the codes of the list of regions."""
    found = set(_of_anybody(customer))
    company = customer.values.get("kind") != CustomerKind.INDIVIDUAL
    if company and not has_contact:
        found.add(Problem(ProblemKind.NO_CONTACT))
    if company:
        found |= {Problem(ProblemKind.MISSING, name) for name in NEEDED if not customer.values.get(name)}
    if customer.country in (CHINA, None):
        found |= set(_of_province(customer, is_province))
    return found


def contact_problems(contact: Known) -> set[Problem]:
    """The problems of a contact."""
    found = set(_of_anybody(contact))
    reached = [name for name in (*contact.phones, "email", "wechat") if name != "fax"]
    if not any(contact.values.get(name) for name in reached):
        found.add(Problem(ProblemKind.UNREACHABLE))
    return found


def is_outdated(changed_on: date, verified_on: date | None, limit: date) -> bool:
    """Whether nobody has changed or checked the record since `limit`."""
    return max(changed_on, verified_on or changed_on) < limit


def _of_anybody(record: Known) -> Iterator[Problem]:
    for name in record.phones:
        number = record.values.get(name)
        if number and not is_phone(number, record.country):
            yield Problem(ProblemKind.PHONE_INVALID, name)
    email = record.values.get("email")
    if email and not _is_email(email):
        yield Problem(ProblemKind.EMAIL_INVALID, "email")
    if record.phone_wrong:
        yield Problem(ProblemKind.PHONE_WRONG)
    if record.email_bounced:
        yield Problem(ProblemKind.EMAIL_BOUNCED, "email")
    for name in TIDY:
        text = record.values.get(name)
        if text and tidied(text) != text:
            yield Problem(ProblemKind.UNTIDY, name)


def _of_province(customer: Known, is_province: Callable[[str], bool]) -> Iterator[Problem]:
    province = customer.values.get("province")
    if not province:
        yield Problem(ProblemKind.MISSING, "province")
    elif not is_province(province):
        yield Problem(ProblemKind.PROVINCE_UNKNOWN, "province")


def is_phone(number: str, country: str | None) -> bool:
    """Whether a number passes the check of today's forms."""
    try:
        check_phone_in(country, check_phone(number))
    except RuleError:
        return False
    return True


def _is_email(address: str) -> bool:
    try:
        check_email(address)
    except RuleError:
        return False
    return True
