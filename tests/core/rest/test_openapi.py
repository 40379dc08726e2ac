"""The OpenAPI document is valid, complete and true."""

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import validate

from app.core.api import EntityApi
from app.core.views import entity_views
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory
from tests.factories.system import UserFactory


@pytest.fixture
def admin(session, program):
    return program(UserFactory(role_names=["Admin"]))


@pytest.fixture
def document(admin):
    return admin.get("/_openapi").json


@pytest.fixture
def apis(app):
    with app.app_context():
        return [view for view in app.appbuilder.baseviews if isinstance(view, EntityApi)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_is_valid_in_both_languages(admin, language):
    validate(admin.get("/_openapi", query_string={"_l_": language}).json)


def test_every_operation_is_documented_and_every_documented_one_exists(app, apis, document):
    adapter = app.url_map.bind("localhost")
    documented = {
        (path, verb.upper())
        for path, operations in document["paths"].items()
        for verb in operations
        if verb != "parameters"
    }
    for path, verb in documented:
        assert verb in adapter.allowed_methods(path.replace("{pk}", "1").replace("{version}", "v1")), (path, verb)
    routes = {
        (rule.rule.replace("<pk>", "{pk}"), method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint.split(".")[0] in {api.endpoint for api in apis}
    }
    assert routes
    assert routes <= documented


def test_schemas_say_types_choices_limits_and_what_is_required(document):
    schemas = document["components"]["schemas"]
    create, read, update = schemas["CustomerCreate"], schemas["Customer"], schemas["CustomerUpdate"]
    assert create["required"] == ["name"]
    assert "required" not in update
    assert create["properties"]["name"] == {"type": "string", "maxLength": 200, "description": "Customer name"}
    assert create["properties"]["kind"]["enum"] == ["company", "individual"]
    assert {"machinery", None} <= set(create["properties"]["industry"]["enum"])
    assert create["properties"]["annual_revenue"]["type"] == "string"
    assert create["properties"]["employees"]["minimum"] == 0
    assert read["properties"]["birthday"]["format"] == "date"
    assert read["properties"]["created_at"]["format"] == "date-time"
    assert "status" in read["properties"]
    assert not {"status", "created_at", "id"} & create["properties"].keys()
    assert "version" in update["properties"]


def test_labels_are_in_the_reader_s_language(admin):
    document = admin.get("/_openapi", query_string={"_l_": "zh"}).json
    assert document["components"]["schemas"]["Customer"]["properties"]["name"]["description"] == "客户名称"


def resolved(schema, document):
    """`schema` with its references looked up in `document`."""
    return {**schema, "components": document["components"]}


def test_answers_are_as_documented(session, admin, document):
    contact = ContactFactory(
        customer=CustomerFactory(tags=[TagFactory()], owner=UserFactory(), parent=CustomerFactory())
    )
    for path, entity, record_id in (
        ("/api/v1/contact/", "contact", contact.id),
        ("/api/v1/customer/", "customer", contact.customer_id),
    ):
        for documented, asked in ((path, f"/{entity}/"), (f"{path}{{pk}}", f"/{entity}/{record_id}")):
            answer = document["paths"][documented]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            OAS30Validator(resolved(answer, document)).validate(admin.get(asked).json)


def test_what_a_program_sends_by_the_document_is_taken(session, admin, document):
    body = {
        "name": "A",
        "kind": "company",
        "industry": "machinery",
        "owner": UserFactory().id,
        "annual_revenue": "1.50",
    }
    schema = {"$ref": "#/components/schemas/CustomerCreate"}
    OAS30Validator(resolved(schema, document)).validate(body)
    assert admin.post("/customer/", body).status_code == 201


def test_every_entity_has_its_api_with_the_rights_of_its_screens(app, apis):
    with app.app_context():
        views = {view.model: view for view in reversed(entity_views()) if view.has_api}
    assert {api.entity_view.model for api in apis} == set(views)
    for api in apis:
        assert api.class_permission_name == views[api.entity_view.model].class_permission_name
        # The framework deletes rights that one of two classes with the same name lacks.
        assert set(api.base_permissions) == set(api.entity_view.base_permissions)
        assert (api.allow_browser_login, api.csrf_exempt) == (False, True)


def test_the_reading_page_loads_nothing_from_elsewhere(page, live_server):
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/login/")
    page.fill("#username", "admin")
    page.fill("#password", live_server.installation.environment()["KEHU_ADMIN_PASSWORD"])
    page.click("[type=submit]")
    page.goto("/swagger/v1")
    page.get_by_text("/api/v1/customer/", exact=True).first.wait_for()
    assert not errors
    assert [url for url in asked if not url.startswith((live_server.url(""), "data:"))] == []


def test_the_login_of_programs_names_the_code_of_a_second_step(document):
    body = document["paths"]["/api/v1/security/login"]["post"]["requestBody"]
    properties = body["content"]["application/json"]["schema"]["properties"]
    assert set(properties) == {"username", "password", "code", "provider", "refresh"}
    assert properties["code"]["type"] == "string"
