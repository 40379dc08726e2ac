"""Customers of the demo company, as many as wanted, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any

from opencc import OpenCC

from app.customers.enums import Consent, CustomerKind, CustomerStatus, LifecycleStage, PreferredLanguage
from app.customers.lookups import LOOKUPS
from app.customers.rules.grading import propose_grade
from app.demo.addresses import FOREIGN_CITIES, Place, chinese_place, foreign_place, traditional_place
from app.demo.companies import Company, chinese_company, foreign_company
from app.demo.contacts import contacts, person_in, random_birthday
from app.demo.drafts import ContactDraft, CustomerDraft
from app.demo.numbers import bank_account, chinese_landline, chinese_mobile, credit_code, foreign_phone

DEMO_DAY = date(2026, 1, 1)
PHONES_PER_CUSTOMER = 4
TRADITIONAL = {"HK": OpenCC("s2hk"), "MO": OpenCC("s2hk"), "TW": OpenCC("s2tw")}
TRADITIONAL_COUNTRIES = ("HK", "HK", "TW", "TW", "MO")
NAMES_IN_COMPANY = {"香港岛": "香港", "九龙": "香港", "澳门半岛": "澳门"}

ORIGINS = ("company", "individual", "traditional", "foreign")
ORIGIN_WEIGHTS = tuple(accumulate((80, 8, 5, 7)))
TYPES = ("end_user", "distributor", "partner", "supplier", "competitor")
TYPE_WEIGHTS = tuple(accumulate((72, 14, 6, 5, 3)))
STAGES = tuple(LifecycleStage)
STAGE_WEIGHTS = tuple(accumulate((18, 14, 16, 20, 16, 7, 6, 3)))
STATUS_OF = {LifecycleStage.LOST: CustomerStatus.LOST, LifecycleStage.AT_RISK: CustomerStatus.QUIET}
CONSENTS = (Consent.UNKNOWN, Consent.GIVEN, Consent.REFUSED)
CONSENT_WEIGHTS = tuple(accumulate((50, 42, 8)))
SOURCES = tuple(row.code for row in LOOKUPS["customer_source"] if row.code not in ("import", "other"))
CHANNELS = ("phone", "wechat", "wecom", "email", "visit")
LOSS_REASONS = ("价格过高", "转向竞争对手", "项目取消", "更换负责人后失联", "对交期不满意")


def demo_customers(count: int, seed: int, today: date = DEMO_DAY) -> Iterator[CustomerDraft]:
    """`count` customers with their contacts. A longer run begins with the shorter one of the same seed and day.

    Numbers that must be unique (credit code, mobile, mailbox) count up, so they differ within a run and repeat in every
    run: load one run into a database, not two. `today` dates the losses.
    """
    rng = Random(seed)  # noqa: S311 (nothing here is secret)
    for serial in range(1, count + 1):
        match rng.choices(ORIGINS, cum_weights=ORIGIN_WEIGHTS)[0]:
            case "individual":
                yield _individual(rng, serial, today)
            case "traditional":
                yield _in_traditional(_company(rng, serial, today, rng.choice(TRADITIONAL_COUNTRIES)))
            case "foreign":
                yield _company(rng, serial, today, rng.choice(tuple(FOREIGN_CITIES)))
            case _:
                yield _company(rng, serial, today, "CN")


def _company(rng: Random, serial: int, today: date, country: str) -> CustomerDraft:
    place, company = _place_and_company(rng, country)
    revenue, employees = _size(rng)
    phone = chinese_landline(place.area, serial) if place.area else foreign_phone(country, serial)
    mailbox = f"{company.slug}{serial:x}"
    return CustomerDraft(
        name=company.name,
        kind=CustomerKind.COMPANY,
        english_name=company.english,
        aliases=company.short,
        keyword=company.trade,
        industry=company.industry,
        grade=propose_grade(revenue, employees).grade,
        phone=phone,
        email=f"info.{mailbox}@example.com",
        homepage=f"https://{mailbox}.example.com" if rng.random() < 0.7 else None,
        annual_revenue=revenue,
        employees=employees,
        contacts=contacts(rng, country, mailbox, phone, serial * PHONES_PER_CUSTOMER),
        **_place_fields(place),
        **_registration(rng, serial, place),
        **_relation(rng, today, country in FOREIGN_CITIES),
    )


def _individual(rng: Random, serial: int, today: date) -> CustomerDraft:
    """A person who buys: no contacts, because the customer is the one to talk to."""
    place, person = chinese_place(rng), person_in(rng, "CN")
    return CustomerDraft(
        name=person.name,
        kind=CustomerKind.INDIVIDUAL,
        phone=chinese_mobile(serial * PHONES_PER_CUSTOMER),
        email=f"{person.latin}{serial:x}@example.com",
        wechat=f"demo_{person.latin}"[:20],
        gender=person.gender,
        birthday=random_birthday(rng),
        **_place_fields(place),
        **_relation(rng, today, False),
    )


def _place_and_company(rng: Random, country: str) -> tuple[Place, Company]:
    if country in FOREIGN_CITIES:
        return foreign_place(rng, country), foreign_company(rng, country)
    place = chinese_place(rng) if country == "CN" else traditional_place(rng, country)
    return place, chinese_company(rng, NAMES_IN_COMPANY.get(place.city_name, place.city_name), place.latin)


def _size(rng: Random) -> tuple[Decimal | None, int | None]:
    """Annual revenue in yuan and employees, log-normal like real companies; for one of ten both are unknown.

    The median has 25 employees at 400,000 yuan each; the largest have thousands.
    """
    if rng.random() < 0.1:
        return None, None
    employees = max(1, round(rng.lognormvariate(3.2, 1.4)))
    ten_thousands = max(1, round(employees * rng.lognormvariate(3.7, 0.6)))
    return Decimal(ten_thousands * 10_000), employees


def _place_fields(place: Place) -> dict[str, Any]:
    return {
        "country": place.country,
        "province": place.province,
        "city": place.city,
        "district": place.district,
        "address": place.address,
        "postcode": place.postcode,
    }


def _registration(rng: Random, serial: int, place: Place) -> dict[str, Any]:
    """What the business licence and the invoice show; mainland companies only."""
    if place.country != "CN":
        return {}
    code = credit_code(serial)
    return {
        "legal_representative": person_in(rng, "CN").name,
        "credit_code": code,
        "tax_number": code,
        "bank": f"演示银行{place.city_name.removesuffix('市')}分行",
        "bank_account": bank_account(serial),
    }


def _relation(rng: Random, today: date, english: bool) -> dict[str, Any]:
    """How we stand with the customer."""
    stage = rng.choices(STAGES, cum_weights=STAGE_WEIGHTS)[0]
    lost = stage is LifecycleStage.LOST
    return {
        "customer_type": rng.choices(TYPES, cum_weights=TYPE_WEIGHTS)[0],
        "source": rng.choice(SOURCES),
        "stage": stage,
        "status": STATUS_OF.get(stage, CustomerStatus.ACTIVE),
        "lost_on": today - timedelta(days=rng.randint(1, 400)) if lost else None,
        "lost_reason": rng.choice(LOSS_REASONS) if lost else None,
        "preferred_channel": "email" if english else rng.choice(CHANNELS),
        "preferred_language": PreferredLanguage.EN if english else PreferredLanguage.ZH,
        "consent": rng.choices(CONSENTS, cum_weights=CONSENT_WEIGHTS)[0],
        "remarks": "Demo data, entirely fictitious." if english else "演示数据，纯属虚构。",
    }


def _in_traditional(draft: CustomerDraft) -> CustomerDraft:
    """What the customer writes itself, in Traditional characters; province, city and district stay as in the list."""
    convert = TRADITIONAL[draft.country].convert
    return replace(
        draft,
        name=convert(draft.name),
        aliases=convert(draft.aliases or ""),
        address=convert(draft.address),
        contacts=tuple(_contact_in_traditional(contact, convert) for contact in draft.contacts),
    )


def _contact_in_traditional(contact: ContactDraft, convert: Callable[[str], str]) -> ContactDraft:
    return replace(
        contact,
        name=convert(contact.name),
        department=convert(contact.department),
        position=convert(contact.position),
        hobbies=convert(contact.hobbies) if contact.hobbies else None,
    )
