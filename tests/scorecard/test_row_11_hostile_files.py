"""Scorecard row 11, the import: files made to exhaust are refused in five seconds and two hundred megabytes.

Each is read by a process of its own under hard limits, as far as the page of the import reads it and then to its end.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.core.exchange.test_hostile_files import laughs, outside_entity, sheet_of, xlsx
from tests.core.exchange.test_workbook import PARTS

MEGABYTE = 1 << 20
SECONDS, MEGABYTES = 5, 200
ROW = "<row><c><v>1</v></c></row>"

READ = """
    import json, resource, sys, time
    from app.core.errors import RuleError
    from app.core.exchange.reading import open_table
    from itertools import islice

    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    refusal, rows = None, 0
    try:
        table = open_table(sys.argv[1], filename=sys.argv[2])
        list(islice(table.rows(), 10))
        for _ in table.rows():
            rows += 1
    except RuleError as error:
        refusal = str(error)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(json.dumps([refusal, rows, time.process_time() - began, grown]))
"""


def read(path: Path, filename: str) -> tuple[str | None, int, float, int]:
    """(refusal, rows, seconds of processor time, megabytes grown) of reading a file in a process of its own."""
    command = [sys.executable, "-c", textwrap.dedent(READ), str(path), filename]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return tuple(json.loads(done.stdout))


def zeros(size: int) -> bytes:
    """A deflated stream of `size` (whole megabytes) zeros, made without deflating them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (size // MEGABYTE - 1) + packer.flush()


def raw_zip(path: Path, entries: dict[str, tuple[bytes, int]]) -> Path:
    """An archive whose directory says of each (deflated data, size) whatever it is told."""
    body, directory = b"", b""
    for name, (data, size) in entries.items():
        place, title = len(body), name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(data), size, len(title), 0)
        body += b"PK\x03\x04" + common + title + data
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, place) + title
    number = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, number, number, len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path


def deflated(text: str) -> tuple[bytes, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(text.encode()) + packer.flush(), len(text.encode())


def workbook_with(path: Path, sheet: tuple[bytes, int]) -> Path:
    parts = {name: deflated(content.replace("{options}", "")) for name, content in PARTS.items()}
    return raw_zip(path, {**parts, "xl/worksheets/sheet1.xml": sheet})


def four_gigabytes(folder: Path) -> Path:
    return workbook_with(folder / "f", (zeros(4096 * MEGABYTE), 2**32 - 1))


def lying_about_four_gigabytes(folder: Path) -> Path:
    return workbook_with(folder / "f", (zeros(4096 * MEGABYTE), 1_000))


def archive_in_archives(folder: Path) -> Path:
    inner = folder / "inner"
    inner.write_bytes(zeros(64 * MEGABYTE))
    for level in range(5):
        outer = folder / f"level{level}"
        with ZipFile(outer, "w", ZIP_DEFLATED) as archive:
            for copy in range(8):
                archive.write(inner, f"{copy}.zip")
        inner = outer
    return xlsx(folder, sheet_of(ROW), {"xl/embeddings/a.zip": inner.read_bytes()})


def absurd_dimensions(folder: Path) -> Path:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return xlsx(folder, f'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>')


def millions_of_strings(folder: Path) -> Path:
    strings = "".join(f"<si><t>{number:x}</t></si>" for number in range(3_000_000))
    return xlsx(folder, sheet_of('<row><c t="s"><v>0</v></c></row>'), {"xl/sharedStrings.xml": f"<sst>{strings}</sst>"})


def cells_without_end(folder: Path) -> Path:
    return xlsx(folder, sheet_of("<row>" + '<c r="A1"/>' * 5_000_000 + "</row>"))


def elements_without_rows(folder: Path) -> Path:
    return xlsx(folder, sheet_of("".join(f"<a{number % 977}/>" for number in range(6_000_000))))


def rows_of_nothing(folder: Path) -> Path:
    return xlsx(folder, sheet_of("<row/>" * 4_000_000))


def text(folder: Path, pieces: Iterator[bytes]) -> Path:
    path = folder / "f"
    with path.open("wb") as file:
        file.writelines(pieces)
    return path


def open_quote(folder: Path) -> Path:
    return text(folder, (piece for piece in (b'name,city\n"A', *(b",x\n" * 1_000_000 for _ in range(30)))))


def one_line(folder: Path) -> Path:
    return text(folder, (b"a" * MEGABYTE for _ in range(100)))


def one_line_of_commas(folder: Path) -> Path:
    return text(folder, (b"," * MEGABYTE for _ in range(100)))


def one_line_of_chinese(folder: Path) -> Path:
    return text(folder, ("汉字,".encode() * 150_000 for _ in range(100)))


def a_row_of_quoted_line_ends(folder: Path) -> Path:
    return text(folder, (b'a,b\n1,"', *(b'\n","' * 1_000_000 for _ in range(16))))


def blank_lines(folder: Path) -> Path:
    return text(folder, (b"\n" * MEGABYTE for _ in range(64)))


def blank_lines_in_the_middle(folder: Path) -> Path:
    return text(folder, (b"name\nA\n", *(b"\n" * MEGABYTE for _ in range(64))))


def nul_bytes(folder: Path) -> Path:
    return text(folder, (b"\0" * MEGABYTE for _ in range(64)))


HOSTILE = {
    "four gigabytes of zeros": (four_gigabytes, ".xlsx"),
    "four gigabytes said to be a thousand bytes": (lying_about_four_gigabytes, ".xlsx"),
    "a cell in the last corner": (absurd_dimensions, ".xlsx"),
    "three million shared strings": (millions_of_strings, ".xlsx"),
    "entities within entities": (laughs, ".xlsx"),
    "an entity from the disk": (outside_entity, ".xlsx"),
    "five million cells in one place": (cells_without_end, ".xlsx"),
    "six million elements and no row": (elements_without_rows, ".xlsx"),
    "four million empty rows": (rows_of_nothing, ".xlsx"),
    "a quotation mark that is never closed": (open_quote, ".csv"),
    "one line of a hundred megabytes": (one_line, ".csv"),
    "a hundred million commas": (one_line_of_commas, ".csv"),
    "one Chinese line of a hundred megabytes": (one_line_of_chinese, ".csv"),
    "a row of sixteen million quoted line ends": (a_row_of_quoted_line_ends, ".csv"),
    "nothing but line ends": (blank_lines, ".csv"),
    "line ends below the headers": (blank_lines_in_the_middle, ".csv"),
    "nothing but NUL": (nul_bytes, ".csv"),
}


@pytest.mark.parametrize(("make", "suffix"), HOSTILE.values(), ids=HOSTILE.keys())
def test_refused_within_the_limits(tmp_path: Path, make: Callable[[Path], Path], suffix: str) -> None:
    refusal, rows, seconds, grown = read(make(tmp_path), f"x{suffix}")
    assert refusal, f"{rows} rows were read"
    assert seconds <= SECONDS
    assert grown <= MEGABYTES


def test_what_lies_beside_the_sheet_is_never_unpacked(tmp_path: Path) -> None:
    refusal, _, seconds, grown = read(archive_in_archives(tmp_path), "x.xlsx")
    assert refusal is None
    assert (seconds <= SECONDS, grown <= 20) == (True, True)
