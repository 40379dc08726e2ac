"""The other yardstick: Flask-AppBuilder as it comes, over the same tables. Nothing of the product is imported.

What would load all customers into a select box is left out: at a million rows no such page ends in a minute. Its
permissions are added to the tables that hold the product's; only the bench's own database is ever served so.
"""

from __future__ import annotations

import os
from typing import Any
from warnings import filterwarnings

from flask import Flask, jsonify
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Table, create_engine
from sqlalchemy.orm import configure_mappers, relationship

from bench._costs import with_costs
from tests.support.tally import Tally, counted

filterwarnings("ignore", message="Skipped unsupported reflection")
URI = os.environ["KEHU_DATABASE_URI"]
tally = Tally()
counting = counted(tally)  # for as long as the process lives and this name holds it
counting.__enter__()
_engine = create_engine(URI)


def _table(name: str) -> Any:
    known = Model.metadata.tables
    return known[name] if name in known else Table(name, Model.metadata, autoload_with=_engine, resolve_fks=False)


for _name in ("department", "territory"):
    _table(_name)


class StockCustomer(Model):
    __table__ = _table("customer")

    def __repr__(self) -> str:
        return self.name or ""


class StockContact(Model):
    __table__ = _table("contact")
    customer = relationship(StockCustomer, foreign_keys=[__table__.c.customer_id])

    def __repr__(self) -> str:
        return self.name or ""


class StockLead(Model):
    __table__ = _table("lead")

    def __repr__(self) -> str:
        return self.name or ""


class StockCustomerView(ModelView):
    datamodel = SQLAInterface(StockCustomer)
    route_base = "/customer"
    list_columns = ["name", "grade", "stage", "status", "industry", "city", "phone", "changed_at"]
    search_columns = ["name", "industry", "grade", "source", "status", "stage", "province", "city", "created_at"]
    base_order = ("id", "desc")
    page_size = 25


class StockContactView(ModelView):
    datamodel = SQLAInterface(StockContact)
    route_base = "/contact"
    list_columns = ["name", "customer", "position", "mobile", "email"]
    search_columns = ["name", "position", "email"]
    add_columns = edit_columns = ["name", "position", "mobile", "email", "remarks"]
    base_order = ("id", "desc")
    page_size = 25


class StockLeadView(ModelView):
    datamodel = SQLAInterface(StockLead)
    route_base = "/lead"
    list_columns = ["name", "contact_name", "status", "source", "city", "mobile", "next_contact_on"]
    search_columns = ["name", "status", "source", "city"]
    base_order = ("id", "desc")
    page_size = 25


configure_mappers()
app = Flask("stock")
app.config.update(
    SECRET_KEY=os.environ["KEHU_SECRET_KEY"],
    SQLALCHEMY_DATABASE_URI=URI,
    SQLALCHEMY_TRACK_MODIFICATIONS=False,
    FAB_CREATE_DB=False,
    FAB_UPDATE_PERMS=False,
)
db = SQLA()
db.init_app(app)
with app.app_context():
    builder = AppBuilder(app, db.session)
    for _view in (StockCustomerView, StockContactView, StockLeadView):
        builder.add_view(_view, _view.__name__, category="Stock")


@app.get("/healthz")
def healthz() -> Any:
    return jsonify(status="ok")


app.wsgi_app = with_costs(app.wsgi_app, tally)  # type: ignore[method-assign]
