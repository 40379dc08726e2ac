"""The API and the dictionary of every entity, held against its screens and its documentation."""

import re
from html import unescape

import pytest
from flask_jwt_extended import create_access_token
from openapi_schema_validator import OAS30Validator

from app.core.describe import describe
from app.core.rest.exposure import shown_fields
from app.core.views import view_of
from tests.factories.system import UserFactory


@pytest.fixture
def admin(session):
    return UserFactory(role_names=["Admin"])


@pytest.fixture
def ask(client, admin):
    """`ask(path)` is what a program of an administrator gets."""
    token = create_access_token(identity=str(admin.id))
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return lambda path, **query: client.get(path, headers=headers, query_string=query)


@pytest.fixture
def told(session):
    """The entities of the dictionary by name."""
    return {entity["name"]: entity for entity in describe()["entities"]}


def test_every_entity_answers_as_its_document_says(session, samples, admin, ask, told):
    document = ask("/api/v1/_openapi").json
    for model, record in samples(admin).items():
        view = view_of(model)
        api = told[view.entity.name]["api"]
        if api is None:
            continue
        everything = "(columns:!(" + ",".join(shown_fields(view)) + "))"
        for path, url, query in (
            (api, api, {}),
            (api, api, {"q": everything}),
            (f"{api}{{pk}}", f"{api}{record.id}", {}),
            (f"{api}_info", f"{api}_info", {}),
        ):
            answer = ask(url, **query)
            assert answer.status_code == 200, (url, answer.text)
            schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            OAS30Validator({**schema, "components": document["components"]}).validate(answer.json)


def test_forms_have_the_fields_that_the_dictionary_says(session, samples, admin, login, told):
    visitor = login(admin)
    for model, record in samples(admin).items():
        entity = told[view_of(model).entity.name]
        for place in ("add", "edit"):
            if entity["paths"][place] is None:
                continue
            page = visitor.get(entity["paths"][place].format(id=record.id))
            assert page.status_code == 200, (entity["name"], place)
            form = re.search(r'<form[^>]*class="[^"]*record-form.*?</form>', page.text, re.DOTALL)
            # What else stands there (a first password, say) is no field of the record.
            names = set(re.findall(r'\sname="(\w+)"', form[0])) & {field["name"] for field in entity["fields"]}
            expected = {field["name"] for field in entity["fields"] if place in field["in"]}
            assert names == expected, (entity["name"], place)


def test_lists_have_the_columns_that_the_dictionary_says(session, samples, admin, login, told):
    visitor = login(admin)
    for model in samples(admin):
        entity = told[view_of(model).entity.name]
        page = visitor.get(f"{entity['paths']['list']}?_l_=en").text
        head = re.search(r'<table class="records">.*?</thead>', page, re.DOTALL)[0]
        shown = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', head)
        listed = {field["name"]: field["label"]["en"] for field in entity["fields"] if "list" in field["in"]}
        assert shown == [listed[name] for name in view_of(model).list_columns], entity["name"]
        filters = set(re.findall(r'name="_flt_\d+_(\w+)"', page))
        assert filters <= {field["name"] for field in entity["fields"] if "search" in field["in"]}, entity["name"]


def test_the_page_of_a_record_has_the_fields_that_the_dictionary_says(session, samples, admin, login, told):
    visitor = login(admin)
    for model, record in samples(admin).items():
        entity = told[view_of(model).entity.name]
        page = visitor.get(entity["paths"]["show"].format(id=record.id) + "?_l_=en")
        if page.status_code == 404:
            assert not view_of(model).readable
            continue
        labels = {field["label"]["en"] for field in entity["fields"] if "show" in field["in"]}
        shown = {unescape(text).strip() for text in re.findall(r"<dt[^>]*>([^<]+)", page.text)}
        assert labels == shown & labels, entity["name"]
