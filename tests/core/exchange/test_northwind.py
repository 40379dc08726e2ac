"""The Northwind files, through every encoding and format."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from app.core.exchange.encodings import UnknownEncoding
from app.core.exchange.reading import open_table
from app.core.exchange.writing import write_csv, write_xlsx

ROOT = Path(__file__).resolve().parents[3]
COUNTS = {
    "categories": 8,
    "customers": 91,
    "employee_territories": 49,
    "employees": 9,
    "order_details": 2_155,
    "orders": 830,
    "products": 77,
    "region": 4,
    "shippers": 6,
    "suppliers": 29,
    "territories": 53,
}


@pytest.fixture
def northwind() -> Path:
    folder = (ROOT / os.environ.get("KEHU_TEST_DATA", "../shared/data") / "northwind").resolve()
    if not folder.is_dir():
        pytest.fail(f"KEHU_TEST_DATA must name the folder that holds northwind/; there is none at {folder.parent}.")
    return folder


@pytest.mark.parametrize("name", COUNTS)
def test_every_file_is_read_as_it_is(northwind: Path, name: str) -> None:
    table = open_table(northwind / f"{name}.csv", filename=f"{name}.csv")
    rows = [cells for _, cells in table.rows()]
    with (northwind / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert [table.headers, *rows] == list(csv.reader(file))
    assert len(rows) == COUNTS[name]
    assert not [table.fault(cells) for cells in rows if table.fault(cells)]


def test_accents_stay(northwind: Path) -> None:
    rows = [cells for _, cells in open_table(northwind / "customers.csv", filename="customers.csv").rows()]
    assert [row[5] for row in rows].count("México D.F.") == 5


@pytest.mark.parametrize("name", ["customers", "orders"])
def test_windows_1252_is_refused_until_it_is_chosen(northwind: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    text = (northwind / f"{name}.csv").read_text("utf-8")
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(UnknownEncoding):
        open_table(path, filename="a.csv")
    chosen = open_table(path, filename="a.csv", encoding="windows-1252")
    original = open_table(northwind / f"{name}.csv", filename="a.csv")
    assert list(chosen.rows()) == list(original.rows())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_out_and_in_again(northwind: Path, tmp_path: Path, suffix: str) -> None:
    original = open_table(northwind / "customers.csv", filename="customers.csv")
    rows = list(original.rows())
    cells = [[str(cell) for cell in row] for _, row in rows]
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        write_csv(path, original.headers, cells)
    else:
        write_xlsx(path, "customers", original.headers, cells)
    assert list(open_table(path, filename=path.name).rows()) == rows
