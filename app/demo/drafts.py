"""What the generator hands over. Fields are named like the columns they are meant for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.customers.enums import (
    BirthdayCalendar,
    Consent,
    CustomerKind,
    CustomerStatus,
    DecisionRole,
    Gender,
    LifecycleStage,
    PreferredLanguage,
)


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One person at a customer; of the contacts of a customer the first one is the main contact."""

    name: str
    salutation: str
    is_main: bool
    department: str
    position: str
    decision_role: DecisionRole
    office_phone: str | None
    mobile: str | None
    email: str
    wechat: str | None
    qq: str | None
    birthday: date | None
    birthday_calendar: BirthdayCalendar
    hobbies: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDraft:
    """One customer with its contacts.

    Lookup fields hold codes, `annual_revenue` is in yuan (CNY); `province`, `city` and `district` are region codes in
    mainland China and words elsewhere, as address fields store them.
    """

    name: str
    kind: CustomerKind
    english_name: str | None = None
    aliases: str | None = None
    keyword: str | None = None
    industry: str | None = None
    customer_type: str
    grade: str | None = None
    source: str
    status: CustomerStatus
    lost_on: date | None = None
    lost_reason: str | None = None
    stage: LifecycleStage
    country: str
    province: str
    city: str
    district: str | None
    address: str
    postcode: str | None
    phone: str | None
    email: str
    homepage: str | None = None
    wechat: str | None = None
    annual_revenue: Decimal | None = None
    currency: str = "CNY"
    employees: int | None = None
    legal_representative: str | None = None
    tax_number: str | None = None
    credit_code: str | None = None
    bank: str | None = None
    bank_account: str | None = None
    gender: Gender | None = None
    birthday: date | None = None
    preferred_channel: str
    preferred_language: PreferredLanguage
    consent: Consent
    remarks: str
    contacts: tuple[ContactDraft, ...] = ()
