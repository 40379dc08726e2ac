"""Documents on the pages of records: added, read, replaced and removed by whoever may, and by nobody else."""

from __future__ import annotations

import hashlib
import io
import os
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.documents.models import Document
from app.core.documents.storage import remove_orphans
from app.core.errors import RuleError
from app.core.history import Change
from app.core.shares.model import Share
from app.system.models.setting import Setting
from tests.core.documents.files import HONEST, PDF, PNG
from tests.factories.attached import DocumentFactory
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory, TerritoryFactory
from tests.factories.system import UserFactory

ENGLISH = {"Accept-Language": "en"}


def file_url(version, kind: str = "customer") -> str:
    return f"/{kind}/documents/{version.record_id}/file/{version.id}"


@pytest.mark.parametrize("name", HONEST)
def test_a_file_comes_back_as_it_was_sent_under_its_own_name(ann, login, upload, versions, storage, name):
    client = login(ann)
    assert "is saved" in upload(client, name, HONEST[name]).text
    [version] = versions()
    assert (version.file_name, version.size, version.number) == (name, len(HONEST[name]), 1)
    assert version.sha256 == hashlib.sha256(HONEST[name]).hexdigest()
    answer = client.get(file_url(version))
    assert answer.data == HONEST[name]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"filename={name}" in disposition or quote(name, safe="!#$&+^`{|}~") in disposition or name in disposition


def test_a_download_tells_every_browser_and_cache_to_keep_off(ann, login, upload, versions, storage):
    client = login(ann)
    upload(client, "合同 2026.pdf")
    headers = client.get(file_url(versions()[0])).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert f"filename*=UTF-8''{quote('合同 2026.pdf')}" in headers["Content-Disposition"]


def test_the_kind_of_file_is_what_it_is_and_not_what_the_browser_says(ann, login, customer, versions, storage):
    data = {"file": (io.BytesIO(PNG), "a.png", "text/html")}
    login(ann).post(f"/customer/documents/{customer.id}/add", data=data)
    assert versions()[0].media_type == "image/png"


def test_the_same_name_twice_makes_two_documents(ann, login, upload, documents, stored):
    client = login(ann)
    upload(client, "合同.pdf", PDF)
    upload(client, "合同.pdf", PDF + b"%")
    assert [document.file_name for document in documents()] == ["合同.pdf", "合同.pdf"]
    assert len(stored()) == 2


def test_one_form_sent_twice_makes_one_document(ann, login, upload, documents, stored):
    client = login(ann)
    for _ in range(2):
        upload(client, form_token="sent-twice")
    assert len(documents()) == len(stored()) == 1


def test_a_new_version_takes_the_place_of_the_old_one_which_stays(ann, login, upload, customer, session, versions,
                                                                  stored):  # fmt: skip
    client = login(ann)
    upload(client, "草稿.pdf", title="框架合同", document_type="contract")
    [document] = session.scalars(select(Document))
    where = f"/customer/documents/{customer.id}/{document.id}/version"
    client.post(where, data={"file": (io.BytesIO(PNG), "定稿.png")})
    session.refresh(document)
    assert (document.title, document.file_name, document.current_number) == ("框架合同", "定稿.png", 2)
    assert [client.get(file_url(version)).data for version in versions()] == [PDF, PNG]
    assert len(stored()) == 2
    change = session.scalars(select(Change).where(Change.entity == "document", Change.kind == "update")).one()
    assert change.changes == {"file_name": ["草稿.pdf", "定稿.png"]}


@pytest.mark.parametrize("query", ["框架", "kjht", "kuangjia", "扫描件", "smj"])
def test_the_list_finds_documents_by_title_and_file_name_in_pinyin_too(ann, login, upload, storage, query):
    client = login(ann)
    upload(client, "扫描件.pdf", title="框架合同")
    upload(client, "别的.pdf")
    page = client.get(f"/document/list/?q={query}").text
    assert "框架合同" in page
    assert "别的" not in page


def test_the_list_and_the_page_of_a_document_lead_to_its_record(ann, login, upload, documents, customer, storage):
    client = login(ann)
    upload(client)
    where = f"/document/show/{documents()[0].id}"
    for address in ("/document/list/", where):
        page = client.get(address).text
        assert "华东精密" in page
        assert f'href="/customer/show/{customer.id}"' in page
    assert f"/customer/documents/{customer.id}/file/" in client.get(where).text


def test_the_tab_costs_the_same_however_many_documents(ann, login, upload, customer, statements, storage):
    client, sent = login(ann), []
    for number in (1, 4):
        for _ in range(number):
            upload(client)
        with statements() as seen:
            assert client.get(f"/customer/documents/{customer.id}").text.count("合同.pdf") >= number
        sent.append(len(seen))
    assert sent[0] == sent[1]
    assert sent[0] <= 12


def test_the_list_costs_the_same_however_many_records(ann, login, upload, statements, storage):
    client, sent = login(ann), []
    for number in (1, 5):
        for _ in range(number):
            upload(client, record=CustomerFactory(owner=ann))
        with statements() as seen:
            client.get("/document/list/")
        sent.append(len(seen))
    assert sent[0] == sent[1]


@pytest.mark.parametrize("factory", [ContactFactory, TagFactory, TerritoryFactory])
def test_records_of_every_kind_take_documents(session, login, upload, documents, storage, factory):
    owned = {"owner": None} if factory is ContactFactory else {}
    record = factory(**owned)
    session.flush()
    upload(login(UserFactory(role_names=["Admin"])), record=record)
    [document] = documents()
    assert (document.entity, document.record_id) == (record.__tablename__, record.id)
    assert document.acc_group == ("customers" if factory is ContactFactory else "")


# Who may


@pytest.fixture
def annas(ann, login, upload, versions, storage):
    """A document of Ann's."""
    upload(login(ann))
    return versions()[0]


def test_nobody_else_reads_it_by_whatever_address(session, annas, ben, login, app):
    own = CustomerFactory(owner=ben)
    session.flush()
    document, version = annas.document_id, annas.id
    addresses = [
        f"/customer/documents/{annas.record_id}",
        f"/customer/documents/{annas.record_id}/file/{version}",
        f"/customer/documents/{own.id}/file/{version}",
        f"/customer/documents/{own.id}/file/{10**12}",
        f"/contact/documents/{annas.record_id}/file/{version}",
        f"/document/show/{document}",
        f"/document/edit/{document}",
        f"/static/../documents/{annas.storage_name}",
        f"/documents/{annas.storage_name[:2]}/{annas.storage_name[2:]}",
    ]
    for visitor, codes in ((login(ben), {404}), (app.test_client(), {302, 401, 404})):
        for address in addresses:
            answer = visitor.get(address)
            assert answer.status_code in codes, address
            assert PDF not in answer.data


def test_nobody_else_changes_it(session, annas, ben, login, app, documents, stored):
    own = CustomerFactory(owner=ben)
    session.flush()
    before = stored()
    for client in (login(ben), app.test_client()):
        for record_id in (annas.record_id, own.id):
            for act in ("version", "remove"):
                where = f"/customer/documents/{record_id}/{annas.document_id}/{act}"
                client.post(where, data={"file": (io.BytesIO(PNG), "x.png")})
        client.post(f"/customer/documents/{annas.record_id}/add", data={"file": (io.BytesIO(PNG), "x.png")})
        client.post(f"/document/delete/{annas.document_id}")
    [document] = documents()
    assert (document.file_name, document.archived_at) == ("合同.pdf", None)
    assert stored() == before


def test_who_may_only_read_the_record_reads_its_documents_and_adds_none(session, annas, login, documents):
    client = login(UserFactory(role_names=["Auditor"]))
    assert client.get(file_url(annas)).data == PDF
    page = client.get(f"/customer/documents/{annas.record_id}").text
    assert "合同.pdf" in page
    assert "<form" not in page
    added = client.post(f"/customer/documents/{annas.record_id}/add", data={"file": (io.BytesIO(PNG), "x.png")})
    assert added.status_code == 403
    assert len(documents()) == 1


def test_the_right_to_edit_the_record_is_asked_for_whoever_saves(session, annas):
    auditor = UserFactory(role_names=["Auditor"])
    with acting_as(auditor.id):
        document = session.scalars(select(Document)).one()

        def change():
            document.title = "hacked"
            session.flush()

        with pytest.raises(RuleError, match="may not edit the record"):
            change()


def test_documents_of_entities_that_somebody_may_not_read_are_not_listed(session, login):
    territory, user = TerritoryFactory(), UserFactory()
    session.flush()
    for record, kind in ((territory, "territory"), (user, "user")):
        DocumentFactory(record=record, entity=kind, title=f"paper of a {kind}")
    page = login(UserFactory(role_names=["Sales"])).get("/document/list/").text
    assert "paper of a territory" in page
    assert "paper of a user" not in page


def test_who_sees_a_record_by_a_share_reads_its_documents_and_adds_only_as_editor(session, annas, ben, login, upload,
                                                                                  customer, documents):  # fmt: skip
    held = Share(entity="customer", record_id=customer.id, colleague=ben, level="read")
    session.add(held)
    session.flush()
    client = login(ben)
    assert client.get(file_url(annas)).data == PDF
    assert "only shared with you for viewing" in upload(client).text
    assert len(documents()) == 1
    held.level = "write"
    session.flush()
    assert "is saved" in upload(client).text
    client.post(f"/customer/documents/{customer.id}/{annas.document_id}/remove")
    assert [document.archived_at for document in documents()] == [None, None]


# Removing


def test_removing_and_restoring_a_document_or_its_record_keeps_the_file(ann, annas, login, session, stored, customer):
    client, files = login(UserFactory(role_names=["SalesManager", "Admin"])), stored()
    for away, back in (
        (f"/customer/documents/{customer.id}/{annas.document_id}/remove", f"/document/recover/{annas.document_id}"),
        (f"/customer/delete/{customer.id}", f"/customer/recover/{customer.id}"),
    ):
        assert client.post(away).status_code == 302
        assert stored() == files
        assert client.get(file_url(annas)).data == PDF
        assert client.post(back).status_code == 302
        assert stored() == files
    assert session.scalars(select(Document.archived_at)).all() == [None]


def test_a_document_that_is_deleted_for_good_loses_its_file_at_the_next_clean_up(annas, session, stored, versions):
    session.delete(session.scalars(select(Document)).one())
    session.flush()
    assert versions() == []
    assert len(stored()) == 1
    os.utime(stored()[0], (0, 0))
    remove_orphans(session)
    assert stored() == []


def test_a_refused_deletion_loses_no_file(annas, ann, login, session, stored, customer):
    CustomerFactory(parent=customer, owner=ann)
    session.flush()
    client = login(UserFactory(role_names=["Admin"]))
    answer = client.post(f"/customer/delete/{customer.id}", headers=ENGLISH, follow_redirects=True)
    assert "cannot be deleted" in answer.text
    assert client.get(file_url(annas)).data == PDF


def test_documents_go_with_a_record_that_is_deleted_for_good(session, login, upload, documents, versions):
    role_holder = UserFactory(role_names=["Admin"])
    gone = UserFactory(username="gone")
    session.flush()
    DocumentFactory(record=gone, entity="user", title="paper")
    assert login(role_holder).post(f"/user/delete/{gone.id}").status_code == 302
    assert documents() == []


# Refusals


def test_a_file_that_is_too_large_is_refused_before_it_is_read(app, session, ann, login, customer, documents, stored):
    session.add(Setting(name="document_megabytes", value=1))
    session.flush()

    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("the body was read")

        readline = readinto = read

    login_headers = {"Content-Type": "multipart/form-data; boundary=x", "Accept-Language": "en"}
    answer = login(ann).post(
        f"/customer/documents/{customer.id}/add",
        input_stream=Unread(),
        environ_overrides={"CONTENT_LENGTH": str(3 << 20)},
        headers=login_headers,
    )
    assert answer.status_code == 413
    assert "at most 1 MB" in answer.text
    assert documents() == stored() == []


def test_without_a_file_nothing_is_made(ann, login, customer, documents, storage):
    where = f"/customer/documents/{customer.id}/add"
    answer = login(ann).post(where, data={"title": "x"}, headers=ENGLISH, follow_redirects=True)
    assert "Choose a file." in answer.text
    assert documents() == []


def test_a_type_that_no_list_knows_is_refused(ann, login, upload, documents, stored):
    assert upload(login(ann), document_type="nonsense").status_code == 400
    assert documents() == stored() == []


def test_a_title_that_is_too_long_is_refused_and_leaves_no_file(ann, login, upload, documents, stored):
    upload(login(ann), title="x" * 300)
    assert documents() == stored() == []
