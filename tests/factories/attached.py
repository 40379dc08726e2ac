"""Factories of what belongs to records: documents and shares. `owner` owns the customer they belong to."""

from __future__ import annotations

import secrets

import factory

from app.core.documents.models import Document, DocumentVersion
from app.core.shares.model import Share
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


class AttachedFactory(RecordFactory):
    """Belongs to `record`, a new customer of `owner` unless a test says otherwise."""

    class Meta:
        abstract = True
        exclude = ("record", "owner")

    owner = None
    record = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"))
    entity = factory.LazyAttribute(lambda made: made.record.__tablename__)
    record_id = factory.LazyAttribute(lambda made: made.record.id)


class DocumentFactory(AttachedFactory):
    class Meta:
        model = Document

    title = factory.Sequence(lambda number: f"合同{number}")
    file_name = factory.LazyAttribute(lambda made: f"{made.title}.pdf")
    size = 1_234
    current_number = 1


class DocumentVersionFactory(AttachedFactory):
    class Meta:
        model = DocumentVersion

    document = factory.SubFactory(DocumentFactory, record=factory.SelfAttribute("..record"))
    number = 1
    file_name = "合同.pdf"
    size = 1_234
    media_type = "application/pdf"
    sha256 = "0" * 64
    storage_name = factory.LazyFunction(lambda: secrets.token_hex(20))


class ShareFactory(AttachedFactory):
    class Meta:
        model = Share

    colleague = factory.SubFactory(UserFactory)
    level = "read"
