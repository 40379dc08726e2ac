"""The people at a customer."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.core.columns import Sensitive, boolean, choice, date, link, lookup, string, text
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, Searchable, access_indexes, live_indexes
from app.customers.enums import BirthdayCalendar, DecisionRole
from app.customers.models.base import (
    CustomersGoverned,
    email_address,
    past_day,
    phone_number,
    qq_number,
    web_address,
    wechat_id,
)

MAIN = sql("is_main AND archived_at IS NULL")


class Contact(CustomersGoverned, Searchable, Owned, Record, Model):
    """A person to talk to; a customer has several, and exactly one of them is the main one."""

    __tablename__ = "contact"
    __table_args__ = (
        *access_indexes("contact"),
        *live_indexes("contact", "created_at"),
        Index(
            "uq_contact_main",
            "customer_id",
            unique=True,
            sqlite_where=MAIN,
            postgresql_where=MAIN,
            info={"refusal": N_("This customer has another main contact by now. Look at its contacts and try again.")},
        ),
        Index("ix_contact_customer", "customer_id", "id"),
        Index("ix_contact_name", "name", "id"),
        Index("ix_contact_changed_at", "changed_at", "id"),
    )
    __label__ = N_("Contact")
    __label_plural__ = N_("Contacts")

    customer = link(N_("Customer"), "Customer", required=True, parent=True, key=True)
    name: Mapped[str] = string(N_("Contact name"), 100, required=True, key=True, search=True, synonyms=("contact",))
    salutation: Mapped[str | None] = lookup(N_("Salutation"), "salutation")
    is_main: Mapped[bool] = boolean(N_("Main contact"))
    department: Mapped[str | None] = string(N_("Department at the customer"), 100, synonyms=("department",))
    position: Mapped[str | None] = string(N_("Position"), 100, synonyms=("contact title", "job title", "title"))
    decision_role: Mapped[str | None] = choice(N_("Role in decisions"), DecisionRole)

    office_phone: Mapped[str | None] = phone_number(N_("Office phone"), "customer.country", search=True)
    mobile: Mapped[str | None] = phone_number(
        N_("Mobile"), "customer.country", search=True, sensitive=Sensitive.MASKED, synonyms=("cell phone",)
    )
    fax: Mapped[str | None] = phone_number(N_("Fax"), "customer.country")
    phs: Mapped[str | None] = phone_number(N_("PHS phone"), "customer.country")
    email: Mapped[str | None] = email_address(N_("E-mail"), search=True)
    wechat: Mapped[str | None] = wechat_id(N_("WeChat"), search=True)
    qq: Mapped[str | None] = qq_number(N_("QQ number"), search=True)
    msn: Mapped[str | None] = string(N_("MSN"), 120)
    homepage: Mapped[str | None] = web_address(N_("Homepage"))

    birthday: Mapped[Day | None] = past_day(N_("Birthday"))
    birthday_calendar: Mapped[str] = choice(N_("Birthday calendar"), BirthdayCalendar, required=True, default="solar")
    hobbies: Mapped[str | None] = string(N_("Hobbies"), 300)
    home_phone: Mapped[str | None] = phone_number(N_("Home phone"), "customer.country", sensitive=Sensitive.MASKED)
    home_address: Mapped[str | None] = string(N_("Home address"), 300)
    postcode: Mapped[str | None] = string(N_("Postcode"), 20)
    remarks: Mapped[str | None] = text(N_("Remarks"))

    verified_on: Mapped[Day | None] = date(N_("Data checked on"))
    email_bounced_at: Mapped[datetime | None] = moment(N_("E-mail came back at"))
    phone_wrong_at: Mapped[datetime | None] = moment(N_("Phone marked as wrong at"))
