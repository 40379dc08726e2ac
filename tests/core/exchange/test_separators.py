"""Separators that nobody meant: in texts that are written, and without end in files that are read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.core.errors import RuleError
from app.core.exchange.reading import open_table
from app.core.exchange.writing import write_csv


@pytest.mark.parametrize("text", ["x;=1+1", "x\t=1+1", "x|=1+1", "x,=1+1", 'a"b', "a\nb"])
def test_a_text_with_a_separator_of_any_program_is_quoted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["h", "plain"], [[text, "x"], [1, None]])
    written = path.read_bytes().decode("utf-8-sig")
    assert written == f'h,plain\r\n"{text.replace(chr(34), chr(34) * 2)}",x\r\n1,\r\n'
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["h", "plain"], [text, "x"], ["1", ""]]


def test_a_row_of_one_empty_cell_is_a_row(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", ["h"], [[None], ["x"]])
    assert (tmp_path / "out.csv").read_bytes().decode("utf-8-sig") == 'h\r\n""\r\nx\r\n'


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("h," * 300_000 + "\r\n1\r\n", 1),
        ("a,b\r\n1,2\r\n" + "," * 300_000 + "\r\n", 3),
        ("a,b\r\n" + (("," * 50_000) + ',"\r\n"') * 6, 2),
    ],
    ids=["headers", "a later row", "a row of several lines"],
)
def test_a_row_without_end_is_refused_before_it_is_divided(tmp_path: Path, content: str, row: int) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content, newline="")
    with pytest.raises(RuleError, match="goes beyond column 200") as refused:
        list(open_table(path, filename="in.csv", delimiter=",").rows())
    assert refused.value.params["row"] == row


def test_each_row_is_counted_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b\r\n" + '"' + "," * 30_000 + '",x\r\n' * 1 + ('"' + "," * 30_000 + '",x\r\n') * 9, newline="")
    assert len(list(open_table(path, filename="in.csv").rows())) == 10
