"""What is wrong with the data of customers and contacts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, computed, integer, link
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.i18n import translate
from app.core.registry import entity_of
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.enums import ProblemKind, ProblemOf
from app.customers.models.base import CustomersGoverned
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer

MODELS: dict[str, type[Customer] | type[Contact]] = {"customer": Customer, "contact": Contact}


def field_labels() -> dict[str, str]:
    """{field: label msgid} of the fields that can be wrong; "" is the record as a whole."""
    return {field.name: field.spec.label for model in MODELS.values() for field in entity_of(model).fields.values()}


class DataProblem(CustomersGoverned, Record, Model):
    """One problem of one record: a nightly job finds it, saving the record takes it away once it is mended."""

    __tablename__ = "data_problem"
    __table_args__ = (
        *access_indexes("data_problem"),
        Index("uq_data_problem", "entity", "record_id", "kind", "field", unique=True),
    )
    __label__ = N_("Data problem")
    __label_plural__ = N_("Data problems")
    __title_field__ = "kind"
    __only_about__ = True

    entity: Mapped[str] = computed(choice(N_("Whose data"), ProblemOf, required=True))
    record_id: Mapped[int] = computed(integer(N_("Number of the record"), required=True))
    kind: Mapped[str] = computed(choice(N_("Problem"), ProblemKind, required=True, index=True))
    field: Mapped[str] = computed(choice(N_("Field"), None, labels=field_labels, required=True))
    found_at: Mapped[datetime] = moment(N_("Found at"), required=True, computed=True)
    customer = link(N_("Customer"), "Customer", required=True, parent=True, ondelete="CASCADE", computed=True)
    contact = link(N_("Contact"), "Contact", ondelete="CASCADE", computed=True)

    @property
    def shown_title(self) -> str:
        """The problem in the reader's words."""
        return translate(dict(ProblemKind.choices()).get(self.kind, self.kind))
