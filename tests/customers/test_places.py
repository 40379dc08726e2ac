"""Provinces and cities: found by what people call them, filled in and refused where they do not agree."""

from __future__ import annotations

import pytest

from app.core.exchange.drafts import Reading, RowReader
from app.core.exchange.plan import ImportPlan
from app.core.registry import entity_of
from app.core.views import view_of
from app.customers.models.customer import Customer
from app.system.region_suggestions import RegionSuggestions
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}
NANTONG, SUZHOU, JIANGSU, SHANGHAI, BEIJING = "320600", "320500", "320000", "310000", "110000"


@pytest.fixture
def boss(session, login):
    return login(UserFactory(role_names=["GeneralManager"]))


def listed(client, query):
    page = client.get(f"/customer/list/?{query}", headers=EN).text
    return {name for name in ("苏州精密", "南通纺织", "上海软件", "Berlin Gears") if name in page}


@pytest.fixture
def four(session):
    CustomerFactory(name="苏州精密", province=JIANGSU, city=SUZHOU)
    CustomerFactory(name="南通纺织", province=JIANGSU, city=NANTONG, stage="loyal")
    CustomerFactory(name="上海软件", province=SHANGHAI, city="310100", stage="new")
    CustomerFactory(name="Berlin Gears", country="DE", city="Berlin")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("_flt_3_city=320500", {"苏州精密"}),
        ("_flt_3_province=320000", {"苏州精密", "南通纺织"}),
        ("_flt_2_city=苏州", {"苏州精密"}),
        ("_flt_0_city=nanto", {"南通纺织"}),
        ("_flt_2_city=erli", {"Berlin Gears"}),
        ("_flt_1_province=省", {"苏州精密", "南通纺织"}),
        ("_flt_6_province=江苏", {"上海软件", "Berlin Gears"}),
        ("_flt_0_stage=loyal&_flt_0_stage=new", {"南通纺织", "上海软件"}),
        ("_flt_0_stage=loyal&_flt_0_stage=new&_flt_3_province=310000", {"上海软件"}),
        ("_flt_3_city=320500&_flt_3_city=320600", {"苏州精密", "南通纺织"}),
    ],
)
def test_filters_compare_places_by_name_and_take_alternatives(boss, four, query, found):
    assert listed(boss, query) == found


def test_the_filter_offers_the_select_of_the_form_and_its_chip_the_name(boss, four):
    page = boss.get("/customer/filters?_flt_3_city=320500", headers=EN).text
    assert 'data-suggest="/customer/suggest/city"' in page
    assert "country=_flt_0_country" in page
    assert "City is “Suzhou”" in boss.get("/customer/list/?_flt_3_city=320500", headers=EN).text


def test_a_city_is_offered_by_its_initials_before_a_province_is_chosen(boss):
    answer = boss.get("/customer/suggest/city?country=CN&q=sz", headers={"Accept-Language": "zh"}).json["results"]
    assert {"id": SUZHOU, "text": "苏州市 · 江苏省"} in answer
    within = boss.get(f"/customer/suggest/city?country=CN&province={JIANGSU}&q=sz").json["results"]
    assert [place["id"] for place in within] == [SUZHOU]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("北京", "110100"), ("上海市", "310100"), ("苏州", SUZHOU), ("Shenzhen", "440300"), ("Suzhou", "Suzhou")],
)
def test_a_city_alone_is_known_where_only_one_bears_the_name(typed, code):
    assert RegionSuggestions().resolve(typed, ["CN", ""]) == code


def test_an_imported_city_without_a_province_brings_it(session):
    plan = ImportPlan(view_of(Customer), entity_of(Customer).fields.values(), {}, ())
    reader = RowReader(plan, ["公司名称", "城市"], Reading({"0": "name", "1": "city"}, {}))
    values = reader.draft(1, ["苏州精密", "苏州"], None).values[""]
    assert values["city"] == SUZHOU
    customer = CustomerFactory(**values)
    assert (customer.country, customer.province) == ("CN", JIANGSU)


def test_places_that_do_not_agree_are_refused_in_words(session, boss):
    form = successful_controls(boss.get("/customer/add", headers=EN).text, "record-form")
    sent = form | {"name": "青鲸精密", "province": BEIJING, "city": SUZHOU}
    answer = boss.post("/customer/add", data=sent, headers=EN)
    assert answer.status_code == 422
    assert "“Suzhou” does not lie in “Beijing”." in answer.text
