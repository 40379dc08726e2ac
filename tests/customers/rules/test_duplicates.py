"""Which customers are told to be the same, and why."""

from __future__ import annotations

import pytest

from app.customers.places import known_places
from app.customers.rules.duplicates import compare
from app.customers.rules.identities import identity, sought_keys, stored_keys


def company(name, english=None, aliases=None, **values):
    values = {key: [value] if key in ("phones", "emails") else value for key, value in values.items()}
    return identity([name, english], aliases=[aliases], places=known_places(), country="CN", **values)


NAMES = {
    "other script and brackets": ("阿里巴巴（中国）有限公司", "阿里巴巴(中國)有限公司", True),
    "another legal form": ("深圳市青鲸精密机械有限公司", "深圳市青鲸精密机械股份有限公司", True),
    "the place dropped": ("深圳市青鲸精密机械有限公司", "青鲸精密机械有限公司", True),
    "the place elsewhere in the name": ("深圳市青鲸精密机械有限公司", "青鲸精密机械（深圳）有限公司", True),
    "blanks and full width": ("深圳市青鲸精密机械有限公司", "深圳市 青鲸 精密机械 有限公司", True),
    "English legal forms": ("Amber Otter Trading GmbH", "AMBER OTTER TRADING Ltd.", True),
    "a letter wrong": ("Amber Otter Trading GmbH", "Amber Oter Trading GmbH", True),
    "a character wrong in the trade": ("深圳市青鲸精密机械有限公司", "深圳市青鲸精蜜机械有限公司", True),
    "a character missing": ("深圳市青鲸精密机械有限公司", "深圳市青鲸精密机有限公司", True),
    "a character twice": ("深圳市青鲸精密机械有限公司", "深圳市青青鲸精密机械有限公司", True),
    "two characters exchanged": ("深圳市青鲸精密机械有限公司", "深圳市青鲸密精机械有限公司", True),
    "a brand that sounds the same": ("深圳市青鲸精密机械有限公司", "深圳市轻鲸精密机械有限公司", True),
    "another brand": ("华为技术有限公司", "中兴技术有限公司", False),
    "another brand of one trade": ("深圳市青鲸精密机械有限公司", "深圳市青鹿精密机械有限公司", False),
    "another place": ("深圳市青鲸精密机械有限公司", "上海青鲸精密机械有限公司", False),
    "another number": ("北京第一机床厂", "北京第二机床厂", False),
    "another number in a long name": ("华东精密机械第11号工厂", "华东精密机械第12号工厂", False),
    "another direction": ("深圳市东方精密机械有限公司", "深圳市南方精密机械有限公司", False),
    "branches": ("华为技术有限公司上海分公司", "华为技术有限公司广州分公司", False),
    "a branch and its head office": ("华为技术有限公司", "华为技术有限公司上海分公司", False),
    "a character wrong in a short name": ("大众汽车有限公司", "大洋汽车有限公司", False),
    "banks of two places": ("北京银行", "上海银行", False),
}


@pytest.mark.parametrize(("one", "other", "expected"), NAMES.values(), ids=NAMES.keys())
def test_names(one, other, expected):
    mine, theirs = company(one), company(other)
    verdict = compare(mine, theirs)
    assert verdict.likely is expected, verdict
    assert compare(theirs, mine).score == verdict.score
    assert not expected or set(sought_keys(mine)) & stored_keys(theirs), "never found by their keys"
    assert not expected or set(sought_keys(theirs)) & stored_keys(mine), "never found by their keys"


def reasons(mine, theirs):
    verdict = compare(mine, theirs)
    return [reason.message for reason in verdict.reasons] if verdict.likely else []


def test_an_english_name_is_found_by_the_alias():
    mine = company("Alibaba (China) Co., Ltd.")
    theirs = company("阿里巴巴（中国）有限公司", aliases="淘宝, Alibaba China")
    assert reasons(mine, theirs) == ["A name of one is another name of the other"]


def test_the_legal_form_after_a_comma_is_no_alias():
    assert reasons(company("甲", aliases="One Co., Ltd."), company("乙", aliases="Two Co., Ltd.")) == []


def test_other_names_alone_are_not_enough():
    assert reasons(company("赤象软件有限公司", aliases="红象"), company("朱象贸易有限公司", aliases="红象")) == []


def test_telephone_numbers_are_compared_as_they_are_dialled():
    assert reasons(company("甲", phones="021-5555 6666"), company("乙", phones="+86 21 55556666")) == [
        "Same telephone number"
    ]
    assert reasons(company("甲", phones="95588"), company("乙", phones="95588")) == []


def test_a_mailbox_weighs_more_than_an_office_address_and_free_mail_says_nothing():
    zhang = compare(company("甲", emails="Zhang@qj.cn"), company("乙", emails="zhang@qj.cn"))
    office = compare(company("甲", emails="info@qj.cn"), company("乙", emails="INFO@qj.cn"))
    assert zhang.score > office.score
    assert zhang.likely
    assert office.likely
    assert not compare(company("甲", emails="a@qj.cn"), company("乙", emails="b@qj.cn")).likely
    assert compare(company("甲", emails="a@qq.com"), company("乙", emails="b@qq.com")).reasons == ()


def test_the_credit_code_decides_alone():
    same = company("甲", credit_code="91350100M000100Y43"), company("乙", credit_code="91350100M000100Y43")
    assert compare(*same).score == 100
    name = "深圳市青鲸精密机械有限公司"
    two = company(name, credit_code="91350100M000100Y43"), company(name, credit_code="91350100M000100Y51")
    assert compare(*two).reasons == ()


def test_people_share_names():
    one, other = company("张伟", person=True), company("张伟", person=True)
    assert compare(one, other).reasons == ()
    one, other = company("张伟", person=True, phones="13800138000"), company("伟哥", person=True, phones="13800138000")
    assert compare(one, other).likely


def test_reasons_add_up():
    one = company("青鲸精密机械有限公司", phones="13800138000")
    other = company("深圳市青鲸精密机械厂", phones="13800138000")
    assert compare(one, other).score == round(100 - 22 * 20 / 100)
