"""Which kinds of records have an identity, and which of their fields it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.core.registry import entity_of
from app.customers.enums import CustomerKind
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.places import known_places
from app.customers.rules.identities import Identity, identity
from app.customers.rules.lead_flow import OPEN


@dataclass(frozen=True)
class IdentityFields:
    """The columns of `model` by which its records are recognised. `names`: its own first.

    `person` is the value of `kind` that stands for somebody who is not recognised by the name. `also` are other kinds
    of records among which one is looked for: a lead may be a customer already. Where `open_states` names values of
    `state`, records in other states are settled: the nightly search makes no pairs of them.
    """

    model: type[Any]
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    credit_code: str | None = None
    country: str | None = None
    kind: str | None = None
    person: str = ""
    state: str | None = None
    open_states: tuple[str, ...] = ()
    also: tuple[IdentityFields, ...] = ()

    @property
    def entity(self) -> str:
        return entity_of(self.model).name

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that matters: when none of them changes, no key does."""
        single = (self.credit_code, self.country, self.kind)
        return (*self.names, *self.aliases, *self.phones, *self.emails, *(name for name in single if name))

    def select(self) -> Select[Any]:
        """What `of` needs of the live records, and nothing else."""
        columns = [getattr(self.model, name) for name in ("id", *self.columns)]
        return select(*columns).where(self.model.archived_at.is_(None))

    def unsettled(self) -> list[ColumnElement[bool]]:
        """The conditions under which a record is worth a pair."""
        live = self.model.archived_at.is_(None)
        return [live, getattr(self.model, self.state).in_(self.open_states)] if self.state else [live]

    def is_settled(self, record: Any) -> bool:
        """The opposite of `unsettled`, of one record."""
        closed = self.state is not None and getattr(record, self.state) not in self.open_states
        return closed or record.archived_at is not None

    def of(self, record: Any) -> Identity:
        """The identity of a record, or of a row of `select`."""
        return identity(
            [getattr(record, name) for name in self.names],
            aliases=[getattr(record, name) for name in self.aliases],
            phones=[getattr(record, name) for name in self.phones],
            emails=[getattr(record, name) for name in self.emails],
            credit_code=getattr(record, self.credit_code) if self.credit_code else None,
            country=(getattr(record, self.country) or "CN") if self.country else "CN",
            person=self.kind is not None and getattr(record, self.kind) == self.person,
            places=known_places(),
        )


CUSTOMER = IdentityFields(
    Customer,
    names=("name", "english_name"),
    aliases=("aliases",),
    phones=("phone",),
    emails=("email",),
    credit_code="credit_code",
    country="country",
    kind="kind",
    person=CustomerKind.INDIVIDUAL.value,
)
LEAD = IdentityFields(
    Lead,
    names=("name",),
    phones=("phone", "mobile"),
    emails=("email",),
    country="country",
    state="status",
    open_states=tuple(status.value for status in OPEN),
    also=(CUSTOMER,),
)
IDENTIFIED: tuple[IdentityFields, ...] = (CUSTOMER, LEAD)


def identity_fields(model: type[Any]) -> IdentityFields | None:
    """The identity of a kind of record; None where it has none."""
    return next((fields for fields in IDENTIFIED if fields.model is model), None)
