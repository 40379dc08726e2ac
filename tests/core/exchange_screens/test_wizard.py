"""The way of a file through the wizard."""

from __future__ import annotations

from sqlalchemy import select

from app.customers.models.customer import Customer

LIST = "客户名称,联系人,职务,手机,国家,省份,城市,地址,电话\r\n华为技术有限公司,任先生,总经理,13812345678,中国,广东省,深圳市,龙岗区坂田,0755-28780808\r\n"


def test_a_list_becomes_customers_with_their_main_contact(wizard, marketer):
    assert wizard.run(LIST) == {"row": 2, "rows": 1, "good": 1, "refused": 0, "problems": 0}
    [customer] = wizard.session.scalars(select(Customer)).all()
    assert (customer.name, customer.country, customer.province, customer.city) == ("华为技术有限公司", "CN", "440000", "440300")
    assert customer.owner_id == marketer.id
    assert customer.created_by_id == marketer.id
