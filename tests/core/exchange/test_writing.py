"""What is written is what a spreadsheet shows, and what comes back."""

# ruff: noqa: DTZ001 (a spreadsheet knows no zones)

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.exchange.formulas import neutralise, undo_neutralise
from app.core.exchange.limits import MAX_CELL
from app.core.exchange.reading import open_table
from app.core.exchange.values import parse_value
from app.core.exchange.writing import OutCell, Written, write_csv, write_xlsx

Writer = Callable[[Path, Sequence[str], Any], Written]


def write_sheet(path: Path, headers: Sequence[str], rows: Any) -> Written:
    return write_xlsx(path, "导出", headers, rows)


FORMATS = [pytest.param(write_csv, ".csv", id="csv"), pytest.param(write_sheet, ".xlsx", id="xlsx")]

FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+8613800138000", "'+8613800138000"),
    ("-2+3", "'-2+3"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("  =1", "'  =1"),
    ("\u3000＝1", "'\u3000＝1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("\tx", "'\tx"),
    ("\r=1", "'\r=1"),
    ("'=1", "''=1"),
    ("''=1", "'''=1"),
    ("'x", "'x"),
    ("a=1", "a=1"),
    ("", ""),
    ("'", "'"),
]


@pytest.mark.parametrize(("text", "cell"), FORMULAS)
def test_formulas_are_neutralised_and_come_back(text: str, cell: str) -> None:
    assert neutralise(text) == cell
    assert undo_neutralise(cell) == text


@given(st.text(st.sampled_from("'=+-@＝ \t\r\n\u3000\ufeffa1"), max_size=8))
def test_neutralising_can_always_be_undone(text: str) -> None:
    cell = neutralise(text)
    assert undo_neutralise(cell) == text
    assert cell.strip("\ufeff\u200b \u3000\n\r\t")[:1] not in tuple("=+-@＝")


def test_csv_as_bytes(tmp_path: Path) -> None:
    row: list[OutCell] = [
        '杭州, "华新"',
        13_800_138_000,
        Decimal("-1E+3"),
        date(2026, 2, 3),
        datetime(2026, 2, 3, 15, 4, 5),
        True,
        None,
    ]
    written = write_csv(tmp_path / "a.csv", ["名称", "b", "c", "d", "e", "f", "g"], [row, ["=1+1", -5]])
    assert (tmp_path / "a.csv").read_bytes() == (
        b"\xef\xbb\xbf"
        + "名称,b,c,d,e,f,g\r\n"
        '"杭州, ""华新""",13800138000,-1000,2026-02-03,2026-02-03 15:04:05,TRUE,\r\n'
        "'=1+1,-5\r\n".encode()
    )
    assert written == Written(rows=2)


def test_moments_are_written_in_whole_seconds(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["a"], [[datetime(2026, 2, 3, 15, 4, 5, 678_901)]])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines() == ["a", "2026-02-03 15:04:05"]


def test_xlsx_as_another_program_reads_it(tmp_path: Path) -> None:
    row: list[OutCell] = [
        "=1+1",
        "http://x",
        "007",
        10**15,
        -5,
        Decimal("12.50"),
        date(2026, 2, 3),
        True,
        None,
        "91330100MA2ABCDE1X",
    ]
    row += [
        datetime(2026, 2, 3, 15, 4, 5),
        date(1899, 12, 31),
        Decimal("1234567890.1234567"),
        "<r>x & y</r>",
        "123456789012345678",
    ]
    write_xlsx(tmp_path / "a.xlsx", "客户", [f"h{at}" for at in range(len(row))], [row])
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["客户"]
    assert book.get_sheet_by_index(0).to_python()[1] == [
        *("=1+1", "http://x", "007", "1000000000000000", -5, 12.5, date(2026, 2, 3), True, "", "91330100MA2ABCDE1X"),
        *(datetime(2026, 2, 3, 15, 4, 5), "1899-12-31", "1234567890.1234567", "<r>x & y</r>", "123456789012345678"),
    ]


def test_more_rows_than_a_sheet_holds_go_to_the_next(tmp_path: Path) -> None:
    rows = [[at] for at in range(7)]
    written = write_xlsx(tmp_path / "a.xlsx", "订单", ["编号"], rows, sheet_rows=3)
    sheets = [
        open_table(tmp_path / "a.xlsx", filename="a.xlsx", sheet=name) for name in ("订单", "订单 (2)", "订单 (3)")
    ]
    assert [[cells[0] for _, cells in sheet.rows()] for sheet in sheets] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    assert {tuple(sheet.headers) for sheet in sheets} == {("编号",)}
    assert (written.rows, written.sheets) == (7, 3)


@pytest.mark.parametrize("name", ["a/b:c*?[d]\\e", "'x'", "", "长" * 40, "\ud800", "***"])
def test_any_name_makes_a_sheet(tmp_path: Path, name: str) -> None:
    write_xlsx(tmp_path / "a.xlsx", name, ["h"], [["1"], ["2"]], sheet_rows=1)
    assert len(open_table(tmp_path / "a.xlsx", filename="a.xlsx").sheets) == 2


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_that_import_refuses(tmp_path: Path) -> None:
    full = "汉" * MAX_CELL
    written = write_xlsx(tmp_path / "a.xlsx", "s", ["a", "b"], [[full, "x"], [full + "字", "y"]])
    table = open_table(tmp_path / "a.xlsx", filename="a.xlsx")
    (_, first), (_, second) = table.rows()
    assert first == [full, "x"]
    assert table.fault(first) is None
    assert second[0] == "汉" * (MAX_CELL - 23) + "…[cut 32768 characters]"
    assert "cut" in str(table.fault(second))
    assert (written.altered, written.places) == (1, [(3, 0, "cut")])


def test_what_looks_like_markup_is_a_text(tmp_path: Path) -> None:
    text = "<r>" + "&" * 30_000 + "</r>"
    written = write_xlsx(tmp_path / "a.xlsx", "s", ["a"], [[text]])
    table = open_table(tmp_path / "a.xlsx", filename="a.xlsx")
    assert [cells for _, cells in table.rows()] == [[text]]
    assert written.altered == 0


@pytest.mark.parametrize(("write", "suffix"), FORMATS)
def test_lone_surrogates_are_shown_and_counted(tmp_path: Path, write: Writer, suffix: str) -> None:
    written = write(tmp_path / "a", ["h"], [["a\ud800b"], ["ok"]])
    table = open_table(tmp_path / "a", filename=f"a{suffix}")
    assert [cells for _, cells in table.rows()] == [["a�b"], ["ok"]]
    assert (written.altered, written.places) == (1, [(2, 0, "replaced")])


@pytest.mark.parametrize(("write", "suffix"), FORMATS)
def test_a_failure_leaves_the_old_file_and_no_part(tmp_path: Path, write: Writer, suffix: str) -> None:
    def failing() -> Iterator[list[str]]:
        yield ["1"]
        raise ConnectionError

    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ConnectionError):
        write(path, ["h"], failing())
    assert os.listdir(tmp_path) == [path.name]
    assert path.read_bytes() == b"old"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DECIMALS = st.decimals(-(10**14), 10**14, places=4, allow_nan=False, allow_infinity=False)
ROWS = st.lists(
    st.tuples(
        TEXTS, st.integers(-(2**63), 2**63), DECIMALS, st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.booleans()
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(("write", "suffix"), FORMATS)
@given(rows=ROWS)
@settings(max_examples=150, deadline=None)
def test_every_value_comes_back(tmp_path_factory: Any, write: Writer, suffix: str, rows: list[tuple[Any, ...]]) -> None:
    path = tmp_path_factory.mktemp("trip") / "a"
    write(path, ["文本", "b", "c", "d", "e"], rows)
    table = open_table(path, filename=f"a{suffix}", delimiter="," if suffix == ".csv" else None)
    back = [
        (text, int(str(whole)), Decimal(str(number)), parse_value("date", day), parse_value("boolean", yes))
        for _, (text, whole, number, day, yes) in table.rows()
    ]
    assert back == rows


@pytest.mark.parametrize(("write", "suffix"), FORMATS)
@given(text=st.text(st.sampled_from("ab,;\t|\"'\r\n=+-@ 汉_x0041<r>/&\x00\x0b\x1f\ufffe\uffff]#"), max_size=12))
@settings(max_examples=200, deadline=None)
def test_awkward_texts_come_back(tmp_path_factory: Any, write: Writer, suffix: str, text: str) -> None:
    path = tmp_path_factory.mktemp("trip") / "a"
    write(path, ["h", "i"], [[text, "end"]])
    table = open_table(path, filename=f"a{suffix}")
    assert [cells for _, cells in table.rows()] == [[text, "end"]]


def test_a_plain_csv_reader_agrees(tmp_path: Path) -> None:
    rows = [["a\r\nb", 'c"d'], ["e,f", " g "]]
    write_csv(tmp_path / "a.csv", ["h", "i"], rows)
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows
