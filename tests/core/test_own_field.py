"""A field that exists in the registry only, as administrators will add them, is known everywhere."""

from contextlib import contextmanager

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.access import system_access
from app.core.columns import FieldSpec
from app.core.db import db
from app.core.describe import describe
from app.core.exchange.exporting import columns_of
from app.core.exchange.importing import plan_of
from app.core.registry import forget_field, register_field
from app.core.views import view_of
from app.customers.models.tag import Tag
from app.customers.views.tag import TagView
from app.factory import create_app
from tests.factories.customers import TagFactory
from tests.factories.system import UserFactory
from tests.support.rollback import everything_rolled_back
from tests.support.visitors import Visitor, login

LABEL = "Colour of the test"


class ColouredTagView(TagView):
    """Tags with the field in their list, which a view (or later a person) chooses."""

    model = Tag
    route_base = "/coloured_tag"
    list_columns = ["name", "colour"]


@pytest.fixture
def coloured(installation):
    """An application that was started when the field was there, and the field."""
    field = register_field(Tag, "colour", FieldSpec("string", LABEL, max_length=20))
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "only-for-tests-0123456789abcdef0123456789abcdef",
            "WTF_CSRF_ENABLED": False,
            "SQLALCHEMY_DATABASE_URI": installation.uri,
            "KEHU_DATA_DIR": str(installation.data_dir),
        }
    )
    app.test_client_class = Visitor
    with app.app_context():
        app.appbuilder.add_view_no_menu(ColouredTagView)
    with everything_rolled_back(app):
        yield app
    forget_field(field)


@contextmanager
def an_administrator(app):
    """A visitor who is an administrator, two tags with colours, and the database as the test sees it."""
    with app.app_context(), system_access("test"):
        user = UserFactory(username="colour-admin", role_names=["Admin"])
        for name, colour in (("calm", "blue"), ("alarm", "red")):
            TagFactory(name=name, extra={"colour": colour})
        yield login(app.test_client(), user), user


def the_tag(name):
    return db.session.execute(select(Tag).where(Tag.name == name)).scalar_one()


def test_screens(coloured):
    with an_administrator(coloured) as (visitor, _):
        listed = visitor.get("/coloured_tag/list/?_oc_ColouredTagView=colour&_od_ColouredTagView=asc").text
        assert LABEL in listed
        assert listed.index(">blue<") < listed.index(">red<")
        filtered = visitor.get("/tag/list/?_flt_3_colour=red").text
        assert "alarm" in filtered
        assert "calm" not in filtered
        form = visitor.get("/tag/add").text
        assert 'name="colour"' in form
        visitor.post("/tag/add", data={"name": "fresh", "colour": "green"})
        made = the_tag("fresh")
        assert made.extra == {"colour": "green"}
        shown = visitor.get(f"/tag/show/{made.id}").text
        assert LABEL in shown
        assert "green" in shown
        data = {"name": "fresh", "colour": "yellow", "row_version": "1"}
        assert visitor.post(f"/tag/edit/{made.id}", data=data).status_code == 302
        history = visitor.get(f"/tag/history/{made.id}").text
        assert all(text in history for text in (LABEL, "green", "yellow"))


def test_interfaces(coloured):
    with an_administrator(coloured) as (visitor, user):
        told = {"Authorization": f"Bearer {create_access_token(identity=str(user.id))}"}
        found = visitor.get("/api/v1/tag/?q=(filters:!((col:colour,opr:eq,value:red)))", headers=told).json
        assert [row["name"] for row in found["result"]] == ["alarm"]
        made = visitor.post("/api/v1/tag/", json={"name": "fresh", "colour": "green"}, headers=told).json
        assert made["result"]["colour"] == "green"
        url, version = f"/api/v1/tag/{made['id']}", {"If-Match": '"1"'}
        changed = visitor.put(url, json={"colour": "yellow"}, headers=told | version).json
        assert (changed["result"]["colour"], changed["result"]["version"]) == ("yellow", 2)
        refused = visitor.post("/api/v1/tag/", json={"name": "x", "colour": "y" * 21}, headers=told)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["colour"])
        document = visitor.get("/api/v1/_openapi", headers=told).json
        assert document["components"]["schemas"]["TagCreate"]["properties"]["colour"]["maxLength"] == 20


def test_files_and_the_dictionary(coloured):
    with coloured.app_context(), system_access("test"):
        view = view_of(Tag)
        assert "colour" in [field.name for field in columns_of(view)]
        assert "colour" in plan_of(view).targets
        [tag] = [entity for entity in describe()["entities"] if entity["name"] == "tag"]
        [colour] = [field for field in tag["fields"] if field["name"] == "colour"]
        assert colour["in"] == ["show", "add", "edit", "search", "import", "export", "api"]
