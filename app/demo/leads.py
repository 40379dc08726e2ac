"""Leads of the demo company: in every state, known more or less well, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.customers.enums import Consent, LeadStatus
from app.demo.addresses import FOREIGN_CITIES, Place, chinese_place, foreign_place
from app.demo.companies import Company, chinese_company, foreign_company
from app.demo.contacts import person_in
from app.demo.customers import SOURCES
from app.demo.numbers import chinese_landline, chinese_mobile, foreign_phone

FIRST_MOBILE = 90_000_000  # behind the numbers of customers and contacts, however many there are
FIRST_LANDLINE = 9_000_000
LONGEST_AGE = 75  # days
STATES = (
    LeadStatus.NEW, LeadStatus.WORKING, LeadStatus.QUALIFIED, LeadStatus.NEW, LeadStatus.DISQUALIFIED,
    LeadStatus.WORKING, LeadStatus.CONVERTED, LeadStatus.NEW,
)  # fmt: skip
POSTS = ("采购经理", "技术总监", "总经理", "设备主管", "行政助理", "项目工程师")
ENGLISH_POSTS = ("Purchasing Manager", "Technical Director", "Owner", "Assistant")
NEEDS = (
    "计划年内更换两条包装线，正在比价", "新厂房明年投产，需要整套检测设备", "现有供应商交期太长，想找第二家",
    "希望先寄样品，合适后按月采购", "看了展会上的演示，想了解价格和保修", "需要支持英文界面的系统，下季度招标",
)  # fmt: skip
ENGLISH_NEEDS = ("Looks for a second supplier, wants samples first", "New plant next spring, asks for an offer")
WHY_NONE = ("预算取消", "已选择其他供应商", "只是了解行情", "联系不上")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """One lead; fields are named like the columns they are meant for.

    `age` is how many days ago it came. `province`, `city` and `district` are region codes in mainland China and words
    elsewhere; `annual_revenue` is in yuan (CNY).
    """

    name: str
    contact_name: str | None
    position: str | None
    status: LeadStatus
    lost_reason: str | None
    source: str
    need: str | None
    next_contact_on: date | None
    phone: str | None
    mobile: str | None
    email: str | None
    wechat: str | None
    consent: Consent
    country: str
    province: str
    city: str
    district: str | None
    address: str
    industry: str
    employees: int | None
    annual_revenue: Decimal | None
    remarks: str
    age: int


def demo_leads(count: int, seed: int, today: date) -> Iterator[LeadDraft]:
    """`count` leads; a longer run begins with the shorter one of the same seed and day."""
    rng = Random(f"leads {seed}")  # noqa: S311 (nothing here is secret)
    for serial in range(count):
        foreign = serial % 8 == 5
        yield _lead(rng, serial, today, rng.choice(tuple(FOREIGN_CITIES)) if foreign else "CN")


def _lead(rng: Random, serial: int, today: date, country: str) -> LeadDraft:
    chinese = country == "CN"
    place = chinese_place(rng) if chinese else foreign_place(rng, country)
    company = _company(rng, place, country)
    person = person_in(rng, country)
    status = STATES[serial % len(STATES)]
    employees = rng.choice((None, 12, 45, 160, 420))
    return LeadDraft(
        name=company.name,
        contact_name=person.name,
        position=_now_and_then(rng, 0.7, rng.choice(POSTS if chinese else ENGLISH_POSTS)),
        status=status,
        lost_reason=rng.choice(WHY_NONE) if status is LeadStatus.DISQUALIFIED else None,
        source=rng.choice(SOURCES),
        need=_now_and_then(rng, 0.6, rng.choice(NEEDS if chinese else ENGLISH_NEEDS)),
        next_contact_on=today + timedelta(days=rng.randint(1, 14)) if status is not LeadStatus.DISQUALIFIED else None,
        phone=_phone(place, country, serial) if rng.random() < 0.5 else None,
        mobile=chinese_mobile(FIRST_MOBILE + serial) if chinese and rng.random() < 0.8 else None,
        email=_now_and_then(rng, 0.6, f"{person.latin}.lead{serial}@example.com"),
        wechat=_now_and_then(rng, 0.4, f"demo_{person.latin}"[:20]) if chinese else None,
        consent=rng.choice((Consent.UNKNOWN, Consent.GIVEN)),
        country=place.country,
        province=place.province,
        city=place.city,
        district=place.district,
        address=place.address,
        industry=company.industry,
        employees=employees,
        annual_revenue=Decimal(employees * 400_000) if employees and rng.random() < 0.5 else None,
        remarks="演示数据，纯属虚构。" if chinese else "Demo data, entirely fictitious.",
        age=rng.randint(1, LONGEST_AGE),
    )


def once_more(draft: LeadDraft, serial: int) -> LeadDraft:
    """The same company, written down by somebody else who talked to another person there."""
    return replace(
        draft,
        name=without_legal_form(draft.name),
        contact_name="郑小鹿",
        position="采购助理",
        status=LeadStatus.NEW,
        lost_reason=None,
        need=None,
        phone=draft.phone or draft.mobile,
        mobile=chinese_mobile(FIRST_MOBILE + serial),
        email=None,
        wechat=None,
        age=1,
    )


def without_legal_form(name: str) -> str:
    """深圳市青鲸精密机械有限公司 → 深圳市青鲸精密机械: how people write a name down in a hurry."""
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        if name.endswith(form):
            return name.removesuffix(form)
    return name


def _company(rng: Random, place: Place, country: str) -> Company:
    return chinese_company(rng, place.city_name, place.latin) if country == "CN" else foreign_company(rng, country)


def _phone(place: Place, country: str, serial: int) -> str | None:
    return chinese_landline(place.area, FIRST_LANDLINE + serial) if place.area else foreign_phone(country, serial)


def _now_and_then(rng: Random, share: float, value: str) -> str | None:
    return value if rng.random() < share else None
