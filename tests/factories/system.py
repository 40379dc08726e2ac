"""Factories of the system module."""

from __future__ import annotations

from typing import Any

import factory
from flask import current_app

from app.core.clock import now
from app.core.db import db
from app.core.history import Change
from app.core.lookups import Lookup
from app.core.saved_views.model import SavedView
from app.system.models.department import Department
from app.system.models.sequence import Sequence
from app.system.models.user import Role, User
from tests.factories.base import RecordFactory


class DepartmentFactory(RecordFactory):
    class Meta:
        model = Department

    name = factory.Sequence(lambda number: f"Department {number}")


class LookupFactory(RecordFactory):
    class Meta:
        model = Lookup

    kind = "industry"
    code = factory.Sequence(lambda number: f"code_{number}")
    name_zh = factory.Sequence(lambda number: f"名称{number}")
    name_en = factory.Sequence(lambda number: f"Name {number}")


class RoleFactory(RecordFactory):
    class Meta:
        model = Role

    name = factory.Sequence(lambda number: f"Role {number}")


class SequenceFactory(RecordFactory):
    class Meta:
        model = Sequence

    kind = "sample"
    year = factory.Sequence(lambda number: 2000 + number)
    prefix = "S"


class ChangeFactory(RecordFactory):
    class Meta:
        model = Change

    at = factory.LazyFunction(now)
    entity = "department"
    record_id = 1
    title = factory.Sequence(lambda number: f"Department {number}")
    kind = "update"
    changes = factory.LazyFunction(lambda: {"name": ["B1", "A1"]})


class UserFactory(RecordFactory):
    """`UserFactory(role_names=["Sales"], department=east)`: a colleague who can work at once."""

    class Meta:
        model = User
        exclude = ("role_names",)

    username = factory.Sequence(lambda number: f"user{number}")
    first_name = "三"
    last_name = "张"
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    active = True
    role_names: Any = ()
    roles = factory.LazyAttribute(lambda user: [current_app.appbuilder.sm.find_role(n) for n in user.role_names])

    @classmethod
    def _create(cls, model_class: Any, *args: Any, department: Any = None, **kwargs: Any) -> Any:
        user = super()._create(model_class, *args, **kwargs)
        if department is not None:
            user.profile.department = department
            db.session.flush()
        return user


class SavedViewFactory(RecordFactory):
    class Meta:
        model = SavedView

    name = factory.Sequence(lambda number: f"View {number}")
    list_name = "CustomerView"
    arguments = factory.LazyFunction(lambda: [["_flt_0_status", "active"]])
