"""What the templates of forms and of single records are given: everything decided, nothing left to look up."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from app.core.cells import Cell, cell
from app.core.db import db
from app.core.form_fields import EntityForm, TypedField
from app.core.layout import Fieldset
from app.core.registry import Field
from app.core.security import may
from app.core.sensitive import is_hidden, revealing
from app.core.shares.limits import may_go_so_far
from app.core.shares.notes import share_in_words
from app.core.tabs import Tab, tabs_of


class EntityPage:
    """What the list, the form and the page of one record have in common."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.entity = view.entity

    def may(self, permission: str) -> bool:
        """Whether the reader holds `permission` (can_read, …, or an action's) on this entity."""
        return may(permission, self.view.class_permission_name)

    @cached_property
    def actions(self) -> list[Any]:
        """The actions that the reader may carry out, in the order in which the view declares them, its own first."""
        declared = [name for part in type(self.view).__mro__ for name in vars(part)]
        ordered = sorted(self.view.actions.values(), key=lambda action: declared.index(action.func.__name__))
        return [action for action in ordered if self.may(self.view.permission_of(action))]


class RecordPage(EntityPage):
    """One record, on a form or to read; `record` None is a new one."""

    template = "core/show.html"

    def __init__(self, view: Any, record: Any, form: EntityForm | None = None) -> None:
        super().__init__(view)
        self.record = record
        self.form = form
        self.revealed: Field | None = None  # a masked value that the reader has asked to see
        self.template = view.show_template

    @property
    def fieldsets(self) -> list[Fieldset]:
        return self.view.own_fieldsets()  # type: ignore[no-any-return]

    def fields(self, group: Fieldset) -> list[Field]:
        """The fields of a group that this reader is shown."""
        return [field for name in group.fields if not is_hidden(field := self.entity.fields[name])]

    def inputs(self, group: Fieldset) -> list[tuple[Field, TypedField | None]]:
        """Each form field of a group with its input; None where the reader may not see what it links to."""
        allowed = {field.name for field in self.view.form_fields if not (self.record and field.spec.fixed)}
        fields = [f for f in self.fields(group) if f.name in allowed]
        return [(f, self.form[f.name] if self.form and f.name in self.form else None) for f in fields]

    def has_errors(self, group: Fieldset) -> bool:
        """Whether an input of the group was refused."""
        return any(field and field.errors for _, field in self.inputs(group))

    def cell(self, field: Field) -> Cell:
        """A field's value as this page shows it."""
        with revealing(self.revealed):
            return cell(field, self.record)

    def may(self, permission: str) -> bool:
        """The same for this record: one that is only shared with the reader allows less."""
        return super().may(permission) and (self.record is None or may_go_so_far(db.session(), self.record, permission))

    @property
    def share_note(self) -> str:
        """How the reader comes to see this record, if somebody shared it with them."""
        return share_in_words(self.record)

    @cached_property
    def tabs(self) -> list[Tab]:
        """What else the reader may open of this record."""
        return tabs_of(self.view, self.record)

    @property
    def refused_fields(self) -> list[Field]:
        """The fields whose inputs were refused, in the order of the form."""
        return [box.field for box in self.form.typed_fields if box.errors] if self.form else []
