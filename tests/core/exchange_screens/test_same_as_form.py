"""A row of a file is saved as the form saves it: the same columns, keys, history and searches."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from app.core.access import GATED, system_access
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer, customer_tag
from app.customers.models.match_key import MatchKey
from tests.factories.customers import TagFactory
from tests.support.forms import successful_controls

MOMENTS = {"created_at", "changed_at"}
FILLED = {
    "name": "深圳市青鲸精密机械有限公司", "code": "QJ-001", "english_name": "Qingjing Precision Co., Ltd.",
    "aliases": "青鲸,QJ", "keyword": "机床", "industry": "electronics", "country": "CN", "province": "440000",
    "city": "440300", "district": "440305", "address": "文三路1号，2 楼 <A&B>", "postcode": "518000",
    "phone": "0755-83345678", "fax": "0755 83345679", "email": "Info@qingjing.example.cn", "wechat": "qingjing_cn",
    "qq": "10001000", "homepage": "www.qingjing.example.cn", "annual_revenue": "1234567.25", "employees": "120",
    "legal_representative": "王伟", "credit_code": "914403001922038216", "tax_number": "914403001922038216",
    "bank": "中国银行", "bank_account": "62220212345678901234", "remarks": "two\r\nlines, _x0041_",
}  # fmt: skip
ALONE = {"name": "Müller & Söhne GmbH", "country": "DE", "phone": "+49 30 0074321"}


def saved(session: Any, model: type[Any]) -> list[dict[str, Any]]:
    """All records of a kind with what is kept beside them; but for when, which is only said to be one moment."""
    session.expire_all()
    with system_access("test"):
        records = session.scalars(select(model).order_by(model.id)).all()
        return [_saved(session, record) for record in records]


def _saved(session: Any, record: Any) -> dict[str, Any]:
    own = {column.key: getattr(record, column.key) for column in record.__mapper__.column_attrs}
    assert own.pop("created_at") == own.pop("changed_at")
    number, entity = own.pop("id"), record.__tablename__
    own.pop("customer_id", None)
    keys = select(MatchKey.key).where(MatchKey.entity == entity, MatchKey.record_id == number)
    changes = select(Change.kind, Change.title, Change.user_id, Change.changes)
    told = session.execute(changes.where(Change.entity == entity, Change.record_id == number).order_by(Change.id)).all()
    for _, _, _, values in told:
        values.pop("customer", None)
    return {
        **own,
        "keys": sorted(session.scalars(keys)),
        "history": [tuple(row) for row in told],
        "tags": sorted(tag.name for tag in getattr(record, "tags", ())),
    }


def forget(session: Any) -> None:
    """As if nothing had ever been saved."""
    with system_access("test"):
        for table in (MatchKey, Change, Contact, customer_tag, Customer):
            session.execute(delete(table), execution_options={GATED: True, "synchronize_session": False})
    session.expunge_all()


@pytest.mark.parametrize("values", [FILLED, ALONE], ids=["filled", "bare"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_the_form_saved_comes_back_from_its_export(wizard, values, format):
    tags = [str(TagFactory(name=name).id) for name in ("VIP", "重点")] if values is FILLED else []
    form = successful_controls(wizard.client.get("/customer/add").text, "record-form")
    sent = {**form, **{name: [value] for name, value in values.items()}, "tags": tags}
    assert wizard.client.post("/customer/add", data=sent).status_code == 302
    [typed] = saved(wizard.session, Customer)
    assert typed["keys"]
    assert typed["history"]
    assert typed["search_text"]
    exported = wizard.client.post(f"/customer/export/{format}").data
    forget(wizard.session)
    counts = wizard.run(exported, f"list.{format}")
    assert counts is not None
    assert (counts["good"], wizard.problems) == (1, [])
    [read] = saved(wizard.session, Customer)
    assert {name: value for name, value in read.items() if value != typed[name]} == {}


def test_many_rows_are_saved_as_one_is(wizard, marketer):
    header = "客户名称,客户编码,联系人,手机,省份,城市,电话,标签\r\n"
    TagFactory(name="VIP")
    lines = [
        f"{number:03}号精密机械,K{number},王{number}伟,138{number:08},广东省,深圳市,0755-{83340000 + number},VIP\r\n"
        for number in range(12)
    ]
    wizard.run(header + "".join(lines), doubtful="create")
    together = [saved(wizard.session, model) for model in (Customer, Contact)]
    assert [len(records) for records in together] == [12, 12]
    forget(wizard.session)
    for line in lines:
        wizard.run(header + line, doubtful="create")
    assert [saved(wizard.session, model) for model in (Customer, Contact)] == together
