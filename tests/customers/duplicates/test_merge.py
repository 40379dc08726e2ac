"""Two customers become one with all that belongs to them, and two again exactly as they were."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import inspect, select

from app.core.access import acting_as, system_access
from app.core.archiving import archive, restore
from app.core.db import Model, db
from app.core.dependents import links_to
from app.core.entity_history import history_of
from app.core.errors import Conflict, NotVisible, RuleError
from app.core.registry import entity_of
from app.customers import following
from app.customers.following import FOLLOWS, Follow
from app.customers.merging import merge, merged_ids, undo_merge
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.data_problem import DataProblem
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge
from tests.factories.attached import DocumentFactory, DocumentVersionFactory, ShareFactory
from tests.factories.customers import (
    ContactFactory,
    CustomerFactory,
    CustomerRelationFactory,
    DataProblemFactory,
    DuplicatePairFactory,
    TagFactory,
)
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls

CODE = "91350100M000100Y43"


@pytest.fixture
def boss(session):
    return UserFactory(role_names=["GeneralManager"])


@pytest.fixture
def two(session, boss):
    """Two customers with everything that can belong to one."""
    one = CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=boss, phone="0755 8888 6666", tags=[TagFactory()])
    other = CustomerFactory(name="青鲸机械", owner=boss, credit_code=CODE, email="li@qingjing.cn", tags=[TagFactory()])
    ContactFactory(customer=one, name="甲")
    ContactFactory(customer=other, name="乙")
    ContactFactory(customer=other, name="丙", is_main=False)
    CustomerFactory(name="下属公司", parent=other, owner=boss)
    DuplicatePairFactory(first=one, second=other)
    session.commit()
    return one, other


# What a merge computes anew: versions, stamps and the search key.
COMPUTED = {"version", "changed_at", "changed_by_id", "search_text"}


def snapshot(session):
    """Every customer and contact as it stands in the database."""
    session.expire_all()
    found = {}
    for model in (Customer, Contact):
        for record in session.scalars(select(model)):
            columns = [column.key for column in inspect(model).column_attrs if column.key not in COMPUTED]
            values = {name: getattr(record, name) for name in columns}
            values["tags"] = sorted(tag.id for tag in record.tags) if model is Customer else []
            found[model.__name__, record.id] = values
    return found


def test_everything_follows_and_the_chosen_values_are_taken(session, two):
    one, other = two
    merge(Customer, one.id, other.id, {"credit_code", "email"}, {})
    session.expire_all()
    assert (one.credit_code, one.email, one.phone) == (CODE, "li@qingjing.cn", "0755 8888 6666")
    assert other.archived_at is not None
    assert len(one.tags) == 2
    contacts = session.execute(select(Contact.name, Contact.is_main).where(Contact.customer_id == one.id)).all()
    assert sorted(contacts) == [("丙", False), ("乙", False), ("甲", True)]
    assert session.scalar(select(Customer.parent_id).where(Customer.name == "下属公司")) == one.id
    assert session.scalar(select(DuplicatePair.state)) == "merged"


def test_undoing_restores_every_value_and_every_child(session, two):
    before = snapshot(session)
    record = merge(Customer, two[0].id, two[1].id, {"credit_code", "email", "name"}, {})
    assert snapshot(session) != before
    assert undo_merge(record) == []
    assert snapshot(session) == before
    assert session.scalar(select(DuplicatePair.state)) == "open"


def test_undoing_into_a_customer_without_contacts_gives_the_main_contact_back(session, boss):
    one, other = CustomerFactory(owner=boss), CustomerFactory(owner=boss)
    ContactFactory(customer=other, name="首")
    ContactFactory(customer=other, name="次", is_main=True)
    before = snapshot(session)
    record = merge(Customer, one.id, other.id, set(), {})
    mains = select(Contact.name).where(Contact.customer_id == one.id, Contact.is_main.is_(True))
    assert session.scalars(mains).all() == ["次"]
    undo_merge(record)
    assert snapshot(session) == before


def test_what_changed_since_stays_and_is_listed(session, two):
    one, other = two
    record = merge(Customer, one.id, other.id, {"email"}, {})
    one.email = "new@qingjing.cn"
    elsewhere = CustomerFactory()
    moved = session.scalars(select(Contact).where(Contact.name == "丙")).one()
    moved.customer = elsewhere
    session.commit()
    assert undo_merge(record) == ["E-mail", "Contacts"]
    session.expire_all()
    assert one.email == "new@qingjing.cn"
    assert moved.customer_id == elsewhere.id
    assert session.scalar(select(Contact.customer_id).where(Contact.name == "乙")) == other.id


def test_relations_move_unless_they_are_said_already(session, boss):
    one, other, third = (CustomerFactory(owner=boss) for _ in range(3))
    CustomerRelationFactory(customer=other, other=third, kind="supplier")
    CustomerRelationFactory(customer=other, other=third, kind="partner")
    CustomerRelationFactory(customer=third, other=one, kind="partner")
    CustomerRelationFactory(customer=other, other=one, kind="affiliate")
    session.commit()

    def relations():
        session.expire_all()
        rows = session.execute(select(CustomerRelation.kind, CustomerRelation.customer_id, CustomerRelation.other_id))
        return sorted(tuple(row) for row in rows)

    before = relations()
    record = merge(Customer, one.id, other.id, set(), {})
    assert relations() == sorted(
        [
            ("supplier", one.id, third.id),
            ("partner", other.id, third.id),
            ("partner", third.id, one.id),
            ("affiliate", other.id, one.id),
        ]
    )
    undo_merge(record)
    assert relations() == before


def test_what_is_said_the_other_way_round_or_lies_in_the_bin_does_not_hold_a_relation_back(session, boss):
    one, other, third = (CustomerFactory(owner=boss) for _ in range(3))
    CustomerRelationFactory(customer=third, other=one, kind="supplier")
    CustomerRelationFactory(customer=other, other=third, kind="supplier")
    archive(CustomerRelationFactory(customer=one, other=third, kind="partner"))
    CustomerRelationFactory(customer=other, other=third, kind="partner")
    session.commit()
    merge(Customer, one.id, other.id, set(), {})
    live = select(CustomerRelation.kind).where(CustomerRelation.archived_at.is_(None))
    assert sorted(session.scalars(live.where(CustomerRelation.customer_id == one.id))) == ["partner", "supplier"]
    assert session.scalars(live.where(CustomerRelation.customer_id == other.id)).all() == []


def test_a_parent_that_was_merged_meanwhile_comes_back_as_the_one_it_became(session, boss):
    former, other_parent, heir = (CustomerFactory(owner=boss) for _ in range(3))
    one, other = CustomerFactory(owner=boss, parent=former), CustomerFactory(owner=boss, parent=other_parent)
    record = merge(Customer, one.id, other.id, {"parent"}, {})
    session.commit()
    assert one.parent_id == other_parent.id
    merge(Customer, heir.id, former.id, set(), {})
    undo_merge(record)
    session.commit()
    assert (one.parent_id, other.parent_id) == (heir.id, other_parent.id)


def test_a_parent_that_became_a_part_of_its_own_child_does_not_come_back(session, boss):
    former, other_parent = CustomerFactory(owner=boss), CustomerFactory(owner=boss)
    one, other = CustomerFactory(owner=boss, parent=former), CustomerFactory(owner=boss, parent=other_parent)
    record = merge(Customer, one.id, other.id, {"parent"}, {})
    merge(Customer, one.id, former.id, set(), {})
    undo_merge(record)
    session.commit()
    assert one.parent_id is None


def test_undoing_twice_or_below_a_merged_one_is_refused(session, two, boss):
    one, other = two
    record = merge(Customer, one.id, other.id, set(), {})
    third = CustomerFactory(owner=boss)
    above = merge(Customer, third.id, one.id, set(), {})
    session.commit()
    with pytest.raises(RuleError, match="bring it back first"):
        undo_merge(record)
    session.rollback()
    undo_merge(above)
    undo_merge(record)
    session.commit()
    with pytest.raises(Conflict, match="undone already"):
        undo_merge(record)


def test_a_merged_customer_does_not_come_back_from_the_recycle_bin(session, two):
    one, other = two
    merge(Customer, one.id, other.id, set(), {})
    restore(other)
    with pytest.raises(RuleError, match="undo the merge instead"):
        session.flush()


def test_the_history_of_both_is_read_on_the_one_that_remains(session, two, boss, login):
    one, other = two
    other.remarks = "alt"
    session.commit()
    merge(Customer, one.id, other.id, set(), {})
    session.commit()
    with system_access("read the history"):
        entries = history_of(entity_of(Customer), [one.id, *merged_ids(one)], 0)
    assert {entry.of for entry in entries} == {"", "青鲸机械"}
    assert "青鲸机械" in login(boss).get(f"/customer/history/{one.id}").text


def test_a_merge_of_what_is_not_visible_is_refused(session, two):
    stranger = UserFactory(role_names=["Sales"])
    with acting_as(stranger.id), pytest.raises(NotVisible):
        merge(Customer, two[0].id, two[1].id, set(), {})


def test_a_stale_page_is_refused(session, two):
    one, other = two
    with pytest.raises(Conflict, match="Somebody else changed"):
        merge(Customer, one.id, other.id, set(), {one.id: one.version, other.id: other.version + 1})


def test_every_foreign_key_to_what_can_be_merged_is_decided():
    found = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("customer", "lead")
    }
    undecided = sorted(found - FOLLOWS.keys())
    assert not undecided, (
        f"What happens to {undecided} when two records become one? Say follows_merge(“table.column”, Follow.MOVE, "
        f"UNITE or STAY) beside the model, and add it to the customers of `two` above."
    )
    moving = {name for name, how in FOLLOWS.items() if how is Follow.MOVE}
    fields = [*links_to(Customer), *links_to(Lead)]
    links = {f"{field.model.__tablename__}.{field.column_name}" for field in fields}
    assert moving <= links, f"Only links (app.core.columns.link) can move and be moved back: {sorted(moving - links)}"


def test_documents_follow_their_customer_and_come_back(session, boss, login):
    keeper = UserFactory(role_names=["Sales"])
    one, other = CustomerFactory(owner=keeper), CustomerFactory(owner=boss)
    contact = ContactFactory(customer=other)
    documents = [DocumentFactory(record=other), DocumentFactory(record=contact)]
    version = DocumentVersionFactory(document=documents[0], record=other)
    session.commit()
    attached = [*documents, version]
    before = [standing(made) for made in attached]
    record = merge(Customer, one.id, other.id, set(), {})
    session.commit()
    session.expire_all()
    assert [made.record_id for made in attached] == [one.id, contact.id, one.id]
    assert {(made.acc_owner_id, made.acc_root) for made in attached} == {(keeper.id, f"customer:{one.id}")}
    undo_merge(record)
    session.commit()
    session.expire_all()
    assert [standing(made) for made in attached] == before


def standing(attached):
    """To which record something belongs, and who sees it."""
    return attached.entity, attached.record_id, attached.acc_owner_id, attached.acc_root


def test_problems_of_data_are_worked_out_anew(session, boss):
    one, other = CustomerFactory(owner=boss), CustomerFactory(owner=boss)
    contact = ContactFactory(customer=other)
    DataProblemFactory(customer=other, contact=contact, entity="contact", record_id=contact.id)
    session.commit()
    record = merge(Customer, one.id, other.id, set(), {})
    assert set(session.scalars(select(DataProblem.customer_id))) <= {one.id}
    undo_merge(record)
    homes = session.execute(select(DataProblem.customer_id).where(DataProblem.contact_id == contact.id)).scalars()
    assert set(homes) <= {other.id}


def test_what_is_only_shared_with_somebody_is_not_merged_by_them(session, boss):
    guest = UserFactory(role_names=["Sales"])
    one, other = CustomerFactory(owner=boss), CustomerFactory(owner=guest)
    ShareFactory(record=one, colleague=guest, level="write")
    session.commit()
    with acting_as(guest.id), pytest.raises(RuleError, match="only shared with you"):
        merge(Customer, one.id, other.id, set(), {})


def test_two_people_merge_the_same_pair_at_once_and_one_of_them_is_told(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        customers = [CustomerFactory(name=name) for name in ("甲公司", "乙公司")]
        ids = [customer.id for customer in customers]
        ContactFactory(customer=customers[1])
        db.session.commit()
    started, done, refused = Barrier(2), [], []

    def act(survivor, merged):
        with app.app_context(), system_access("test"):
            try:
                started.wait()
                merge(Customer, survivor, merged, set(), {})
                db.session.commit()
                done.append(survivor)
            except Conflict as refusal:
                refused.append(str(refusal))
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert len(refused) == 1
    assert "was merged or deleted in the meantime" in refused[0]
    with app.app_context(), system_access("test"):
        live = db.session.scalars(select(Customer.id).where(Customer.archived_at.is_(None))).all()
        assert live == done
        assert db.session.scalars(select(Contact.customer_id)).all() == done
        assert len(db.session.scalars(select(CustomerMerge.id)).all()) == 1


# On the screen


def test_the_page_proposes_the_fuller_values_and_merges_what_is_chosen(session, two, boss, login):
    one, other = two
    client = login(boss)
    chosen = client.post("/customer/action_post", data={"action": "merge", "rowid": [one.id, other.id]})
    assert chosen.status_code == 302
    page = client.get(chosen.location)
    assert page.status_code == 200
    sent = successful_controls(page.text, "merge-form")
    assert sent["survivor"] == [str(one.id)]
    assert sent["value_email"] == [str(other.id)]
    assert sent["value_phone"] == [str(one.id)]
    answer = client.post(chosen.location, data=sent | {"value_name": [str(other.id)]})
    assert answer.location == f"/customer/show/{one.id}"
    session.expire_all()
    assert (one.name, one.email, one.credit_code) == ("青鲸机械", "li@qingjing.cn", CODE)
    shown = client.get(f"/customer/show/{other.id}")
    assert shown.location == f"/customer/show/{one.id}"
    again = client.post(chosen.location, data=sent)
    assert again.location == f"/customer/show/{one.id}"


def test_a_page_that_is_older_than_a_change_keeps_what_was_chosen(session, two, boss, login):
    one, other = two
    client = login(boss)
    address = f"/customer/merge/{one.id}?other={other.id}"
    sent = successful_controls(client.get(address).text, "merge-form") | {"survivor": [str(other.id)]}
    other.remarks = "inzwischen"
    session.commit()
    answer = client.post(address, data=sent)
    assert answer.status_code == 409
    assert successful_controls(answer.text, "merge-form")["survivor"] == [str(other.id)]
    assert client.post(address, data=successful_controls(answer.text, "merge-form")).status_code == 302
    assert one.archived_at is not None


def test_merging_and_undoing_are_rights_of_their_own(session, two, login):
    salesperson = UserFactory(role_names=["Sales"])
    for customer in two:
        customer.owner = salesperson
    session.commit()
    client = login(salesperson)
    assert client.get(f"/customer/merge/{two[0].id}?other={two[1].id}").status_code == 403
    assert (
        client.post("/customer/action_post", data={"action": "merge", "rowid": [c.id for c in two]}).status_code == 403
    )
    record = merge(Customer, two[0].id, two[1].id, set(), {})
    session.commit()
    assert client.post(f"/customer_merge/action/undo/{record.id}").status_code == 403


def test_undoing_on_the_screen(session, two, boss, login):
    record = merge(Customer, two[0].id, two[1].id, set(), {})
    session.commit()
    client = login(boss)
    assert "青鲸机械" in client.get("/customer_merge/list/").text
    assert client.post(f"/customer_merge/action/undo/{record.id}").status_code == 302
    session.expire_all()
    assert two[1].archived_at is None


def test_an_own_pair_keeps_nobody_from_deleting_a_customer(session, boss):
    archived = CustomerFactory(owner=boss)
    DuplicatePairFactory(owner=boss, second=archived)
    archive(archived)
    session.flush()
    assert session.scalars(select(DuplicatePair)).all() == []


def test_follows_merge_lets_upper_modules_decide(monkeypatch):
    monkeypatch.setattr(following, "FOLLOWS", dict(FOLLOWS))
    following.follows_merge("order.customer_id", Follow.MOVE)
    assert following.FOLLOWS["order.customer_id"] is Follow.MOVE
