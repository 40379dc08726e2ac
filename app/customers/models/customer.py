"""Customers: the base of every other module."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import Sensitive, choice, date, integer, link, links, lookup, string, suggested, text
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, Searchable, access_indexes, figure_indexes, live_indexes, unique_among_live
from app.customers.enums import Consent, CustomerKind, CustomerStatus, Gender, LifecycleStage, PreferredLanguage
from app.customers.models.base import (
    Attended,
    CustomersGoverned,
    email_address,
    past_day,
    phone_number,
    qq_number,
    web_address,
    wechat_id,
)
from app.customers.rules.credit_code import check_credit_code

customer_tag = Table(
    "customer_tag",
    Model.metadata,
    Column("customer_id", ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Customer(CustomersGoverned, Searchable, Attended, Owned, Record, Model):
    """A company or a person that we sell to, buy from, work with or compete with."""

    __tablename__ = "customer"
    __table_args__ = (
        *access_indexes("customer"),
        *live_indexes("customer", "industry", "customer_type", "grade", "source", "status", "stage"),
        *live_indexes("customer", "province", "city", "created_at"),
        *figure_indexes("customer", "status", "stage", "created_at"),
        unique_among_live("customer", "code"),
        unique_among_live("customer", "credit_code"),
        Index("ix_customer_name", "name", "id"),
        Index("ix_customer_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Customer")
    __label_plural__ = N_("Customers")

    name: Mapped[str] = string(
        N_("Customer name"), 200, required=True, key=True, search=True, synonyms=("company", "company name", "公司名称")
    )
    code: Mapped[str | None] = string(
        N_("Customer code"), 40, key=True, search=True, synonyms=("customer id", "supplier id", "客户编码")
    )
    kind: Mapped[str] = choice(N_("Company or individual"), CustomerKind, required=True, default="company")
    english_name: Mapped[str | None] = string(N_("English name"), 200, search=True)
    aliases: Mapped[str | None] = string(N_("Other names"), 400, search=True, help=N_("Separate several by commas."))
    keyword: Mapped[str | None] = string(N_("Keyword"), 100, search=True)

    industry: Mapped[str | None] = lookup(N_("Industry"), "industry")
    customer_type: Mapped[str | None] = lookup(N_("Customer type"), "customer_type", synonyms=("type",))
    grade: Mapped[str | None] = lookup(N_("Customer grade"), "customer_grade", synonyms=("grade", "level"))
    source: Mapped[str | None] = lookup(N_("Source"), "customer_source")
    status: Mapped[str] = choice(N_("Status"), CustomerStatus, required=True, default="active")
    lost_on: Mapped[Day | None] = date(N_("Lost on"))
    lost_reason: Mapped[str | None] = string(N_("Reason of loss"), 300)
    stage: Mapped[str] = choice(N_("Lifecycle stage"), LifecycleStage, required=True, default="prospect")
    stage_since: Mapped[Day | None] = date(N_("Stage since"), computed=True)
    territory = link(N_("Territory"), "Territory")
    tags = links(N_("Tags"), "Tag", "customer_tag")

    country: Mapped[str | None] = lookup(
        N_("Country or region"), "country", default="CN", synonyms=("country", "nationality")
    )
    province: Mapped[str | None] = suggested(N_("Province"), 60, "region", ("country",), synonyms=("region", "state"))
    city: Mapped[str | None] = suggested(N_("City"), 60, "region", ("country", "province"))
    district: Mapped[str | None] = suggested(N_("District"), 60, "region", ("country", "province", "city"))
    address: Mapped[str | None] = string(N_("Address"), 300)
    postcode: Mapped[str | None] = string(N_("Postcode"), 20, synonyms=("postal code", "zip"))

    phone: Mapped[str | None] = phone_number(N_("Phone"), "country", search=True, synonyms=("telephone",))
    fax: Mapped[str | None] = phone_number(N_("Fax"), "country")
    email: Mapped[str | None] = email_address(N_("E-mail"), search=True)
    homepage: Mapped[str | None] = web_address(N_("Homepage"), synonyms=("website", "url"))
    wechat: Mapped[str | None] = wechat_id(N_("WeChat"), search=True)
    qq: Mapped[str | None] = qq_number(N_("QQ number"), search=True)
    msn: Mapped[str | None] = string(N_("MSN"), 120)

    annual_revenue: Mapped[Decimal | None] = amount(N_("Annual revenue"), minimum=0)
    currency: Mapped[str | None] = lookup(N_("Currency"), "currency", default="CNY")
    employees: Mapped[int | None] = integer(N_("Employees"), minimum=0)
    legal_representative: Mapped[str | None] = string(N_("Legal representative"), 100)
    tax_number: Mapped[str | None] = string(N_("Tax number"), 40, search=True)
    credit_code: Mapped[str | None] = string(
        N_("Unified social credit code"),
        40,  # as it may be typed, with blanks; 18 characters are stored
        key=True,
        search=True,
        check=check_credit_code,
        help=N_("18 characters, with its check digit."),
    )
    bank: Mapped[str | None] = string(N_("Bank"), 100)
    bank_account: Mapped[str | None] = string(N_("Bank account"), 60, sensitive=Sensitive.MASKED)
    credit_limit: Mapped[Decimal | None] = amount(N_("Credit limit"), minimum=0)

    gender: Mapped[str | None] = choice(N_("Gender"), Gender)
    birthday: Mapped[Day | None] = past_day(N_("Birthday"))
    parent = link(N_("Parent company"), "Customer")
    preferred_channel: Mapped[str | None] = lookup(N_("Preferred channel"), "preferred_channel")
    preferred_language: Mapped[str | None] = choice(N_("Preferred language"), PreferredLanguage)
    consent: Mapped[str] = choice(N_("Consent to be contacted"), Consent, required=True, default="unknown")
    remarks: Mapped[str | None] = text(N_("Remarks"))

    verified_on: Mapped[Day | None] = date(N_("Data checked on"))
    email_bounced_at: Mapped[datetime | None] = moment(N_("E-mail came back at"))
    phone_wrong_at: Mapped[datetime | None] = moment(N_("Phone marked as wrong at"))
