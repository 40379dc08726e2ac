"""Scorecard row 31: a file is read by whoever sees its record, by nobody else, by no address; no browser shows it.

What those who see the record may do with its files is in tests/core/documents.
"""

from __future__ import annotations

import io
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.documents.models import DocumentVersion
from app.core.documents.storage import remove_orphans
from tests.core.documents.files import HONEST, PDF
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard
from tests.support.routes import SEED

SECRET = PDF + b"\n% canary of a contract"


@pytest.fixture
def ann(session) -> Any:
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def files(session, ann, login) -> list[DocumentVersion]:
    """Ten files on five customers of Ann's."""
    client = login(ann)
    for _ in range(5):
        customer = CustomerFactory(owner=ann)
        session.commit()
        for number in range(2):
            data = {"file": (io.BytesIO(SECRET), f"合同{number}.pdf")}
            client.post(f"/customer/documents/{customer.id}/add", data=data)
    session.expire_all()
    return list(session.scalars(select(DocumentVersion)))


def guesses(file: DocumentVersion, own: int) -> list[str]:
    """Addresses that might lead to a file."""
    name, rng = file.storage_name, Random(SEED)
    near = [name[:-1] + letter for letter in rng.sample("0123456789abcdef", 2)]
    return [
        f"/customer/documents/{file.record_id}/file/{file.id}",
        f"/customer/documents/{own}/file/{file.id}",
        f"/contact/documents/{file.record_id}/file/{file.id}",
        f"/document/documents/{file.document_id}/file/{file.id}",
        f"/api/v1/document/{file.document_id}",
        f"/document/show/{file.document_id}",
        f"/jobs/download/{file.id}",
        *(f"{folder}/{n[:2]}/{n[2:]}" for folder, n in product(("/documents", "/static/documents", "/data/documents"),
                                                             (name, *near))),
        f"/static/../documents/{name[:2]}/{name[2:]}",
        f"/static/%2e%2e/%2e%2e/documents/{name[:2]}/{name[2:]}",
        f"/static/..%2fdocuments%2f{name[:2]}%2f{name[2:]}",
        f"/uploads/{name}",
    ]  # fmt: skip


def test_nobody_else_reads_one_of_two_hundred(app, session, files, login):
    ben = UserFactory(username="ben", role_names=["Sales", "Technician"])
    own = CustomerFactory(owner=ben)
    session.commit()
    tried, wrong = 0, []
    for client, file in product((login(ben), app.test_client()), files):
        for address in guesses(file, own.id):
            tried += 1
            answer = client.get(address)
            if answer.status_code == 200 or b"canary" in answer.data:
                wrong.append((address, answer.status_code))
    assert not wrong
    assert tried >= 200


def test_the_owner_reads_them(files, ann, login):
    """Otherwise the refusals would prove nothing."""
    client = login(ann)
    assert {client.get(guesses(file, 0)[0]).data for file in files} == {SECRET}


@pytest.mark.parametrize("who", ["somebody else", "nobody"])
def test_what_is_deleted_is_read_by_nobody_else(app, session, files, login, who):
    boss = login(UserFactory(role_names=["Admin"]))
    for file in files:
        boss.post(f"/customer/delete/{file.record_id}")
    ben = UserFactory(role_names=["Sales"])
    client = login(ben) if who == "somebody else" else app.test_client()
    assert {client.get(guesses(file, 0)[0]).status_code for file in files} <= {302, 401, 404}


def test_what_is_deleted_for_good_is_read_by_nobody_at_all(session, files, ann, login):
    addresses = [guesses(file, 0)[0] for file in files]
    for file in files:
        session.delete(file.document)
    session.commit()
    remove_orphans(session)
    client = login(ann)
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("name", HONEST)
@pytest.mark.databases("sqlite", soak_on_all=True)
def test_a_browser_saves_every_kind_of_file_and_shows_none(session, ann, login, name):
    customer, client = CustomerFactory(owner=ann), login(ann)
    session.commit()
    data = {"file": (io.BytesIO(HONEST[name]), name, "text/html")}
    client.post(f"/customer/documents/{customer.id}/add", data=data)
    [file] = session.scalars(select(DocumentVersion))
    assert saved_only(client.get(guesses(file, 0)[0]))


def saved_only(answer: Any) -> bool:
    """Whether a browser saves the answer, without looking for what it might be."""
    headers = answer.headers
    attached = headers.get("Content-Disposition", "").startswith("attachment")
    return answer.status_code == 200 and attached and headers.get("X-Content-Type-Options") == "nosniff"


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_a_browser_saves_every_file_that_we_write(app, session, login):
    CustomerFactory(name="<script>alert(1)</script>")
    session.commit()
    client = login(UserFactory(role_names=["Admin"]))
    wizard = Wizard(app, client, session)
    wizard.run("name,employees\nA,many\n", name="<b>list.csv")
    answers = [client.post(f"/customer/export/{format}") for format in ("csv", "xlsx")]
    answers += [client.post(f"/customer/statistics/{format}?rows=industry") for format in ("csv", "xlsx")]
    answers += [client.get(wizard.url(step)) for step in ("/problems", "/refused/csv", "/refused/xlsx")]
    answers += [client.get("/customer/import/template")]
    assert all(map(saved_only, answers)), [(a.request.path, a.status_code) for a in answers if not saved_only(a)]
