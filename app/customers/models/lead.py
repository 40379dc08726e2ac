"""People and companies that may become customers."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.amounts import amount
from app.core.columns import (
    Sensitive,
    boolean,
    choice,
    date,
    integer,
    json,
    link,
    lookup,
    string,
    suggested,
    text,
)
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, Searchable, access_indexes, live_indexes
from app.customers.enums import Consent, LeadStatus
from app.customers.models.base import (
    Attended,
    CustomersGoverned,
    email_address,
    phone_number,
    web_address,
    wechat_id,
)


class Lead(CustomersGoverned, Searchable, Attended, Owned, Record, Model):
    """Somebody who may have a need: not yet a customer, worked on until it becomes one or proves to be none."""

    __tablename__ = "lead"
    __table_args__ = (
        *access_indexes("lead"),
        *live_indexes("lead", "status", "source", "province", "industry", "created_at"),
        Index("ix_lead_name", "name", "id"),
    )
    __label__ = N_("Lead")
    __label_plural__ = N_("Leads")

    name: Mapped[str] = string(
        N_("Lead name"), 200, required=True, key=True, search=True, synonyms=("company", "company name", "公司名称")
    )
    contact_name: Mapped[str | None] = string(N_("Person to talk to"), 100, search=True, synonyms=("contact", "联系人"))
    position: Mapped[str | None] = string(N_("Position"), 100, synonyms=("title", "job title", "职务"))
    status: Mapped[str] = choice(N_("Lead status"), LeadStatus, required=True, default="new")
    source: Mapped[str | None] = lookup(N_("Source"), "customer_source")
    score: Mapped[int | None] = integer(N_("Lead score"), computed=True)
    lost_reason: Mapped[str | None] = string(N_("Why it is none"), 300)
    need: Mapped[str | None] = text(N_("Need"), synonyms=("需求", "requirement"))
    next_contact_on: Mapped[Day | None] = date(N_("Next contact on"))
    territory = link(N_("Territory"), "Territory")

    phone: Mapped[str | None] = phone_number(N_("Phone"), "country", search=True, synonyms=("telephone",))
    mobile: Mapped[str | None] = phone_number(
        N_("Mobile"), "country", search=True, sensitive=Sensitive.MASKED, synonyms=("cell phone", "手机号")
    )
    email: Mapped[str | None] = email_address(N_("E-mail"), search=True)
    wechat: Mapped[str | None] = wechat_id(N_("WeChat"), search=True)
    homepage: Mapped[str | None] = web_address(N_("Homepage"), synonyms=("website", "url"))
    consent: Mapped[str] = choice(N_("Consent to be contacted"), Consent, required=True, default="unknown")

    country: Mapped[str | None] = lookup(N_("Country or region"), "country", default="CN", synonyms=("country",))
    province: Mapped[str | None] = suggested(N_("Province"), 60, "region", ("country",))
    city: Mapped[str | None] = suggested(N_("City"), 60, "region", ("country", "province"))
    district: Mapped[str | None] = suggested(N_("District"), 60, "region", ("country", "province", "city"))
    address: Mapped[str | None] = string(N_("Address"), 300)

    industry: Mapped[str | None] = lookup(N_("Industry"), "industry")
    employees: Mapped[int | None] = integer(N_("Employees"), minimum=0)
    annual_revenue: Mapped[Decimal | None] = amount(N_("Annual revenue"), minimum=0)
    currency: Mapped[str | None] = lookup(N_("Currency"), "currency", default="CNY")
    remarks: Mapped[str | None] = text(N_("Remarks"))

    converted_on: Mapped[Day | None] = date(N_("Converted on"), computed=True)
    converted_customer = link(
        N_("Became the customer"), "Customer", table="customer", ondelete="SET NULL", computed=True
    )
    converted_contact = link(N_("Became the contact"), "Contact", table="contact", ondelete="SET NULL", computed=True)
    contact_is_new: Mapped[bool] = boolean(N_("The contact was made of the lead"), computed=True)
    status_before: Mapped[str | None] = choice(N_("Status before the conversion"), LeadStatus, computed=True)
    customer_is_new: Mapped[bool] = boolean(N_("The customer was made of the lead"), computed=True)
    # {table: ids} of what went along, to come back with the conversion; None: all of it (see `attached.carry`).
    carried: Mapped[dict[str, list[int]] | None] = json(N_("Documents that went along"), computed=True)
