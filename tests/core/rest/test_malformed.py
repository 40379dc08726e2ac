"""Whatever a program sends is answered by a refusal with a reason, never by an error of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


@pytest.fixture
def admin(session, program):
    CustomerFactory(name="A")
    return program(UserFactory(role_names=["Admin"]))


ARGUMENTS = {
    "an open bracket": "(",
    "an open list": "!(",
    "a lone bang": "!",
    "nothing but a name": "name",
    "a list": "!(1,2)",
    "an unknown key": "(filter:!((col:name,opr:eq,value:A)))",
    "a list as key": "(!(1):2)",
    "filters that are no list": "(filters:5)",
    "a filter that is none": "(filters:!(1))",
    "a filter without comparison": "(filters:!((col:name)))",
    "a filter with something else": "(filters:!((col:name,opr:eq,value:A,or:B)))",
    "a filter by a hidden column": "(filters:!((col:search_text,opr:ct,value:a)))",
    "a filter by a field without filter": "(filters:!((col:phone,opr:ct,value:a)))",
    "a filter by a list": "(filters:!((col:!(name),opr:ct,value:a)))",
    "an unknown comparison": "(filters:!((col:name,opr:like,value:a)))",
    "a comparison of another type": "(filters:!((col:industry,opr:gt,value:a)))",
    "a comparison that is a list": "(filters:!((col:name,opr:!(),value:a)))",
    "a filter without value": "(filters:!((col:name,opr:eq)))",
    "an empty value": "(filters:!((col:name,opr:eq,value:'')))",
    "several values": "(filters:!((col:name,opr:eq,value:!(a,b))))",
    "an amount that is none": "(filters:!((col:annual_revenue,opr:eq,value:a)))",
    "a number beyond the column": "(filters:!((col:employees,opr:eq,value:99999999999999999999)))",
    "a link to a name": "(filters:!((col:owner,opr:rel_o_m,value:admin)))",
    "a day that is not": "(filters:!((col:created_at,opr:gt,value:'2026-13-01')))",
    "NUL": "(filters:!((col:name,opr:eq,value:'a\0b')))",
    "an order by a hidden column": "(order_column:acc_owner_id,order_direction:asc)",
    "an order without column": "(order_column:5)",
    "an order with no direction": "(order_column:name,order_direction:up)",
    "a column that is none": "(columns:!(password))",
    "columns of numbers": "(columns:!(1))",
    "a negative page": "(page:-1)",
    "page true": "(page:!t)",
    "a far page": "(page:400)",
    "an astronomic page": "(page:" + "9" * 5000 + ")",
    "a large page size": "(page_size:201)",
    "all rows": "(page_size:-1)",
    "no rows": "(page_size:0)",
    "half a page": "(page:1.5)",
    "deep nesting": "!(" * 2000,
    "deep objects": "(a:" * 2000,
    "endless": "(columns:!(" + "name," * 3000 + "name))",
    "open JSON": "{",
    "JSON with NaN": '{"page": NaN}',
    "deep JSON": '{"filters":' + "[" * 3000,
    "a lone surrogate": '{"filters":[{"col":"name","opr":"eq","value":"\\ud800"}]}',
}


@pytest.mark.parametrize("argument", ARGUMENTS.values(), ids=ARGUMENTS)
def test_a_malformed_argument_is_a_bad_request(admin, argument):
    answer = admin.get("/customer/", query_string={"q": argument})
    assert answer.status_code == 400, answer.text
    assert answer.json["message"]


PLAIN = [
    {"page_size": "1000"}, {"page": "x"}, {"page": "-1"}, {"after": "x"}, {"after": "9" * 30}, {"name": "A"},
    {"q_text": "x" * 201}, {"q_text": "a\0b"},
]  # fmt: skip


@pytest.mark.parametrize("arguments", PLAIN, ids=str)
def test_a_malformed_plain_argument_is_a_bad_request(admin, arguments):
    assert admin.get("/customer/", query_string=arguments).status_code == 400


def test_text_search_where_there_is_none_is_a_bad_request(admin):
    assert admin.get("/tag/", query_string={"q_text": "a"}).status_code == 400


BODIES = {
    "nothing": b"",
    "no JSON": b"name=A",
    "an open object": b'{"name": "A"',
    "a list": b'[{"name": "A"}]',
    "a text": b'"A"',
    "null": b"null",
    "NaN": b'{"employees": NaN}',
    "infinity": b'{"annual_revenue": -Infinity}',
    "a number of 5000 digits": b'{"employees": ' + b"9" * 5000 + b"}",
    "an exponent beyond all numbers": b'{"annual_revenue": 1e99999999999999999999}',
    "deep nesting": b'{"name":' + b"[" * 100_000,
    "deep objects": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "half a surrogate": b'{"name": "\\ud800"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL in a name": b'{"na\\u0000me": "a"}',
    "another encoding": '{"name": "华东"}'.encode("gb18030"),
    "UTF-16": '{"name": "华东"}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_malformed_body_is_a_bad_request(admin, body, method):
    path = "/customer/" if method == "POST" else f"/customer/{admin.ids('/customer/')[0]}"
    answer = admin.call(method, path, data=body, Content_Type="application/json", If_Match="*")
    assert answer.status_code == 400, answer.text
    assert answer.json["message"]


def test_a_body_of_another_kind_is_a_bad_request(admin):
    assert admin.call("POST", "/customer/", data={"name": "A"}).status_code == 400


def test_a_body_without_end_is_too_large(admin):
    body = b'{"name": "' + b"x" * 1_100_000 + b'"}'
    answer = admin.call("POST", "/customer/", data=body, Content_Type="application/json")
    assert (answer.status_code, answer.json["message"]) == (413, "The file is too large")


@pytest.mark.parametrize("pk", ["0", "-1", "x", "1.5", "9" * 30, "9" * 5000, "1%00", "%F0%9F%98%80", "１"])
def test_an_id_that_is_none_is_not_found(admin, pk):
    assert admin.get(f"/customer/{pk}").status_code == 404


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        "name",
        "kind",
        "industry",
        "annual_revenue",
        "employees",
        "birthday",
        "owner",
        "tags",
        "parent",
        "province",
        "remarks",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.dictionaries(NAMES, VALUES, max_size=4))
def test_any_values_are_taken_or_refused(admin, body):
    answer = admin.call("POST", "/customer/", data=json.dumps({"name": "A"} | body), Content_Type="application/json")
    assert answer.status_code in (201, 400, 409, 422), (body, answer.text)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(argument=st.text(alphabet="!()',:.-0aentf{}[]\" ", max_size=30))
def test_any_argument_is_understood_or_refused(admin, argument):
    assert admin.get("/customer/", query_string={"q": argument}).status_code in (200, 400)
