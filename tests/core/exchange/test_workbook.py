"""XLSX, XLS and ODS as spreadsheet programs write them."""

# ruff: noqa: DTZ001 (a spreadsheet knows no zones)

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from app.core.errors import RuleError
from app.core.exchange.reading import Table, open_table
from app.core.exchange.serials import is_date_format, moment, plain_number
from app.core.exchange.shared_strings import unescape

PARTS = {
    "xl/workbook.xml": (
        '<workbook xmlns:r="r"><workbookPr{options}/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="t/sharedStrings" Target="sharedStrings.xml"/>'
        '<Relationship Id="rId3" Type="t/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/></cellXfs></styleSheet>'
    ),
}


def handmade(folder: Path, rows: str, strings: str = "", options: str = "") -> Table:
    """A workbook whose sheet has the XML `rows`."""
    path = folder / "handmade"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content.replace("{options}", options))
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return open_table(path, filename="a.xlsx")


def from_excel(folder: Path, rows: list[list[Any]], **options: Any) -> Table:
    """A workbook with `rows` under one row of headers."""
    path = folder / "excel"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d", **options}) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, [f"h{at}" for at in range(len(rows[0]))])
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row)
    return open_table(path, filename="客户.XLSX")


CELLS = [
    ("a telephone number", 13_800_138_000, "13800138000"),
    ("a telephone number given as float", 13_800_138_000.0, "13800138000"),
    ("a decimal", 12.5, "12.5"),
    ("the sum of a tenth and two tenths", 0.1 + 0.2, "0.3"),
    ("a negative number", -0.0625, "-0.0625"),
    ("a large number", 1.5e20, "150000000000000000000"),
    ("a small number", 1e-7, "0.0000001"),
    ("text with digits", "007", "007"),
    ("accents", "México D.F.", "México D.F."),
    ("beyond the basic plane", "𠮷😀", "𠮷😀"),
    ("line ends and tabs", " a\nb\tc ", " a\nb\tc "),
    ("markup", "<b>&amp;</b>", "<b>&amp;</b>"),
    ("control characters", "a\x00\x0b\r", "a\x00\x0b\r"),
    ("an escape in letters", "_x0041_", "_x0041_"),
    ("a date", date(2026, 2, 3), date(2026, 2, 3)),
    ("midnight", datetime(2026, 2, 3), date(2026, 2, 3)),
    ("a moment", datetime(2026, 2, 3, 15, 4, 5), datetime(2026, 2, 3, 15, 4, 5)),
    ("yes", True, True),
    ("no", False, False),
]


@pytest.mark.parametrize("constant_memory", [True, False], ids=["inline", "shared"])
@pytest.mark.parametrize(("written", "read"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_cells(tmp_path: Path, written: Any, read: Any, constant_memory: bool) -> None:
    table = from_excel(tmp_path, [[written, "x"]], constant_memory=constant_memory)
    assert list(table.rows()) == [(2, [read, "x"])]
    assert type(next(table.rows())[1][0]) is type(read)


def test_the_older_calendar_of_the_mac(tmp_path: Path) -> None:
    table = from_excel(tmp_path, [[date(2026, 2, 3)]], date_1904=True)
    assert list(table.rows()) == [(2, [date(2026, 2, 3)])]


XML = [
    ("cells without reference", '<row><c t="str"><v>h</v></c><c><v>1</v></c></row>', [(1, ["h", "1"])]),
    ("gaps", '<row r="4"><c r="A4"><v>1</v></c><c r="D4"><v>2</v></c></row>', [(4, ["1", "", "", "2"])]),
    ("formatted empty cells to the last column", '<row><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>', [(1, ["1"])]),
    (
        "rich text without its reading",
        '<row><c t="inlineStr"><is><r><t>東</t></r><r><t>京</t></r><rPh><t>トウキョウ</t></rPh></is></c></row>',
        [(1, ["東京"])],
    ),
    ("shared rich text", '<row><c t="s"><v>1</v></c></row>', [(1, ["東京都"])]),
    ("an error", '<row><c t="e"><v>#N/A</v></c></row>', [(1, ["#N/A"])]),
    ("a formula with its result", "<row><c><f>1+1</f><v>2</v></c></row>", [(1, ["2"])]),
    ("a formula without result", "<row><c><f>A1*2</f></c></row>", [(1, ["=A1*2"])]),
    ("a date of an East Asian format", '<row><c s="2"><v>46056</v></c></row>', [(1, [date(2026, 2, 3)])]),
    ("an ISO date", '<row><c t="d"><v>2026-02-03</v></c></row>', [(1, [date(2026, 2, 3)])]),
    ("29 February 1900", '<row><c s="1"><v>60</v></c></row>', [(1, ["1900-02-29"])]),
    ("a time alone", '<row><c s="1"><v>0.5</v></c></row>', [(1, ["12:00:00"])]),
    ("a number that is no date", '<row><c s="1"><v>-5</v></c></row>', [(1, ["-5"])]),
]


@pytest.mark.parametrize(("xml", "rows"), [case[1:] for case in XML], ids=[case[0] for case in XML])
def test_what_other_programs_write(tmp_path: Path, xml: str, rows: list[Any]) -> None:
    strings = "<si><t>a</t></si><si><r><t>東京</t></r><r><t>都</t></r><rPh><t>トウ</t></rPh></si>"
    table = handmade(tmp_path, xml, strings)
    assert list(table.read()) == rows


def test_programs_that_prefix_every_tag(tmp_path: Path) -> None:
    path = tmp_path / "prefixed"
    handmade(tmp_path, '<row><c t="s"><v>0</v></c><c s="1"><v>46056</v></c></row>', "<si><t>a</t></si>")
    with zipfile.ZipFile(tmp_path / "handmade") as plain, zipfile.ZipFile(path, "w") as prefixed:
        for name in plain.namelist():
            prefixed.writestr(name, re.sub(r"<(/?)(?=\w)", r"<\1x:", plain.read(name).decode()))
    assert list(open_table(path, filename="a.xlsx").read()) == [(1, ["a", date(2026, 2, 3)])]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "two"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("联系人").write(0, 0, "姓名")
        book.add_worksheet("A & B").write(2, 1, "名称")
    table = open_table(path, filename="b.xlsx", sheet="A & B")
    assert (table.sheets, table.sheet, table.headers, table.header_row) == (
        ["联系人", "A & B"],
        "A & B",
        ["[A]", "名称"],
        3,
    )
    assert open_table(path, filename="b.xlsx").headers == ["姓名"]
    with pytest.raises(RuleError, match="no sheet 订单"):
        open_table(path, filename="b.xlsx", sheet="订单")


def test_it_reads_what_calamine_reads(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[f"客户{at}", at * 1.25, date(2026, 1, 1 + at % 28), at % 3 == 0] for at in range(500)]
    table = from_excel(tmp_path, rows)
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "excel").get_sheet_by_index(0)
    theirs = [[plain_number(repr(cell)) if type(cell) is float else cell for cell in row] for row in sheet.iter_rows()]
    assert [cells for _, cells in table.rows()] == theirs[1:]
    assert table.row_estimate == 501


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="客户">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods(folder: Path, rows: str) -> Path:
    """An ODS file whose sheet has the XML `rows`."""
    path = folder / "ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows=rows))
    return path


def test_ods(tmp_path: Path) -> None:
    def cell(kind: str, value: str, text: str) -> str:
        return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{text}</text:p></table:table-cell>'

    header = "".join(cell("string", "", name) for name in ("名称", "电话", "成立", "有效"))
    row = (
        cell("string", "", "México 𠮷")
        + cell("float", 'office:value="13800138000"', "1.38E10")
        + cell("date", 'office:date-value="2026-02-03"', "03/02/26")
        + cell("boolean", 'office:boolean-value="true"', "TRUE")
    )
    path = ods(tmp_path, f"<table:table-row>{header}</table:table-row><table:table-row>{row}</table:table-row>")
    table = open_table(path, filename="a.ods")
    assert (table.kind, table.sheets, table.row_estimate) == ("ods", ["客户"], 2)
    assert list(table.rows()) == [(2, ["México 𠮷", "13800138000", date(2026, 2, 3), True])]
    assert list(table.rows()) == list(table.rows())


def test_reading_an_ods_may_be_given_up_early(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = f"<table:table-row>{cell}</table:table-row>"
    table = open_table(ods(tmp_path, row * 50_000), filename="a.ods")
    rows = table.rows()
    assert next(rows) == (2, ["x"])
    rows.close()


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("12.0", "12"), ("1E3", "1000"), ("1.38E10", "13800000000"), ("-0.5", "-0.5"), ("abc", "abc")],
)
def test_plain_numbers(text: str, number: str) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize(
    ("number", "code", "is_date"),
    [
        (14, None, True),
        (31, None, True),
        (0, None, False),
        (49, None, False),
        (164, "yyyy\\-mm\\-dd", True),
        (164, '[$-804]yyyy"年"m"月"d"日";@', True),
        (164, '0.00"days"', False),
        (164, "[h]:mm:ss", False),
        (164, "General", False),
        (164, "#,##0.00;[Red]-#,##0.00", False),
    ],
)
def test_date_formats(number: int, code: str | None, is_date: bool) -> None:
    assert is_date_format(number, code) == is_date


@pytest.mark.parametrize(
    ("serial", "since_1904", "read"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (61, False, date(1900, 3, 1)),
        (0, True, date(1904, 1, 1)),
        (46056.75, False, datetime(2026, 2, 3, 18)),
        (2_958_465, False, date(9999, 12, 31)),
        (2_958_466, False, None),
        (float("inf"), False, None),
        (float("nan"), False, None),
    ],
)
def test_serial_numbers(serial: float, since_1904: bool, read: object) -> None:
    assert moment(serial, since_1904=since_1904) == read


def test_halves_of_a_character_escaped_one_by_one() -> None:
    assert unescape("_xD842__xDFB7_野") == "𠮷野"
    assert unescape("_xD842_") == "\ufffd"


def test_xls(tmp_path: Path) -> None:
    table = open_table(Path(__file__).with_name("customers.xls"), filename="客户.xls")
    assert (table.kind, table.sheets, table.row_estimate) == ("xls", ["客户", "空"], 4)
    assert table.headers == ["名称", "电话", "成立", "有效"]
    assert list(table.rows()) == [
        (2, ["México 杭州华新", "13800138000", date(2026, 2, 3), True]),
        (4, ["隔行", "", "", ""]),
    ]
