"""The files behind documents: whole or not there, never lost, never left over, never reached by a link."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.access import system_access
from app.core.db import db
from app.core.documents.actions import add_document, take
from app.core.documents.models import Document, DocumentVersion
from app.core.documents.storage import location, open_stored, remove_orphans, store
from app.core.errors import RuleError
from app.customers.models.customer import Customer
from tests.core.documents.files import PDF
from tests.factories.attached import DocumentVersionFactory
from tests.support.processes import ROOT


def test_a_file_lies_under_a_random_name_that_only_its_owner_may_open(session, stored):
    first, second = store(BytesIO(PDF)), store(BytesIO(PDF))
    assert first.name != second.name
    assert first.sha256 == second.sha256
    for path in stored():
        assert path.read_bytes() == PDF
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 39, "A" * 40, "a" * 40 + "\n", "a/" + "b" * 38])
def test_what_is_no_name_of_ours_opens_nothing(session, name):
    with pytest.raises(FileNotFoundError):
        open_stored(name)


def test_a_link_in_the_storage_is_not_followed(session, storage):
    name = "ab" + "0" * 38
    location(name).parent.mkdir(parents=True)
    location(name).symlink_to("/etc/passwd")
    with pytest.raises(FileNotFoundError):
        open_stored(name)


def test_a_disk_without_room_leaves_nothing(session, storage, stored):
    class Full(BytesIO):
        def read(self, *size):
            raise OSError(28, "No space left on device")

    with pytest.raises(RuleError, match="space left"):
        store(Full(PDF))
    assert stored() == []


def test_the_clean_up_removes_what_no_document_names_and_only_after_an_hour(session, storage, stored):
    named, orphan, fresh = (store(BytesIO(PDF)).name for _ in range(3))
    DocumentVersionFactory(storage_name=named)
    for name in (named, orphan):
        os.utime(location(name), (0, 0))
    assert remove_orphans(session) == 1
    assert set(stored()) == {location(named), location(fresh)}


def test_a_file_of_a_removed_document_is_kept_by_the_clean_up(session, storage, stored):
    name = store(BytesIO(PDF)).name
    version = DocumentVersionFactory(storage_name=name)
    version.document.archived_at = version.created_at
    session.flush()
    os.utime(location(name), (0, 0))
    assert remove_orphans(session) == 0
    assert len(stored()) == 1


KILLED = {"before the file is whole": 1, "between the file and the commit": 2, "after the commit": 3}
PROGRAM = """
    import io, os
    from app.factory import create_app  # before single models, which refer to each other
    from app.core.access import system_access
    from app.core.db import db
    from app.core.documents.actions import add_document, take
    from app.customers.models.customer import Customer
    from sqlalchemy import select

    class Torn(io.BytesIO):
        def read(self, *size):
            if {moment} == 1 and self.tell() >= 1 << 20:
                os.kill(os.getpid(), 9)
            return super().read(*size)

    with create_app().app_context(), system_access("test"):
        customer = db.session.scalars(select(Customer)).one()
        taken = take(Torn(b"%PDF-" + b"x" * (3 << 20)), "a.pdf")
        add_document(customer, taken)
        if {moment} == 2:
            os.kill(os.getpid(), 9)
        db.session.commit()
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("moment", KILLED.values(), ids=KILLED)
def test_a_kill_leaves_no_document_without_its_whole_file(committing_app, installation, storage, stored, moment):
    with committing_app.app_context(), system_access("test"):
        db.session.add(Customer(name="x"))
        db.session.commit()
    environment = installation.environment(KEHU_DATA_DIR=committing_app.config["KEHU_DATA_DIR"])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM.format(moment=moment))], cwd=ROOT, env=environment
    )
    assert done.returncode == -9
    with committing_app.app_context(), system_access("test"):
        documents = db.session.scalars(select(Document)).all()
        versions = db.session.scalars(select(DocumentVersion)).all()
        assert len(documents) == len(versions) == (moment == 3)
        assert len(stored()) == 1
        for version in versions:
            with open_stored(version.storage_name) as file:
                assert len(file.read()) == version.size == (3 << 20) + 5
        for path in stored():
            os.utime(path, (0, 0))
        remove_orphans(db.session())
        assert len(stored()) == len(versions)


def test_a_transaction_that_fails_makes_no_document(session, storage):
    customer = Customer(name="x")
    session.add(customer)
    session.flush()
    with pytest.raises(RuntimeError), session.begin_nested():  # noqa: PT012
        add_document(customer, take(BytesIO(PDF), "a.pdf"))
        raise RuntimeError("the power is gone")
    assert session.scalars(select(Document)).all() == []
