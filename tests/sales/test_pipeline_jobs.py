"""Quotes expire overnight, and plans are counted; a second run changes nothing more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.core.clock import today
from app.core.jobs.queue import enqueue
from app.sales import quote_actions
from app.sales.models.quote import Quote
from app.sales.models.sales_plan import SalesPlan
from tests.factories.pipeline import QuoteFactory, QuoteLineFactory, SalesPlanFactory, SalesPlanShareFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import work


def run(app, session, name):
    enqueue(session(), name)
    session.commit()
    work(app)


def test_quotes_expire_after_their_last_day(app, session):
    quotes = [QuoteFactory() for _ in range(3)]
    for quote in quotes:
        QuoteLineFactory(quote=quote)
        quote_actions.send(quote)
    session.flush()
    quotes[0].valid_until = today() - timedelta(days=1)
    quotes[1].valid_until = today()
    session.flush()
    run(app, session, "expire_quotes")
    run(app, session, "expire_quotes")
    found = select(Quote.id, Quote.status).where(Quote.id.in_([quote.id for quote in quotes]))
    statuses = {row.id: row.status for row in session.execute(found)}
    assert [statuses[quote.id] for quote in quotes] == ["expired", "sent", "sent"]


def test_running_plans_are_counted(app, session):
    boss = UserFactory(role_names=["GeneralManager"])
    running = SalesPlanFactory(owner=boss, begins=today())
    SalesPlanShareFactory(plan=running)
    over = SalesPlanFactory(owner=boss, begins=today() - timedelta(days=800))
    session.flush()
    run(app, session, "count_sales_plans")
    found = dict(session.execute(select(SalesPlan.id, SalesPlan.actual)).all())
    assert (found[running.id], found[over.id]) == (Decimal(0), None)
