"""Files that are no table: refused on the page, in words, and nothing of them is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.exchange.limits import MAX_COLUMNS
from app.core.exchange.models import ImportBatch
from app.customers.models.customer import Customer
from tests.core.exchange.companies import HONG_KONG, RARE_SIMPLIFIED, SIMPLIFIED, TRADITIONAL


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return made.getvalue()


BAD = {
    "nothing": (b"", "a.csv", "The file is empty."),
    "blank lines": (b"\r\n\r\n", "a.csv", "The table has no rows."),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.csv", "The file is no table."),
    "a picture called a workbook": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.xlsx", "The file is no table."),
    "a document": (b"%PDF-1.7 x", "a.pdf", "The file is no table."),
    "an archive": (archive(a="b"), "a.xlsx", "The file is no table."),
    "half a workbook": (archive(**{"xl/workbook.xml": "<"}), "a.xlsx", "damaged"),
    "a text called a workbook": (b"a,b\r\n1,2\r\n", "a.xlsx", "The file is not what its name says (.xlsx)."),
    "a web page called a workbook": (b"<html><table>", "a.xls", "The file is a web page named .xls."),
    "a workbook called a text": (archive(**{"xl/workbook.xml": ""}), "a.csv", "but its content is XLSX"),
    "an open quotation mark in the headers": (b'name,"city\r\nA,B\r\n', "a.csv", "A quotation mark that opens"),
    "too many columns": (",".join(f"h{n}" for n in range(MAX_COLUMNS + 1)).encode(), "a.csv", "columns; at most 200"),
    "no name": (b"a,b\r\n", "", "Choose a file."),
}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("content", "name", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_the_reason(wizard, content, name, reason):
    uploads = Path(wizard.app.config["KEHU_DATA_DIR"]) / "uploads"
    before = set(uploads.glob("*"))
    answer = wizard.client.post(
        "/customer/import", data={"file": (io.BytesIO(content), name)}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert reason in answer.text
    assert wizard.session.scalars(select(ImportBatch)).all() == []
    assert set(uploads.glob("*")) == before


def test_the_limits_are_said(wizard):
    page = wizard.client.get("/customer/import", headers={"Accept-Language": "en"}).text
    assert "at most 64 MB, 1,000,000 rows and 200 columns" in page


def test_a_name_of_any_kind_is_only_shown(wizard):
    assert wizard.upload("客户名称\r\nA\r\n", "..\\../<b>客户 名单.csv").status_code == 302
    assert wizard.batch.name == "<b>客户 名单.csv"
    assert "&lt;b&gt;客户 名单.csv" in wizard.page()
    assert (Path(wizard.app.config["KEHU_DATA_DIR"]) / "uploads" / wizard.batch.file).is_file()


ENCODED = {
    "GB18030": (RARE_SIMPLIFIED, "gb18030"),
    "Big5": (TRADITIONAL, "cp950"),
    "UTF-16 with a mark": (SIMPLIFIED, "utf-16"),
    "UTF-8 with a mark": (HONG_KONG, "utf-8-sig"),
}


@pytest.mark.parametrize(("text", "codec"), ENCODED.values(), ids=ENCODED.keys())
def test_lists_as_a_chinese_spreadsheet_writes_them_come_in_without_one_wrong_character(wizard, text, codec):
    lines = [line.split(",") for line in text.strip().split("\r\n")[1:]]
    counts = wizard.run(text.encode(codec))
    assert counts["good"] == len(lines), wizard.problems
    made = wizard.session.scalars(select(Customer).order_by(Customer.id)).all()
    assert [(c.name, c.address) for c in made] == [(line[0], line[2]) for line in lines]


def test_an_undecodable_place_is_told_and_another_encoding_mends_it(wizard):
    content = SIMPLIFIED.encode("gb18030")
    wizard.upload(content)
    assert wizard.choose("read", encoding="utf-8").status_code == 302
    page = wizard.page(**{"Accept-Language": "en"})
    assert "This is not UTF-8: row 1, column 1 (character 1 of the row) has the bytes" in page
    assert '<option value="utf-8" selected>' in page
    sent = {"encoding": "gb18030", "delimiter": "", "read": "1"}
    assert wizard.client.post(wizard.url(), data=sent).status_code == 302
    assert "杭州华新机械有限公司" in wizard.page()
    assert wizard.batch.mapping["0"] == "name"


def test_an_undecodable_file_is_kept_for_a_choice(wizard):
    damaged = SIMPLIFIED.encode("gb18030").replace("瑞丰".encode("gb18030"), b"\xff\xff\xff")
    assert wizard.upload(damaged).status_code == 302
    page = wizard.page(**{"Accept-Language": "en"})
    assert "This is not GB18030 (GBK): row 5, column 1 (character 3 of the row) has the bytes FF FF FF" in page
    assert 'name="check"' not in page


def test_a_file_nobody_can_recognise_asks_for_its_encoding(wizard):
    content = "Kunde,Straße\r\nMüller,Königstraße\r\n".encode("cp1252")
    assert wizard.upload(content).status_code == 302
    assert "Choose it." in wizard.page(**{"Accept-Language": "en"})
    sent = {"encoding": "windows-1252", "delimiter": "", "read": "1"}
    wizard.client.post(wizard.url(), data=sent)
    assert "Königstraße" in wizard.page()


def test_another_separator_is_chosen(wizard):
    wizard.upload("客户名称|城市;国家\r\nA|B;C\r\n")
    wizard.choose("read", delimiter=";")
    assert wizard.batch.headers == ["客户名称|城市", "国家"]
    wizard.choose("read", delimiter="|")
    assert wizard.batch.headers == ["客户名称", "城市;国家"]


def test_another_sheet_is_chosen(wizard, tmp_path):
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("封面")
        sheet = book.add_worksheet("客户")
        for row, cells in enumerate((["客户名称", "城市"], ["A", "B"])):
            sheet.write_row(row, 0, cells)
    assert wizard.upload(path.read_bytes(), "book.xlsx").status_code == 302
    assert "The table has no rows." in wizard.page(**{"Accept-Language": "en"})
    wizard.client.post(wizard.url(), data={"sheet": "客户", "read": "1"})
    assert wizard.batch.mapping == {"0": "name", "1": "city"}


def test_a_row_that_is_too_wide_is_one_problem(wizard):
    wizard.upload("客户名称,城市\r\nA,B,C\r\nD,E\r\n")
    assert wizard.check()["good"] == 1
    assert "more cells than there are headers" in wizard.page("/check", **{"Accept-Language": "en"})


def test_a_file_that_breaks_in_the_middle_ends_the_check_with_the_reason(wizard):
    wizard.upload('客户名称,城市\r\nA,B\r\nC,"D\r\nE,F\r\n')
    assert wizard.check() is None
    page = wizard.page("/check", **{"Accept-Language": "en"})
    assert "A quotation mark that opens in row 3 is never closed." in page


@pytest.mark.databases("sqlite")
def test_showing_the_columns_again_opens_nothing(wizard):
    """A costly file costs at most once, not with each reload of the page."""
    wizard.upload("name,city\r\n华新,杭州\r\n")
    batch = wizard.session.scalars(select(ImportBatch)).one()
    path = Path(wizard.app.config["KEHU_DATA_DIR"]) / "uploads" / batch.file
    path.write_bytes(b"\x89PNG")
    page = wizard.client.get(f"/customer/import/{batch.id}")
    assert page.status_code == 200
    assert "华新" in page.text
    assert "city" in page.text
