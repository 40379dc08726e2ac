"""The data dictionary says what is there: every address, entity, field and right is held against the application."""

import json
from string import Formatter

import pytest
from flask_jwt_extended import create_access_token

from app.core.describe import describe
from app.core.registry import entities, entity
from app.core.views import entity_views
from tests.factories.system import UserFactory

TYPES = {
    "string", "text", "integer", "decimal", "money", "date", "datetime", "boolean", "choice", "lookup", "link", "links",
    "file", "json",
}  # fmt: skip
PLACES = {"list", "show", "add", "edit", "search", "import", "export", "api"}
PATHS = {"list", "show", "add", "edit", "delete", "action", "bulk", "export", "import", "lookup"}
FILLED = {"id": "7", "q": "x", "format": "xlsx", "action": "archive", "locale": "zh"}
# An entity -> why it has no list and form.
WITHOUT_SCREENS = {"document_version": "shown with its document", "setting": "all settings stand on one page"}
ROLES = [
    "Admin", "GeneralManager", "Sales", "SalesManager", "Marketing", "ProductManager", "ServiceAgent", "Technician",
    "Dispatcher", "Finance", "Production", "Auditor", "PortalCustomer", "PortalDistributor",
]  # fmt: skip


@pytest.fixture
def told(session):
    return describe()


def resolves(app, template):
    """Whether a route answers to `template`; LookupError for a placeholder that the dictionary does not define."""
    unknown = {name for _, name, _, _ in Formatter().parse(template) if name} - FILLED.keys()
    if unknown:
        raise LookupError(f"{template} has an unknown placeholder: {unknown}")
    return bool(app.url_map.bind("localhost").allowed_methods(template.split("?")[0].format(**FILLED)))


def addresses(told):
    yield from told["login"].values()
    for described in told["entities"]:
        yield from filter(None, described["paths"].values())
        yield from filter(None, [described["api"]])
    for page in (*told["pages"], *told["charts"]):
        yield page["path"]


def test_every_address_leads_somewhere(app, told):
    assert [address for address in addresses(told) if not resolves(app, address)] == []


def test_an_address_that_leads_nowhere_or_has_an_unknown_placeholder_would_be_noticed(app):
    assert not resolves(app, "/customer/shown/{id}")
    with pytest.raises(LookupError, match="pk"):
        resolves(app, "/customer/show/{pk}")


def test_entities_models_and_views_are_the_same_set(app, told):
    names = [described["name"] for described in told["entities"]]
    assert len(set(names)) == len(names)
    assert {found.name for found in entities()} - set(names) <= WITHOUT_SCREENS.keys()
    views = {type(view).__name__: view for view in entity_views()}
    for described in told["entities"]:
        view = views[described["view"]]
        assert view.entity.name == described["name"]
        assert [field["name"] for field in described["fields"]] == list(entity(described["name"]).fields)
    assert {view.model for view in views.values()} == {views[described["view"]].model for described in told["entities"]}


def test_the_shape_that_other_programs_rely_on(told):
    assert told["product"] == "kehu"
    assert told["locales"] == ["zh", "en"]
    assert told["schema_revision"]
    assert [role["name"] for role in told["roles"]] == ROLES
    for described in told["entities"]:
        assert described["paths"].keys() == PATHS
        assert {"module", "label", "permission", "governed", "parent", "actions"} <= described.keys()
        for field in described["fields"]:
            assert field["type"] in TYPES
            assert set(field["in"]) <= PLACES
            assert {"required", "max_length", "key", "sensitive"} <= field.keys()


def test_customers_in_full(told):
    [customer] = [described for described in told["entities"] if described["name"] == "customer"]
    fields = {field["name"]: field for field in customer["fields"]}
    assert customer["label"] == {"zh": "客户", "en": "Customer"}
    assert (customer["governed"], customer["parent"], customer["view"]) == (True, None, "CustomerView")
    assert customer["api"] == "/api/v1/customer/"
    assert customer["paths"]["lookup"] == "/customer/lookup?q={q}"
    assert fields["name"] == {
        "name": "name", "type": "string", "label": {"zh": "客户名称", "en": "Customer name"}, "required": True,
        "max_length": 200, "in": ["list", "show", "add", "edit", "search", "import", "export", "api"], "key": True,
        "sensitive": False, "computed": False,
    }  # fmt: skip
    machinery = {"code": "machinery", "zh": "机械制造", "en": "Machinery", "active": True}
    assert machinery in fields["industry"]["choices"]
    assert fields["kind"]["choices"][0] == {"code": "company", "zh": "企业", "en": "Company"}
    assert (fields["owner"]["target"], fields["tags"]["target"]) == ("user", "tag")
    assert "add" not in fields["status"]["in"]
    assert fields["bank_account"]["sensitive"]
    lost = next(action for action in customer["actions"] if action["name"] == "mark_lost")
    assert lost["label"]["zh"] != lost["label"]["en"] == "Mark as lost"


def test_a_child_names_its_parent(told):
    [contact] = [described for described in told["entities"] if described["name"] == "contact"]
    assert contact["parent"] == {"entity": "customer", "field": "customer"}


def test_every_right_it_names_is_one_that_roles_can_hold(app, session, told):
    for described in told["entities"]:
        rights = {"can_read", *(action["permission"] for action in described["actions"])}
        for right in rights:
            assert app.appbuilder.sm.find_permission_view_menu(right, described["permission"]), (
                described["name"],
                right,
            )
    for page in (*told["pages"], *told["charts"]):
        assert app.appbuilder.sm.find_view_menu(page["permission"]), page["name"]


def test_the_command_writes_json_and_nothing_else(installation):
    told = json.loads(installation.flask("kehu", "describe"))
    assert "customer" in {described["name"] for described in told["entities"]}


def test_administrators_read_it_and_others_do_not(app, session, login, told):
    admin, sales = login(UserFactory(role_names=["Admin"])), login(UserFactory(role_names=["Sales"]))
    page = admin.get("/describe/?_l_=zh")
    assert page.status_code == 200
    assert "客户名称" in page.text
    assert admin.get("/describe/json").json == json.loads(json.dumps(told))
    assert sales.get("/describe/").status_code == 403
    assert sales.get("/describe/json").status_code == 403


def test_programs_of_administrators_read_it(app, session, client, told):
    def ask(user):
        token = create_access_token(identity=str(user.id))
        return client.get("/api/v1/describe", headers={"Authorization": f"Bearer {token}"})

    assert ask(UserFactory(role_names=["Admin"])).json == json.loads(json.dumps(told))
    assert ask(UserFactory(role_names=["Sales"])).status_code == 403
    assert client.get("/api/v1/describe").status_code == 401
