"""Form fields made from the registry. Opening and saving a form changes nothing, whatever the type of a field.

A field that comes back as it was sent keeps the stored value untouched, so no rounding, zone or format can alter it.
"""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import Field as FormField
from wtforms import HiddenField
from wtforms.validators import StopValidation

from app.core.access import fetch
from app.core.db import db
from app.core.errors import Doubt, RuleError
from app.core.i18n import translate
from app.core.parsing import as_text, parse
from app.core.registry import Field
from app.core.text import N_

REQUIRED = N_("This field is required.")


def explain(refusal: RuleError) -> str:
    """A refusal in the reader's language."""
    return translate(refusal.message, **refusal.params)


class TypedField(FormField):
    """One registry field on a form, holding a value of the field's own type in `data`."""

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        self.refusal: str | None = None
        self.note = ""  # what the reader should know about the value

    def take(self, value: Any) -> None:
        """Show `value` instead of what was typed."""
        self.raw_data, self.refusal = None, None
        self.data = self.object_data = value

    @property
    def text(self) -> str:
        """What stands in the input: what the person typed, else the value as text."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.as_text(self.object_data if self.refusal else self.data)

    def as_text(self, value: Any) -> str:
        return as_text(self.field, value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.refusal = None
        typed = valuelist[0].replace("\r\n", "\n") if valuelist else ""
        if typed == self.as_text(self.object_data):
            self.data = self.object_data
            return
        try:
            self.data = self.read(typed)
        except RuleError as refusal:
            self.refusal = explain(refusal)

    def read(self, typed: str) -> Any:
        """The value that `typed` stands for; RuleError when it stands for none."""
        return parse(self.field, typed) if typed.strip() else None

    def pre_validate(self, form: Any) -> None:
        if self.refusal:
            raise StopValidation(self.refusal)
        if self.field.spec.required and self.data in (None, ""):
            raise StopValidation(translate(REQUIRED))


class SwitchField(TypedField):
    """Yes or no: a box that is not ticked sends nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = bool(valuelist) and valuelist[0] not in ("", "0", "false")

    def pre_validate(self, form: Any) -> None:
        """Both answers are answers."""


class LinkField(TypedField):
    """One record of another entity, by id, fetched through the gate."""

    def as_text(self, value: Any) -> str:
        return str(value.id) if value is not None else ""

    def read(self, typed: str) -> Any:
        return fetch(self.field.target_model, typed) if typed else None

    @property
    def selected(self) -> list[Any]:
        return [self.data] if self.data is not None else []


class LinksField(TypedField):
    """Several records of another entity; those the reader may not see stay as they are."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.refusal = None
        sent = {text for text in valuelist if text.strip()}
        wanted = {int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 10}
        kept = {record.id: record for record in self.object_data or []}
        model = self.field.target_model
        missing = wanted - set(kept)
        found = {r.id: r for r in db.session.execute(select(model).where(model.id.in_(missing))).scalars()}
        if missing - set(found) or len(wanted) < len(sent):
            self.refusal = translate(N_("This record does not exist, or it is not visible to you."))
        self.data = [record for id_, record in (kept | found).items() if id_ in wanted]

    def pre_validate(self, form: Any) -> None:
        if self.refusal:
            raise StopValidation(self.refusal)

    @property
    def selected(self) -> list[Any]:
        return list(self.data or [])


class UploadField(TypedField):
    """One file (werkzeug's FileStorage), or None where none was chosen. A refused form asks for it again."""

    @property
    def text(self) -> str:
        return ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = next((sent for sent in valuelist if getattr(sent, "filename", "")), None)


_CLASSES: dict[str, type[TypedField]] = {
    "boolean": SwitchField, "link": LinkField, "links": LinksField, "file": UploadField
}  # fmt: skip


class EntityForm(FlaskForm):
    """A form made of registry fields, with what saving needs: the version seen and a token against double clicks."""

    row_version = HiddenField()
    form_token = HiddenField()
    doubt: Doubt | None = None

    @property
    def typed_fields(self) -> list[TypedField]:
        return [field for field in self if isinstance(field, TypedField)]

    def write_to(self, record: Any) -> None:
        """Put the values on `record`; unchanged ones are not touched."""
        for field in self.typed_fields:
            field.field.write(record, field.data)

    def blame(self, refusal: RuleError) -> bool:
        """Put a refusal beside the field it names, a doubt over the form; False when it names none of this form."""
        if isinstance(refusal, Doubt):
            self.doubt = refusal
            return True
        if refusal.field is None or refusal.field not in self:
            return False
        field = self[refusal.field]
        field.errors = [*field.errors, explain(refusal)]
        return True


def build_form(fields: list[Field]) -> type[EntityForm]:
    """A form class for `fields`, in their order; built once, when the application starts."""
    attributes = {
        field.name: _CLASSES.get(field.spec.type, TypedField)(field.spec.label, field=field, default=field.spec.default)
        for field in fields
    }
    return type("RecordForm", (EntityForm,), attributes)
