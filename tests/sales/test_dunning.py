"""Letters to customers who are late, and the nightly age of receivables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.clock import today
from app.core.errors import RuleError
from app.core.jobs.queue import enqueue
from app.sales.dunning_actions import dun
from app.sales.models.dunning_step import DunningStep
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.money_jobs import MARK_OVERDUE
from app.sales.plan_actions import make_plan
from tests.factories.customers import CustomerFactory
from tests.factories.money import ReceivableInstalmentFactory
from tests.support.import_wizard import work
from tests.support.money import approved_order

TODAY = today()


def late(session, days, **values):
    """An instalment of 1234.50 that is `days` days overdue."""
    order = approved_order(session, "1234.5", **values)
    return make_plan(order, "100", TODAY - timedelta(days=days))[0]


def test_letters_follow_each_other_in_the_language_of_the_customer(session):
    instalment = late(session, 70, customer=CustomerFactory(name="Blue Whale Ltd", country="GB"))
    levels = []
    for number in range(4):
        (letter,) = dun([instalment], TODAY + timedelta(days=7 * number), "by mail")
        levels.append((letter.level, letter.language))
    assert levels == [(level, "en") for level in ("reminder", "first", "second", "final")]
    with pytest.raises(RuleError):
        dun([instalment], TODAY + timedelta(days=60))
    letters = session.scalars(select(DunningStep).order_by(DunningStep.id)).all()
    assert len(letters) == 4
    assert all("Blue Whale Ltd" in one.letter and "CN¥1,234.50" in one.letter for one in letters)
    kept = select(ReceivableInstalment.dunning_level, ReceivableInstalment.dunned_on)
    assert tuple(session.execute(kept).one()) == ("final", TODAY + timedelta(days=21))


def test_a_chinese_customer_gets_a_chinese_letter(session):
    (letter,) = dun([late(session, 5)], TODAY)
    assert letter.language == "zh"
    assert "¥1,234.50" in letter.letter
    assert "尊敬的" in letter.letter
    assert "Dear" not in letter.letter


def test_of_many_those_get_a_letter_that_are_due_for_one(session):
    chosen = [late(session, days) for days in (0, 2, 3, 20)]
    assert {letter.instalment_id for letter in dun(chosen, TODAY)} == {one.id for one in chosen[2:]}
    with pytest.raises(RuleError):
        dun(chosen, TODAY)
    assert len(session.scalars(select(DunningStep)).all()) == 2


AGES = {0: ("open", "not_due"), 1: ("overdue", "up_to_30"), 31: ("overdue", "up_to_60"), 61: ("overdue", "up_to_90"),
        91: ("overdue", "over_90"), -30: ("open", "not_due")}  # fmt: skip


def test_at_night_receivables_grow_older(app, session):
    for days in AGES:
        ReceivableInstalmentFactory(due_on=TODAY - timedelta(days=days))
    stale = update(ReceivableInstalment).values(state="open", age_band="not_due")
    session.execute(stale, execution_options={"synchronize_session": False})
    for _ in range(2):
        enqueue(session(), MARK_OVERDUE)
        session.commit()
        assert work(app) == 1
    columns = (ReceivableInstalment.due_on, ReceivableInstalment.state, ReceivableInstalment.age_band)
    found = {(TODAY - due_on).days: (state, band) for due_on, state, band in session.execute(select(*columns))}
    assert found == AGES
