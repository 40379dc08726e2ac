"""A company for the walk over all screens: the demo's, with a record of every entity and files on their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.exchange.models import ImportBatch
from app.core.jobs.model import Job
from app.core.views import entity_views
from app.demo.fill import fill
from app.demo.occasions import liven_up
from app.system import second_step
from app.system.models.user import User
from app.system.password_links import make_link
from tests.browser.combinations import READERS, VISITOR
from tests.factories.system import UserFactory
from tests.pages.conftest import factories, owned_by
from tests.scorecard.walk_business import CommittingWizard
from tests.support.foreign import own_values
from tests.support.import_wizard import work
from tests.support.visitors import login

# Who looks as whom: user names. The plain one has a role that reads little.
NAMES = dict(zip(READERS, ("admin", "sales1", "manager1", "plain"), strict=True))
PLAIN_ROLE = "Technician"
TWICE = {"username": "twice", "password": "Walk-over-2026"}  # logs in in two steps
CUSTOMERS = 80
TYPED = "many"  # into a field for a number
FILE_NAME = "客户名单.csv"
FILE = "客户名称,城市,电子邮件\r\n北冥仪器有限公司,上海市,post@example.com\r\n,广州市,\r\n南溟机械有限公司,,nobody\r\n"
QUOTED = {FILE_NAME, TYPED, "tokens.css"}  # what screens repeat as it is


@dataclass(frozen=True)
class Company:
    """`clients` by reader; `records` is one of every entity, and the files and jobs that screens are about besides.

    `values` is what stands in all records. `link` leads to the page where somebody chooses a password.
    """

    clients: Mapping[str, Any]
    records: list[Any]
    values: set[str]
    link: str


def founded(app: Flask) -> Company:
    """Fill the empty installation of `app`. Whatever one of the readers sees of an entity stands for it."""
    with app.app_context(), system_access("a company to look at"):
        fill(CUSTOMERS, 1)
        liven_up(1)
        UserFactory(username=NAMES["plain"], first_name="静", last_name="方", role_names=[PLAIN_ROLE])
        twice = UserFactory(username=TWICE["username"])
        twice.password = generate_password_hash(TWICE["password"], "pbkdf2:sha256:1")
        db.session.flush()
        link = make_link(twice, timedelta(days=1))
        second_step.turn_on(twice, second_step.new_nonce(), 0)
        db.session.commit()
        people = {reader: _user(name) for reader, name in NAMES.items()}
        for user in people.values():
            user.profile.locale = None  # as the browser asks for
        db.session.commit()
        seller = people["sales"].id
        for user in people.values():
            db.session.expunge(user)
        db.session.remove()
    clients: dict[str, Any] = {reader: login(app.test_client(), user) for reader, user in people.items()}
    clients[VISITOR] = app.test_client()
    work(app)
    _import(app, clients["manager"])
    with app.app_context(), system_access("a company to look at"):
        records = [_record(model, seller) for model in dict.fromkeys(view.model for view in entity_views())]
        records += db.session.scalars(select(ImportBatch)).all() + db.session.scalars(select(Job)).all()
        db.session.commit()
        values = own_values(db.session) | QUOTED
        for record in records:
            db.session.refresh(record)
        db.session.expunge_all()
        db.session.remove()
    return Company(clients, records, values, link)


def _user(name: str) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


def _record(model: type[Any], seller: int) -> Any:
    """The first that the sales representative sees, else the first there is, else a new one of theirs."""
    first = select(model).order_by(model.id).limit(1)
    with acting_as(seller):
        seen = db.session.scalars(first).first()
    found = seen or db.session.scalars(first).first()
    return found or factories()[model](**owned_by(db.session.get_one(User, seller), model))


def _import(app: Flask, client: Any) -> None:
    """One file that waits for its columns, one that is checked, one that came in."""
    for steps in range(3):
        wizard = CommittingWizard(app, client, None)
        wizard.upload(FILE, name=FILE_NAME)
        if steps:
            wizard.check()
        if steps == 2:
            wizard.create()
