"""Which column is which field."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.core.exchange.mapping import guess, normalise_header


@dataclass
class Named:
    name: str
    labels: dict[str, str]
    synonyms: list[str] = field(default_factory=list)


FIELDS = [
    Named("name", {"zh": "客户名称", "en": "Customer name"}, ["公司名称", "Company name"]),
    Named("phone", {"zh": "电话", "en": "Phone"}, ["联系电话", "Tel"]),
    Named("city", {"zh": "城市", "en": "City"}),
    Named("credit_limit", {"zh": "信用额度", "en": "Credit limit"}),
]
CASES = [
    ("labels in Chinese", ["客户名称", "电话", "城市"], {0: "name", 1: "phone", 2: "city"}),
    ("labels in English", ["City", "Customer name"], {0: "city", 1: "name"}),
    ("traditional characters", ["客戶名稱", "電話"], {0: "name", 1: "phone"}),
    ("snake case", ["company_name", "credit_limit"], {0: "name", 1: "credit_limit"}),
    ("camel case", ["CompanyName", "creditLimit"], {0: "name", 1: "credit_limit"}),
    ("spaces and case", [" COMPANY  NAME ", "Credit-Limit"], {0: "name", 1: "credit_limit"}),
    ("full width", ["ＣＩＴＹ", "ｐｈｏｎｅ"], {0: "city", 1: "phone"}),
    ("synonyms", ["公司名称", "联系电话"], {0: "name", 1: "phone"}),
    (
        "marks and remarks",
        ["客户名称*", "信用额度（元）", "城市【必填】", "Phone:"],
        {0: "name", 1: "credit_limit", 2: "city", 3: "phone"},
    ),
    ("a label goes before a synonym", ["公司名称", "客户名称"], {1: "name"}),
    ("each field once", ["电话", "电话 (2)", "Phone"], {0: "phone"}),
    ("what means nothing", ["", "[C]", "其他", "***"], {}),
    ("given by the caller", ["Ort"], {0: "city"}),
]


@pytest.mark.parametrize(("headers", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_guess(headers: list[str], expected: dict[int, str]) -> None:
    assert guess(headers, FIELDS, {"city": ["Ort"]}) == expected


def test_what_two_fields_claim_is_left_to_the_person() -> None:
    fields = [Named("billing", {"zh": "开票地址"}, ["地址"]), Named("delivery", {"zh": "收货地址"}, ["地址"])]
    assert guess(["地址"], fields) == {}
    assert guess(["地址", "开票地址"], fields) == {0: "delivery", 1: "billing"}


@pytest.mark.parametrize("header", ["客户名称", "客戶名稱 *", "_客户 名称_", "【客户名称】"])
def test_normalise_header(header: str) -> None:
    assert normalise_header(header) == "客户名称"
