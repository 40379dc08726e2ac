"""What holds for every generated screen. New entities are covered without a line here."""

from __future__ import annotations

import pytest
from flask import url_for
from sqlalchemy import select

from app.core.access import system_access
from app.system.roles import ROLES
from tests.pages.conftest import factories, owned_by

READING = ("list", "show", "history", "timeline", "tab_counts")
WRITING = {"add": "can_create", "edit": "can_edit"}


def addresses_of(app, view, record, methods=(*READING, *WRITING)) -> dict[str, str]:
    """The addresses of those pages that the view has: {method: address}."""
    with app.test_request_context():
        offered = [method for method in methods if f"{view.endpoint}.{method}" in app.view_functions]
        keyed = {method: {} if method in ("list", "add") else {"pk": record.id} for method in offered}
        return {method: url_for(f"{view.endpoint}.{method}", **keys) for method, keys in keyed.items()}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", ROLES)
def test_every_screen_opens_for_those_who_may_and_for_nobody_else(app, views, people, samples, login, role):
    records = samples(people[role])
    client = login(people[role])
    security = app.appbuilder.sm
    grants = security.grants_of(role_.id for role_ in people[role].roles)
    for view in views:
        for method, where in addresses_of(app, view, records[view.model]).items():
            permission = WRITING.get(method, "can_read")
            expected = 200 if (permission, view.class_permission_name) in grants else 403
            assert client.get(where).status_code == expected, (role, where)


@pytest.mark.databases("sqlite")
def test_nothing_is_shown_to_visitors(app, views, people, samples):
    records = samples(people["Admin"])
    client = app.test_client()
    for view in views:
        for where in addresses_of(app, view, records[view.model]).values():
            answer = client.get(where)
            assert answer.status_code in (302, 401), where
            assert str(records[view.model]) not in answer.text


def form_data(page: str) -> dict[str, list[str]]:
    """What a browser would send back if somebody opened the form on `page` and pressed "save"."""
    from tests.support.forms import successful_controls

    return successful_controls(page, "record-form")


def row_of(session, record):
    """Every column of a record as it stands in the database."""
    session.expire_all()
    table = type(record).__mapper__.local_table
    with system_access("compare a row with itself"):
        loaded = session.scalars(select(type(record)).where(type(record).id == record.id)).one()
    return {
        column.key: getattr(loaded, column.key) for column in type(record).__mapper__.column_attrs if table is not None
    }


def test_opening_and_saving_a_form_changes_nothing(app, session, views, people, samples, login):
    records = samples(people["Admin"])
    client = login(people["Admin"])
    for view in views:
        record = records[view.model]
        where = addresses_of(app, view, record).get("edit")
        if where is None:
            continue
        before = row_of(session, record)
        answer = client.post(where, data=form_data(client.get(where).text))
        assert answer.status_code == 302, (where, answer.text[:3000])
        assert row_of(session, record) == before, where


@pytest.mark.databases("sqlite")
def test_a_list_costs_the_same_however_many_rows_it_has(app, session, views, people, login, statements):
    client = login(people["Admin"])
    known = factories()
    for view in views:
        with app.test_request_context():  # a page for all of them: with several pages comes a statement that counts
            where = view.url_to("list", **{f"psize_{type(view).__name__}": "200"})
        client.get(where)  # fills the caches of this process
        sent = []
        for number in (1, 3, 20):
            owned = owned_by(people["Admin"], view.model)
            known[view.model].create_batch(number, **owned)
            session.flush()
            with statements() as seen:
                assert client.get(where).status_code == 200
            sent.append(len(seen))
        assert len(set(sent[-2:])) == 1, (where, sent)
        assert max(sent) <= 12, (where, sent)


@pytest.mark.databases("sqlite")
def test_forms_never_load_a_related_table(app, session, views, people, login):
    """However many records a link could point to, the form offers none of them until somebody types."""
    client = login(people["Admin"])
    known = factories()
    for view in views:
        owned = owned_by(people["Admin"], view.model)
        known[view.model].create_batch(30, **owned)
    session.flush()
    for view in views:
        for where in addresses_of(app, view, None, ("add", "list")).values():
            page = client.get(where).text
            for box in page.split("<select")[1:]:
                if "data-lookup" in box.split(">")[0]:
                    assert box.split("</select>")[0].count("<option") <= 2, where


BAD_ARGUMENTS = [
    "page_{v}=abc", "page_{v}=-1", "page_{v}=99999999999999999999", "psize_{v}=0", "psize_{v}=100000000", "psize_{v}=x",
    "_oc_{v}=nope", "_oc_{v}=owner.password", "_oc_{v}=password", "_flt_0_nope=1", "_flt_99_{f}=1", "_flt_0_{f}=%00",
    "q=%00", "q=" + "x" * 5000, "after=x", "_flt_0_password=a", "_flt_0_owner=abc", "_flt_0_id=1",
]  # fmt: skip


@pytest.mark.parametrize("arguments", BAD_ARGUMENTS)
def test_arguments_that_no_screen_sends_are_refused_politely(app, views, people, login, arguments):
    client = login(people["Admin"])
    for view in views:
        with app.test_request_context():
            where = view.url_to("list")
        name = next(iter(view.filter_fields), "name")
        query = arguments.format(v=type(view).__name__, f=name)
        answer = client.get(f"{where}?{query}")
        ignored = arguments.startswith(("q=", "_flt_0_owner")) and answer.status_code == 200
        assert answer.status_code == 400 or ignored, (where, query, answer.status_code)


@pytest.mark.databases("sqlite")
def test_reading_writes_nothing(app, views, people, samples, login, statements):
    """On SQLite a GET request reads beside a writer; a write in it would fail under load."""
    records = samples(people["Admin"])
    client = login(people["Admin"])
    for view in views:
        for where in addresses_of(app, view, records[view.model]).values():
            with statements() as sent:
                client.get(where)
            writing = [sql for sql in sent if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
            assert not writing, (where, writing)
