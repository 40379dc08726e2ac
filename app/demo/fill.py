"""Fills a system with the demo company: lively, bilingual, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import delete, select

from app.core.clock import now, today
from app.core.db import db
from app.customers.enums import PoolReason
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.tag import Tag
from app.customers.models.territory import Territory
from app.customers.ownership import enter_pool
from app.demo.customers import demo_customers
from app.demo.drafts import ContactDraft, CustomerDraft
from app.demo.leads import LeadDraft
from app.demo.market import divide, word_list
from app.demo.staff import hire
from app.system.known_passwords import DEMO_PASSWORD
from app.system.models.ledger import Delivered
from app.system.models.user import User

BATCH = 60  # customers with their contacts: about 100 ms, so that people can work meanwhile (SQLite has one writer)
DONE = "demo:customers:"  # then how many of them are in the database
PAST = timedelta(days=730)
ATTENDED_WITHIN = 20  # days: nobody is about to lose anything yet
TAGGED, UNASSIGNED, UNGRADED, SUBSIDIARIES = 0.35, 0.03, 0.12, 0.05


@dataclass(frozen=True)
class Company:
    """The colleagues by user name, and those of them whom customers are given to.

    Places are provinces (first two digits of the code) or countries.
    """

    people: dict[str, User]
    territories: dict[str, Territory]
    sellers: dict[str, list[User]]
    tags: list[Tag]


def fill(customers: int, seed: int, password: str = DEMO_PASSWORD) -> int:
    """Add what is missing to `customers` demo customers, with the company around them; how many customers that were.

    Each batch is committed with the count of those done, so an interrupted run goes on where it stopped, and a
    repeated one adds nothing. `password` is that of colleagues who are new.
    """
    done = _done()
    if done >= customers:
        return 0
    company = found(password)
    rng = Random(seed + done)  # noqa: S311 (nothing here is secret)
    drafts = islice(demo_customers(customers, seed, today()), done, None)
    moments = _moments(customers - done, now(), rng)
    heads: dict[int | None, Customer] = {}
    for count in range(done, customers, BATCH):
        with db.session.no_autoflush:
            batch = [_customer(draft, next(moments), company, rng) for draft in islice(drafts, BATCH)]
            _group(batch, heads, rng)
            _number(batch, count)
        _offer(batch)
        _note_done(count + len(batch))
        db.session.commit()
    return customers - done


def _done() -> int:
    items = db.session.execute(select(Delivered.item).where(Delivered.item.startswith(DONE))).scalars()
    return max((int(item.removeprefix(DONE)) for item in items), default=0)


def _note_done(count: int) -> None:
    db.session.execute(delete(Delivered).where(Delivered.item.startswith(DONE)))
    db.session.add(Delivered(item=f"{DONE}{count}"))


def found(password: str = DEMO_PASSWORD) -> Company:
    """The colleagues, the market and the words: what is there already is used as it is."""
    people = hire(password)
    territories, sellers = divide(people)
    tags = word_list()
    db.session.commit()
    return Company(people, territories, sellers, tags)


def _moments(count: int, end: datetime, rng: Random) -> Iterator[datetime]:
    """`count` moments of the last two years, in order and a little denser towards the end, in office hours in China."""
    for place in range(count):
        share = ((place + rng.random()) / count) ** 0.8
        day = (end - PAST + share * PAST).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
        day -= timedelta(days=max(0, day.weekday() - 4))  # nobody works at the weekend
        yield min(day + timedelta(seconds=rng.randrange(9 * 3600)) + timedelta(hours=1), end)


def _customer(draft: CustomerDraft, moment: datetime, company: Company, rng: Random) -> Customer:
    place = draft.province[:2] if draft.country == "CN" else draft.country
    owner = rng.choice(company.sellers[place]) if rng.random() >= UNASSIGNED else None
    author_id = (owner or company.territories[place].manager).id
    tags = rng.sample(company.tags, rng.choice((1, 1, 2))) if rng.random() < TAGGED else []
    values = stored_values(draft) | {"created_at": moment, "created_by_id": author_id, "owner": owner}
    values["attended_on"] = max(moment.date(), today() - timedelta(days=rng.randrange(ATTENDED_WITHIN)))
    contacts = values.pop("contacts")
    customer = Customer(**values, territory=company.territories[place], tags=tags)
    _date(customer, moment, rng)
    if rng.random() < UNGRADED:  # nobody has accepted the proposal yet
        customer.grade = None
    db.session.add(customer)
    for contact in contacts:
        later = {"created_at": moment, "created_by_id": author_id, "owner": owner}
        db.session.add(Contact(**stored_values(contact), **later, customer=customer))
    return customer


def stored_values(draft: CustomerDraft | ContactDraft | LeadDraft) -> dict[str, Any]:
    """What is known of a draft, as the columns of the same names hold it."""
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    return {name: getattr(value, "value", value) for name, value in values.items() if value is not None}


def _date(customer: Customer, moment: datetime, rng: Random) -> None:
    """Nobody is lost before coming; a stage began some time after that."""
    came = moment.date()
    known = max((today() - came).days, 0)
    if customer.lost_on is not None:
        customer.lost_on = customer.stage_since = max(customer.lost_on, came)
    else:
        customer.stage_since = came + timedelta(days=rng.randint(0, known))


def _group(batch: Sequence[Customer], heads: dict[int | None, Customer], rng: Random) -> None:
    """Some companies belong to an earlier one of the same owner; `heads` keeps one of each owner for the next batch."""
    for customer in batch:
        owner_id = customer.owner.id if customer.owner is not None else None
        if customer.kind == "company" and owner_id in heads and rng.random() < SUBSIDIARIES:
            customer.parent = heads[owner_id]
    companies = (customer for customer in batch if customer.kind == "company" and customer.parent is None)
    heads.update({customer.owner.id if customer.owner is not None else None: customer for customer in companies})


def _offer(batch: Sequence[Customer]) -> None:
    """Whoever has no owner lies in the public pool."""
    db.session.flush()
    for customer in batch:
        if customer.owner_id is None:
            enter_pool(db.session(), customer, PoolReason.NEW)


def _number(batch: Sequence[Customer], count: int) -> None:
    for number, customer in enumerate(batch, count + 1):
        customer.code = f"KH{number:06}"
