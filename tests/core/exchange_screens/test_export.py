"""What an export holds, in both formats and languages."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.core.clock import now
from app.core.exchange.reading import open_table
from app.core.history import Change
from app.core.jobs.model import Job
from app.core.jobs.results import result_location
from app.core.jobs.worker import results_folder
from app.customers.models.customer import Customer
from app.customers.models.tag import Tag
from tests.factories.customers import CustomerFactory, TagFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import work

LARGE = 5_001


@pytest.fixture
def customer(marketer):
    return CustomerFactory(
        name="华为技术有限公司", code="=1+1", country="CN", province="440000", city="440300", industry="electronics",
        annual_revenue=Decimal("1234567.5"), employees=20, credit_code="914403001922038216",
        bank_account="62220212345678901234",
        birthday=date(1987, 9, 15), tags=[TagFactory(name="VIP"), TagFactory(name="重点")], owner=marketer,
        phone="+86 755 2878 0808", remarks="two\nlines",
    )  # fmt: skip


def exported(client, format="csv", query="", locale="zh", entity="customer"):
    answer = client.post(f"/{entity}/export/{format}{query}", headers={"Accept-Language": locale})
    assert answer.status_code == 200, answer.status_code
    return answer


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("zh", {"客户名称": "华为技术有限公司", "状态": "正常", "国家或地区": "中国", "省份": "广东省",
                "标签": "VIP、重点", "行业": "电子与元器件"}),
        ("en", {"Customer name": "华为技术有限公司", "Status": "Active",
                "Country or region": "China", "Tags": "VIP, 重点"}),
    ],
)  # fmt: skip
def test_headers_and_values_are_in_the_readers_language(wizard, customer, locale, expected):
    [row] = rows(exported(wizard.client, locale=locale))
    assert {name: row.get(name) for name in expected} == expected


def test_csv_is_what_excel_opens(wizard, customer):
    answer = exported(wizard.client)
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    [row] = rows(answer)
    assert row["客户编码"] == "'=1+1", "no spreadsheet runs it"
    assert row["银行账号"] == "62220212345678901234"
    assert Decimal(row["年收入"]) == Decimal("1234567.5")


def test_a_workbook_keeps_types_and_long_digits(wizard, customer, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(exported(wizard.client, "xlsx").data)
    table = open_table(path, filename="a.xlsx")
    [(_, cells)] = table.rows()
    row = dict(zip(table.headers, cells, strict=True))
    assert row["统一社会信用代码"] == "914403001922038216"
    assert row["银行账号"] == "62220212345678901234"
    assert row["客户编码"] == "=1+1"
    assert row["生日"] == date(1987, 9, 15)
    assert row["年收入"] == "1234567.5"


def test_all_fields_of_the_page_are_there(wizard, customer, app):
    from app.core.views import view_of

    [row] = rows(exported(wizard.client, locale="en"))
    expected = [field for group in view_of(Customer).own_fieldsets() for field in group.fields]
    assert len(row) == len(expected) + 1
    assert row["Record ID"] == str(customer.id)


def test_the_filter_and_the_order_of_the_list_hold_and_its_page_does_not(wizard, marketer):
    for number in range(30):
        CustomerFactory(name=f"C{number:02}", employees=number, owner=marketer)
    query = "?_flt_5_employees=20&_oc_CustomerView=name&_od_CustomerView=desc&psize_CustomerView=10&page_CustomerView=1"
    names = [row["客户名称"] for row in rows(exported(wizard.client, query=query))]
    assert names == [f"C{number:02}" for number in range(20, -1, -1)]


def test_a_search_is_exported_as_it_is_shown(wizard, customer, marketer):
    CustomerFactory(name="别的公司", owner=marketer)
    assert [row["客户名称"] for row in rows(exported(wizard.client, query="?q=huawei"))] == ["华为技术有限公司"]


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_exports(wizard, method):
    assert getattr(wizard.client, method)("/customer/export/csv").status_code == 405


def test_an_unknown_format_is_not_found(wizard):
    assert wizard.client.post("/customer/export/pdf").status_code == 404


def test_every_export_is_logged(wizard, customer, marketer):
    exported(wizard.client, "xlsx", "?_flt_3_name=华为技术有限公司&q=hw")
    [logged] = wizard.session.scalars(select(Change).where(Change.kind == "export"))
    assert (logged.user_id, logged.entity) == (marketer.id, "customer")
    assert logged.title == "XLSX × 1: _flt_3_name=华为技术有限公司, q=hw"
    arguments = [["_flt_3_name", "华为技术有限公司"], ["q", "hw"]]
    assert logged.changes == {"export_arguments": [None, arguments], "export_rows": [None, 1]}


def test_an_auditor_reads_of_exports(wizard, wizard_of, customer):
    exported(wizard.client)
    auditor = wizard_of(UserFactory(role_names=["Auditor"]))
    page = auditor.client.get("/change/list/", headers={"Accept-Language": "en"}).text
    assert "CSV × 1" in page
    assert "Exported" in page


def test_an_export_costs_the_same_however_many_rows_it_has(wizard, marketer, statements):
    tags = [TagFactory(), TagFactory()]
    exported(wizard.client)
    sent = []
    for number in (1, 20, 200):
        CustomerFactory.create_batch(number, owner=marketer, tags=tags)
        wizard.session.flush()
        with statements() as seen:
            exported(wizard.client)
        sent.append(len(seen))
    assert sent[1] == sent[2] <= 20, sent


@pytest.fixture
def many_tags(session):
    moment = now()
    stamps = {"created_at": moment, "changed_at": moment, "version": 1}
    session.execute(insert(Tag), [{"name": f"标签{n}", **stamps} for n in range(LARGE)])


def test_a_large_export_is_a_job_with_a_file(app, session, many_tags, wizard, login):
    client = wizard.client
    answer = client.post("/tag/export/csv?_oc_TagView=name", headers={"Accept-Language": "zh"})
    assert answer.status_code == 302
    assert client.get(answer.location).status_code == 200
    assert work(app) == 1
    session.expire_all()
    [job] = session.scalars(select(Job))
    assert (job.status, job.result) == ("done", {"rows": LARGE})
    path = result_location(results_folder(app), job.result_file)
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        names = [row["标签名称"] for row in csv.DictReader(file)]
    assert sorted(names) == sorted(f"标签{n}" for n in range(LARGE))
    [logged] = session.scalars(select(Change.title).where(Change.kind == "export"))
    assert logged == "CSV × 5,001: _oc_TagView=name"


def test_a_large_export_is_shown_to_nobody_else(session, many_tags, wizard, wizard_of, managers):
    where = wizard.client.post("/tag/export/xlsx").location
    assert wizard_of(managers[0]).client.get(where).status_code == 404
