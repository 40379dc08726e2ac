"""A customer, the colleague who looks after it, and the documents that they put on it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.documents.models import Document, DocumentVersion
from tests.core.documents.files import PDF
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


@pytest.fixture
def ann(session) -> Any:
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def ben(session) -> Any:
    return UserFactory(username="ben", role_names=["Sales"])


@pytest.fixture
def customer(session, ann) -> Any:
    made = CustomerFactory(name="华东精密", owner=ann)
    session.flush()
    return made


@pytest.fixture
def storage(database_kind, _apps) -> Iterator[Path]:
    """The folder of stored files, empty."""
    folder = Path(_apps(database_kind).config["KEHU_DATA_DIR"]) / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stored(storage) -> Callable[[], list[Path]]:
    """The stored files as they lie on the disk now."""
    return lambda: sorted(path for path in storage.rglob("*") if path.is_file())


@pytest.fixture
def upload(customer) -> Callable[..., Any]:
    """`upload(client, name, content)`: put a file on the customer."""

    def send(client: Any, name: str = "合同.pdf", content: bytes = PDF, record: Any = None, **form: Any) -> Any:
        target = record or customer
        where = f"/{target.__tablename__}/documents/{target.id}/add"
        data = form | {"file": (io.BytesIO(content), name)}
        return client.post(where, data=data, headers={"Accept-Language": "en"}, follow_redirects=True)

    return send


@pytest.fixture
def documents(session) -> Callable[[], list[Document]]:
    def read() -> list[Document]:
        session.expire_all()
        return list(session.scalars(select(Document).order_by(Document.id)))

    return read


@pytest.fixture
def versions(session) -> Callable[[], list[DocumentVersion]]:
    def read() -> list[DocumentVersion]:
        session.expire_all()
        return list(session.scalars(select(DocumentVersion).order_by(DocumentVersion.id)))

    return read
