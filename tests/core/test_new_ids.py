"""Many new records of a flush get their ids beforehand and are inserted together."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.new_ids import MANY
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


def test_many_records_are_inserted_by_one_statement_and_numbered_on(session, statements):
    owner = UserFactory(username="owner-of-many", role_names=["Sales"])
    before = CustomerFactory(owner=owner)
    made = [Customer(name=f"客户{number}", owner=owner) for number in range(3 * MANY)]
    with system_access("test"), statements() as sent:
        session.add_all(made)
        session.flush()
    assert len([one for one in sent if one.startswith("INSERT INTO customer ")]) == 1, sent
    assert [record.id for record in made] == list(range(made[0].id, made[0].id + len(made)))
    assert made[0].id > before.id
    after = CustomerFactory(owner=owner)  # numbered by the database, which knows of the others
    assert after.id == made[-1].id + 1
    with system_access("test"):
        rows = session.execute(select(func.count()).where(Customer.id.in_([record.id for record in made])))
        assert rows.scalar_one() == len(made)
