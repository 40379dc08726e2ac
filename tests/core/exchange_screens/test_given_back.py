"""What the wizard gives back: refused rows to mend, a template to fill in, choices to use again, rows one by one."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import select

from app.core.exchange.models import SavedMapping
from app.core.exchange.reading import open_table
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.support.import_wizard import Wizard

BAD = (
    "Firma,客户编码,员工人数,联系人\r\n"
    "A,007,5,王伟\r\n"
    "B,008,viele,\r\n"
    ",009,6,\r\n"
    "C,010,\"viele\",\"x\x07y\"\r\n"
)  # fmt: skip
MAPPED = {"column_0": "name", "column_2": "employees"}
REASON = {"zh": "拒绝原因", "en": "Why it was refused"}


def table(wizard, address, tmp_path, locale="en"):
    """(headers, rows) of a file that the wizard offers."""
    answer = wizard.client.get(address, headers={"Accept-Language": locale})
    assert answer.status_code == 200
    path = tmp_path / "given"
    path.write_bytes(answer.data)
    opened = open_table(path, filename=f"given.{'xlsx' if answer.data.startswith(b'PK') else 'csv'}")
    return opened.headers, [cells for _, cells in opened.rows()]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_refused_rows_come_back_with_their_cells_and_reasons(wizard, tmp_path, format, locale):
    wizard.upload(BAD)
    wizard.check(**MAPPED)
    headers, rows = table(wizard, wizard.url(f"/refused/{format}"), tmp_path, locale)
    assert headers == ["Firma", "客户编码", "员工人数", "联系人", REASON[locale]]
    assert [row[:3] for row in rows] == [["B", "008", "viele"], ["", "009", "6"], ["C", "010", "viele"]]
    assert "viele" in rows[0][-1]
    assert "Firma" in rows[1][-1]
    assert "U+0007" in rows[2][-1]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_mended_they_are_imported_with_the_same_choices(wizard, tmp_path, format):
    wizard.upload(BAD)
    wizard.check(**MAPPED)
    wizard.create()
    answer = wizard.client.get(wizard.url("/refused/csv"), headers={"Accept-Language": "zh"})
    mended = answer.data.decode("utf-8-sig").replace("viele", "7").replace("\x07", "").replace("\r\n,009", "\r\nD,009")
    wizard.upload(mended, "mended.csv")
    assert wizard.batch.mapping == {"0": "name", "1": "code", "2": "employees", "3": "contact.name"}
    assert wizard.check()["good"] == 3, wizard.problems
    wizard.create()
    found = {c.code: (c.name, c.employees) for c in wizard.session.scalars(select(Customer))}
    assert found == {"007": ("A", 5), "008": ("B", 7), "009": ("D", 6), "010": ("C", 7)}


def test_dates_of_a_workbook_come_back_as_dates(wizard, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户名称", "生日"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_number(1, 1, 401_769, book.add_format({"num_format": "yyyy-mm-dd"}))
    wizard.upload(path.read_bytes(), "a.xlsx")
    assert wizard.check()["refused"] == 1
    _, [row] = table(wizard, wizard.url("/refused/xlsx"), tmp_path)
    assert row[1].isoformat() == "3000-01-01"


def test_the_rows_of_an_import_are_listed_by_their_result(wizard):
    wizard.upload(BAD)
    wizard.check(**MAPPED)
    wizard.create()
    english = {"Accept-Language": "en"}
    page = wizard.page("/rows", **english)
    assert [page.count(f"<td>{word}</td>") for word in ("Created", "Refused")] == [1, 3]
    [made] = wizard.session.scalars(select(Customer))
    assert f'<a href="/customer/show/{made.id}">A</a>' in page
    only = wizard.page("/rows?result=refused", **english)
    assert [only.count(f"<td>{word}</td>") for word in ("Created", "Refused")] == [0, 3]
    assert "“viele” is not a number." in only


def test_rows_are_turned_over(wizard):
    wizard.run("客户名称\r\n" + "".join(f"C{number:03}\r\n" for number in range(120)))
    page = wizard.page("/rows")
    assert ("C049" in page, "C050" in page) == (True, False)
    assert "after=51" in page
    assert "C050" in wizard.page("/rows?after=51")
    names = set(re.findall(r"\bC0\d\d\b", wizard.page("/rows?after=x&result=nothing")))
    assert names == {f"C{number:03}" for number in range(50)}


def test_records_of_others_are_not_named(wizard_of, managers, session):
    east, west = managers
    wizard = wizard_of(east)
    wizard.run("客户名称\r\nSecret\r\n")
    [made] = session.scalars(select(Customer))
    made.owner = west
    session.commit()
    assert "Secret" not in wizard.page("/rows")


# -- the template


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_template_filled_in_comes_in_as_it_is(wizard, tmp_path, locale):
    answer = wizard.client.get("/customer/import/template", headers={"Accept-Language": locale})
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.data)
    wizard.upload(answer.data, "t.xlsx")
    assert [wizard.batch.mapping.get(str(at)) for at, _ in enumerate(wizard.batch.headers)] == [
        name for name in plan_targets() if name != "record_id"
    ]
    headers = wizard.batch.headers
    filled = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(str(filled)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers)
        for at, name in wizard.batch.mapping.items():
            if name in FILLED[locale]:
                sheet.write_string(1, int(at), FILLED[locale][name])
    wizard.upload(filled.read_bytes(), "t.xlsx")
    assert wizard.check() == {"row": 2, "rows": 1, "good": 1, "refused": 0, "problems": 0}, wizard.problems
    wizard.create()
    [made] = wizard.session.scalars(select(Customer))
    assert (made.name, made.country, made.industry, made.stage) == ("A", "DE", "electronics", "prospect")
    [contact] = wizard.session.scalars(select(Contact))
    assert (contact.name, contact.decision_role) == ("王伟", None)


FILLED = {
    "zh": {"name": "A", "country": "德国", "industry": "电子与元器件", "contact.name": "王伟"},
    "en": {"name": "A", "country": "Germany", "industry": "Electronics", "contact.name": "王伟"},
}


def plan_targets():
    from app.core.exchange.importing import plan_of
    from app.core.views import view_of

    return plan_of(view_of(Customer)).targets


def test_the_template_offers_lists_notes_and_instructions(wizard, tmp_path):
    answer = wizard.client.get("/customer/import/template", headers={"Accept-Language": "zh"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        workbook = book.read("xl/workbook.xml").decode()
        notes = book.read("xl/comments1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<dataValidation ") > 10
    assert 'name="Lists" sheetId="3" state="hidden"' in workbook
    assert "必填。" in notes
    assert "客户名称 *" in texts
    assert "填写第一张工作表" in texts


def test_a_template_needs_the_right_to_import(wizard_of, managers, session):
    from tests.factories.system import UserFactory

    assert wizard_of(UserFactory(role_names=["Sales"])).client.get("/customer/import/template").status_code == 403


# -- choices that are kept


def test_choices_of_the_last_time_hold_for_the_same_headers_in_any_order(wizard):
    wizard.upload("Firma,Ort\r\nA,Berlin\r\n")
    wizard.check(column_0="name", column_1="city", constant_country="DE")
    wizard.upload("ORT , firma\r\nBonn,B\r\n")
    assert wizard.batch.mapping == {"0": "city", "1": "name"}
    assert wizard.batch.constants == {"country": "DE"}


def test_another_person_starts_afresh(wizard, wizard_of, managers):
    wizard.upload("Firma,Ort\r\nA,Berlin\r\n")
    wizard.check(column_0="name", column_1="city")
    other = wizard_of(managers[0])
    other.upload("Firma,Ort\r\nA,Berlin\r\n")
    assert other.batch.mapping == {}


@pytest.fixture
def saved(wizard) -> Wizard:
    """Choices that the marketer saved under a name."""
    CustomerFactory(code="A1")
    wizard.upload("Nr,Firma\r\nA1,B\r\n")
    sent = {"column_0": "code", "column_1": "name", "mode": "both", "key": "code"}
    assert wizard.choose("save_as", saved_name=" Messe  Hannover ", **sent).status_code == 302
    return wizard


def choose_saved(wizard, button):
    found = wizard.session.scalars(select(SavedMapping).where(SavedMapping.name == "Messe Hannover")).one()
    return wizard.choose(button, saved=str(found.id))


def test_a_colleague_uses_saved_choices(saved, wizard_of, managers):
    other = wizard_of(managers[0])
    other.upload("Firma,Nr,Ort\r\nB,A1,Bonn\r\n")
    assert "Messe Hannover (" in other.page()
    assert choose_saved(other, "take").status_code == 302
    assert other.batch.mapping == {"0": "name", "1": "code"}
    assert (other.batch.mode, other.batch.keys) == ("both", ["code"])


def test_only_who_saved_them_removes_them(saved, wizard_of, managers):
    other = wizard_of(managers[0])
    other.upload("Firma\r\nB\r\n")
    assert choose_saved(other, "forget").status_code == 422
    assert choose_saved(saved, "forget").status_code == 302
    assert saved.session.scalars(select(SavedMapping).where(SavedMapping.name != "")).all() == []


def test_a_name_belongs_to_who_used_it_first(saved, wizard_of, managers):
    other = wizard_of(managers[0])
    other.upload("Firma\r\nB\r\n")
    answer = other.choose("save_as", saved_name="Messe Hannover")
    assert answer.status_code == 422
    assert saved.choose("save_as", saved_name="Messe Hannover").status_code == 302
    assert len(saved.session.scalars(select(SavedMapping).where(SavedMapping.name != "")).all()) == 1
