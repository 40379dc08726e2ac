"""CSV as programs and people write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.core.errors import RuleError
from app.core.exchange.decoding import UndecodableFile
from app.core.exchange.limits import MAX_CELL, column_letters
from app.core.exchange.reading import Table, open_table
from tests.core.exchange import companies


def opened(folder: Path, content: str | bytes, **options: str) -> Table:
    path = folder / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, filename="客户.csv", **options)


READ = [
    # name, content, delimiter, headers, rows
    ("commas", "a,b\n1,2\n", ",", ["a", "b"], [(2, ["1", "2"])]),
    ("semicolons, decimal commas", "a;b\n1,5;2,5\n3,5;4\n", ";", ["a", "b"], [(2, ["1,5", "2,5"]), (3, ["3,5", "4"])]),
    ("tabs", "a\tb\n1, 2\t3\n", "\t", ["a", "b"], [(2, ["1, 2", "3"])]),
    ("bars", "a|b\n1|2\n", "|", ["a", "b"], [(2, ["1", "2"])]),
    ("one column", "名称\n杭州\n", ",", ["名称"], [(2, ["杭州"])]),
    ("Excel's own first line", "sep=;\r\na;b\r\n1,2;3\r\n", ";", ["a", "b"], [(3, ["1,2", "3"])]),
    ("quoted commas and marks", 'a,b\n"1,1","say ""hi"""\n', ",", ["a", "b"], [(2, ["1,1", 'say "hi"'])]),
    (
        "line ends in a cell begin no row",
        'a,b\n"1\n1",2\n3,4\n',
        ",",
        ["a", "b"],
        [(2, ["1\n1", "2"]), (3, ["3", "4"])],
    ),
    ("blank rows count and are skipped", "\n\na,b\n,\n \n1,2\n", ",", ["a", "b"], [(6, ["1", "2"])]),
    ("short rows are filled", "a,b,c\n1\n", ",", ["a", "b", "c"], [(2, ["1", "", ""])]),
    ("empty cells beyond the headers go", "a,b,,\n1,2,,\n", ",", ["a", "b"], [(2, ["1", "2"])]),
    ("no line end at the end", "a,b\r\n1,2", ",", ["a", "b"], [(2, ["1", "2"])]),
    ("old Mac line ends", "a,b\r1,2\r", ",", ["a", "b"], [(2, ["1", "2"])]),
    ("separators of Unicode stay in a cell", "a,b\n1\u20282,3\x0b\n", ",", ["a", "b"], [(2, ["1\u20282", "3\x0b"])]),
    ("outer blanks stay", "a,b\n 1 ,\u30002\n", ",", ["a", "b"], [(2, [" 1 ", "\u30002"])]),
    ("neutralised formulas come back", "a,b\n'=1+1,''x\n", ",", ["a", "b"], [(2, ["=1+1", "''x"])]),
]


@pytest.mark.parametrize(
    ("content", "delimiter", "headers", "rows"), [case[1:] for case in READ], ids=[case[0] for case in READ]
)
def test_rows(
    tmp_path: Path, content: str, delimiter: str, headers: list[str], rows: list[tuple[int, list[str]]]
) -> None:
    table = opened(tmp_path, content)
    assert (table.delimiter, table.headers, list(table.rows())) == (delimiter, headers, rows)
    assert list(table.rows()) == rows, "a second reading gives the same"


REFUSED = [
    # name, content, part of the message, params
    ("a quotation mark never closed", 'a,b\n1,2\n3,"4\n5,6\n', "never closed", {"row": 3}),
    ("text after a closing mark", 'a,b\n1,2\n"3"x,4\n', "after a closing", {"row": 3}),
    ("a cell without end", "a,b\n1," + "x" * 140_000, "Is a quotation mark", {"row": 2, "limit": 131_072}),
    ("nothing", "", "is empty", {}),
    ("blank rows only", " \n,,\n", "no rows", {}),
    ("201 columns", ",".join(f"c{at}" for at in range(201)), "at most", {"count": 201, "limit": 200}),
]


@pytest.mark.parametrize(
    ("content", "message", "params"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_refusals(tmp_path: Path, content: str, message: str, params: dict[str, object]) -> None:
    with pytest.raises(RuleError, match=message) as refused:
        list(opened(tmp_path, content).rows())
    assert refused.value.params == params


def test_a_broken_byte_far_down_refuses_the_file_before_its_first_row(tmp_path: Path) -> None:
    content = b"code,name,city\r\n" + b"1,Acme,Paris\r\n" * 200_000 + '2,"a,b",Ya\xff'.encode("latin-1")
    with pytest.raises(UndecodableFile) as refused:
        opened(tmp_path, content, encoding="utf-8")
    shown = {name: refused.value.params[name] for name in ("row", "cell", "column", "bytes")}
    assert shown == {"row": 200_002, "cell": 3, "column": 11, "bytes": "FF"}


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_chinese_list_in_every_encoding(tmp_path: Path, codec: str) -> None:
    table = opened(tmp_path, companies.RARE_SIMPLIFIED.encode(codec))
    rows = list(table.rows())
    assert table.headers == ["客户名称", "联系人", "地址", "电话"]
    assert rows[-1] == (12, ["𠮷野家餐饮（杭州）有限公司", "㐂龘", "１２３号楼，㙍路", "０５７１"])
    assert table.row_estimate == 12


def test_the_users_choice_goes_before_what_was_found(tmp_path: Path) -> None:
    table = opened(tmp_path, "a;b,c\n1;2,3\n".encode("utf-16-le"), encoding="utf-16", delimiter=";")
    assert (table.headers, list(table.rows())) == (["a", "b,c"], [(2, ["1", "2,3"])])


@pytest.mark.parametrize("options", [{"encoding": "koi8-r"}, {"delimiter": "x"}])
def test_a_choice_that_does_not_exist_is_refused(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(RuleError):
        opened(tmp_path, "a,b\n", **options)


def test_repeated_and_empty_headers_are_made_visible(tmp_path: Path) -> None:
    table = opened(tmp_path, "电话,电话,,电话,备注\n1,2,3,4,5\n")
    assert table.headers == ["电话", "电话 (2)", "[C]", "电话 (3)", "备注"]
    assert [note.params["column"] for note in table.notes] == ["B", "C", "D"]


FAULTS = [
    ("more cells than headers", ["1", "2", "3"], {"column": "C"}),
    ("a cell too long", ["1", "x" * (MAX_CELL + 1)], {"column": "B", "length": MAX_CELL + 1, "limit": MAX_CELL}),
    ("a formula's error", ["#N/A", "2"], {"column": "A", "error": "#N/A"}),
    ("a text cut by an export", ["abc…[cut 40000 characters]", ""], {"column": "A"}),
]


@pytest.mark.parametrize(("cells", "params"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_faults_of_a_row(tmp_path: Path, cells: list[str], params: dict[str, object]) -> None:
    fault = opened(tmp_path, "a,b\n").fault([*cells])
    assert fault is not None
    assert fault.params == params


@pytest.mark.parametrize("cells", [["#1", "2]"], ["x" * MAX_CELL, ""], [True, date(2026, 2, 3)]])
def test_rows_without_fault(tmp_path: Path, cells: list[str | bool | date]) -> None:
    assert opened(tmp_path, "a,b\n").fault([*cells]) is None


def test_a_row_too_wide_keeps_its_cells(tmp_path: Path) -> None:
    assert list(opened(tmp_path, "a,b\n1,2,3,\n").rows()) == [(2, ["1", "2", "3"])]


def test_more_rows_than_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.exchange.reading.MAX_ROWS", 3)
    rows = opened(tmp_path, "a\n1\n\n2\n3\n4\n").rows()
    assert [next(rows)[0] for _ in range(3)] == [2, 4, 5]
    with pytest.raises(RuleError, match="more than 3 rows"):
        next(rows)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (199, "GR"), (16_383, "XFD")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
