"""Small files made to cost minutes and gigabytes cost no more than others."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import RuleError
from app.core.exchange.archive import MAX_ELEMENTS, MAX_TOKEN
from app.core.exchange.first_look import first_look
from app.core.exchange.reading import open_table
from app.core.exchange.shared_strings import MAX_ELEMENTS as MAX_STRING_ELEMENTS
from app.core.exchange.sheet import _column
from tests.core.exchange.test_hostile_files import MEGABYTE, ROW, sheet_of, xlsx
from tests.support.limited import ends_in_time

CHOICES = {"encoding": None, "delimiter": None, "sheet": None}


def endless_format(folder: Path) -> Path:
    code = '<numFmts><numFmt numFmtId="200" formatCode="' + "[" * MEGABYTE + '"/></numFmts>'
    cells = '<xf numFmtId="200"/>' * 50_000
    styles = f"<styleSheet>{code}<cellXfs>{cells}</cellXfs></styleSheet>"
    return xlsx(folder, sheet_of(ROW), {"xl/styles.xml": styles})


def test_a_format_of_a_megabyte_is_looked_at_once_and_in_part(tmp_path: Path) -> None:
    ends_in_time(f"""
        from app.core.exchange.reading import open_table
        assert len(open_table({str(endless_format(tmp_path))!r}, filename="a.xlsx").headers) == 1
    """)


def test_no_long_cell_reference_is_remembered(tmp_path: Path) -> None:
    _column.cache_clear()
    with pytest.raises(RuleError, match="damaged"):
        open_table(xlsx(tmp_path, sheet_of(f'<row><c r="A{"B" * MEGABYTE}1"><v>1</v></c></row>')), filename="a.xlsx")
    assert _column.cache_info().currsize == 0


def long_token(folder: Path) -> Path:
    return xlsx(folder, sheet_of(f'<row a="{"x" * (2 * MAX_TOKEN)}">' + ROW))


def long_comment(folder: Path) -> Path:
    return xlsx(folder, f"<!--{'x' * (2 * MAX_TOKEN)}-->" + sheet_of(ROW))


def junk_in_the_strings(folder: Path) -> Path:
    junk = f"<sst>{'<a/>' * (MAX_STRING_ELEMENTS + 1)}</sst>"
    return xlsx(folder, sheet_of(ROW), {"xl/sharedStrings.xml": junk, "noise": os.urandom(MEGABYTE)})


def junk_in_a_row(folder: Path) -> Path:
    return xlsx(folder, sheet_of(f"<row>{'<a/>' * 100_000}</row>"))


def junk_in_the_styles(folder: Path) -> Path:
    return xlsx(folder, sheet_of(ROW), {"xl/styles.xml": f"<styleSheet>{'<a/>' * (MAX_ELEMENTS + 1)}</styleSheet>"})


def a_million_empty_rows(folder: Path) -> Path:
    return xlsx(folder, sheet_of(ROW + "<row/>" * 1_048_577))


def many_sheets(folder: Path) -> Path:
    main = '<workbook xmlns:r="r"><sheets>' + '<sheet name="S" r:id="rId1"/>' * 1_001 + "</sheets></workbook>"
    return xlsx(folder, sheet_of(ROW), {"xl/workbook.xml": main})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (long_token, "damaged"),
        (long_comment, "damaged"),
        (junk_in_the_strings, "too much text"),
        (junk_in_a_row, "damaged"),
        (junk_in_the_styles, "damaged"),
        (a_million_empty_rows, "more than 1,000,000 rows"),
        (many_sheets, "damaged"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_refused_with_a_sentence(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        list(open_table(make(tmp_path), filename="a.xlsx").rows())


def test_what_stands_after_the_cells_is_proven_but_not_read(tmp_path: Path) -> None:
    sheet = f"<worksheet><sheetData>{ROW * 2}</sheetData>{'<a/>' * 100_000}</worksheet>"
    assert [number for number, _ in open_table(xlsx(tmp_path, sheet), filename="a.xlsx").rows()] == [2]


def a_million_entries(folder: Path) -> Path:
    """A directory that alone takes a gigabyte as Python objects."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + b"%07d" % at for at in range(1_500_000))
    first = struct.pack("<4s2B4HL2L2H", b"PK\3\4", 20, 0, 0, 0, 0, 33, 0, 0, 0, 7, 0) + b"0000000"
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), len(first), 0)
    path = folder / "upload"
    path.write_bytes(first + directory + end)
    return path


def test_the_first_look_ends_where_a_file_asks_for_more_memory_than_there_is(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="to be opened safely"):
        first_look(a_million_entries(tmp_path), "a.xlsx", CHOICES)


def test_a_second_look_opens_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path, sheet_of('<row><c t="str"><v>name</v></c></row>' + ROW))
    first = first_look(path, "a.xlsx", CHOICES)
    path.write_bytes(b"gone")
    again = first_look(path, "a.xlsx", CHOICES)
    assert again.table
    assert first.table
    assert again.table.headers == first.table.headers == ["name"]
    assert list(again.table.rows()) == list(first.table.rows()) == [(2, ["1"])]
    with pytest.raises(RuleError):
        first_look(path, "a.xlsx", CHOICES | {"sheet": "another"})
