"""A territory opens its records to its manager and members, with what hangs below them and below it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import acting_as, system_access
from app.core.errors import RuleError
from app.core.registry import entity_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.models.territory import Territory
from app.system.onlookers import onlookers
from tests.factories.customers import ContactFactory, CustomerFactory, LeadFactory, TerritoryFactory
from tests.factories.system import DepartmentFactory, UserFactory


@pytest.fixture
def country(session):
    """East with Shanghai in it, and West; one customer with a contact and one lead in each."""
    owner = UserFactory(username="owner", role_names=["Sales"], department=DepartmentFactory(name="Far away"))
    east = TerritoryFactory(name="East")
    places = {"east": east, "shanghai": TerritoryFactory(name="Shanghai", parent=east), "west": TerritoryFactory()}
    for name, place in places.items():
        customer = CustomerFactory(name=f"{name} customer", owner=owner, territory=place)
        ContactFactory(name=f"{name} contact", customer=customer)
        LeadFactory(name=f"{name} lead", owner=owner, territory=place)
    session.flush()
    return places


def seen(session, person) -> set[str]:
    with acting_as(person.id):
        return {name for model in (Customer, Contact, Lead) for name in session.scalars(select(model.name))}


def all_of(*places: str) -> set[str]:
    return {f"{place} {kind}" for place in places for kind in ("customer", "contact", "lead")}


@pytest.mark.parametrize("role", ["Sales", "SalesManager", "ServiceAgent", "Technician"])
@pytest.mark.parametrize("as_what", ["member", "manager"])
def test_members_and_managers_see_the_territory_and_below(session, country, role, as_what):
    ann = UserFactory(username="ann", role_names=[role], department=DepartmentFactory(name="Here"))
    assert seen(session, ann) == set()
    if as_what == "member":
        country["east"].members.append(ann)
    else:
        country["east"].manager = ann
    session.flush()
    assert seen(session, ann) == all_of("east", "shanghai")


def test_own_records_stay_visible_beside_the_territory(session, country):
    ann = UserFactory(username="ann", role_names=["Sales"])
    CustomerFactory(name="own", owner=ann)
    country["shanghai"].members.append(ann)
    session.flush()
    assert seen(session, ann) == all_of("shanghai") | {"own"}


def test_a_record_that_moves_opens_and_closes_with_its_territory(session, country):
    ann = UserFactory(username="ann", role_names=["Sales"])
    country["west"].members.append(ann)
    customer = session.scalars(select(Customer).where(Customer.name == "east customer")).one()
    customer.territory = country["west"]
    session.flush()
    assert seen(session, ann) == all_of("west") | {"east customer", "east contact"}
    country["west"].members.remove(ann)
    session.flush()
    assert seen(session, ann) == set()


def test_the_page_says_why(session, country):
    ann = UserFactory(username="ann", role_names=["Sales"])
    country["west"].members.append(ann)
    session.flush()
    customer = session.scalars(select(Customer).where(Customer.name == "west customer")).one()
    why = {one.user_id: one.why for one in onlookers(entity_of(Customer), customer)}
    assert why[ann.id] in ("Belongs to its territory", "该区域成员")


OPENING = {
    "members": lambda west, country, ann: west.members.append(ann),
    "manager": lambda west, country, ann: setattr(west, "manager", ann),
    "parent": lambda west, country, ann: setattr(west, "parent", country["shanghai"]),
}


@pytest.mark.parametrize("change", OPENING)
def test_nobody_opens_what_they_do_not_see(session, country, change):
    ann = UserFactory(username="ann", role_names=["SalesManager"])
    with acting_as(ann.id), session.no_autoflush:
        OPENING[change](country["west"], country, ann)
        with pytest.raises(RuleError) as refused:
            session.flush()
    assert refused.value.field == change


def test_who_sees_everything_names_members_on_the_form(session, login, country):
    boss = UserFactory(username="boss", role_names=["GeneralManager"])
    ann = UserFactory(username="ann", role_names=["Sales"])
    west = country["west"]
    form = {"name": west.name, "members": [str(ann.id)], "row_version": str(west.version)}
    assert login(boss).post(f"/territory/edit/{west.id}", data=form).status_code == 302
    with system_access("read back"):
        saved = session.scalars(select(Territory).where(Territory.id == west.id)).one()
        assert [member.id for member in saved.members] == [ann.id]
