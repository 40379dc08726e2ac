"""What is left of a company's name, and which names are the same."""

from __future__ import annotations

import pytest

from app.customers.places import known_places
from app.customers.rules.company_names import core_name

CORES = {
    "legal form": ("华为技术有限公司", "华为技术", "", ""),
    "limited liability": ("华为技术有限责任公司", "华为技术", "", ""),
    "company limited by shares": ("华为技术股份有限公司", "华为技术", "", ""),
    "group in the middle": ("华为集团技术有限公司", "华为技术", "", ""),
    "sole trader": ("老王五金店个体工商户", "老王五金店", "", ""),
    "Traditional and full width": ("臺中市霧駝新能源有限公司", "雾驼新能源", "台中", ""),
    "full-width Latin": ("ＡＢＣ（中国）有限公司", "abc", "中国", ""),
    "city before": ("深圳市青鲸精密机械有限公司", "青鲸精密机械", "深圳", ""),
    "city without its kind": ("昆山青鲸精密机械厂", "青鲸精密机械", "昆山", ""),
    "province, city and district": ("广东省深圳市南山区青鲸精密机械有限公司", "青鲸精密机械", "深圳", ""),
    "place in brackets": ("青鲸精密机械（深圳）有限公司", "青鲸精密机械", "深圳", ""),
    "place at the end": ("青鲸精密机械深圳有限公司", "青鲸精密机械", "深圳", ""),
    "country in brackets": ("阿里巴巴(中國)有限公司", "阿里巴巴", "中国", ""),
    "English, China": ("Alibaba (China) Co., Ltd.", "alibaba", "中国", ""),
    "English, city before": ("Shenzhen Qingjing Machinery Co., Ltd.", "qingjingmachinery", "深圳", ""),
    "English city of two names": ("Suzhou Qingjing Co., Ltd.", "qingjing", "", ""),
    "Hong Kong": ("Hong Kong Lantern Otter Limited", "lanternotter", "香港", ""),
    "German": ("Amber Otter Handel GmbH & Co. KG", "amberotterhandel", "", ""),
    "French": ("Société Dupont S.A.R.L.", "societedupont", "", ""),
    "a number": ("北京第一机床厂", "第一机床", "北京", ""),
    "a branch": ("华为技术有限公司上海分公司", "华为技术", "", "上海分公司"),
    "a bank's branch": ("中国工商银行股份有限公司深圳南山支行", "工商银行", "中国", "深圳南山支行"),
    "a place that is the brand": ("上海大众", "上海大众", "", ""),
    "a prefecture that is a brand": ("阿里巴巴集团控股有限公司", "阿里巴巴控股", "", ""),
    "a county that is a brand": ("长安汽车股份有限公司", "长安汽车", "", ""),
    "a city below another place only": ("深圳市永康生物科技有限公司", "永康生物科技", "深圳", ""),
    "nothing but a form": ("公司", "公司", "", ""),
    "one character and a form": ("鲸公司", "鲸公司", "", ""),
    "one letter": ("A", "a", "", ""),
    "signs only": ("（）", "", "", ""),
}


@pytest.mark.parametrize(("name", "core", "place", "branch"), CORES.values(), ids=CORES.keys())
def test_core(name, core, place, branch):
    found = core_name(name, known_places())
    assert (found.core, found.place, found.branch) == (core, place, branch)


def test_without_the_list_of_regions_places_stay():
    from app.customers.rules.place_names import place_names

    assert core_name("深圳市青鲸机械有限公司", place_names(())).core == "深圳市青鲸机械"
