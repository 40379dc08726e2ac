"""Files made to exhaust or deceive are refused with a sentence, in bounded memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import RuleError
from app.core.exchange.reading import open_table
from tests.core.exchange.test_workbook import PARTS, ods

MEGABYTE = 1 << 20
ROW = "<row><c><v>1</v></c></row>"


def xlsx(folder: Path, sheet: str, extra: dict[str, str | bytes] | None = None) -> Path:
    path = folder / "upload"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": sheet, **(extra or {})}.items():
            archive.writestr(name, content.replace("{options}", "") if isinstance(content, str) else content)
    return path


def sheet_of(rows: str) -> str:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>"


def bomb(folder: Path) -> Path:
    return xlsx(folder, sheet_of(ROW + " " * (64 * MEGABYTE)))


def bomb_aside(folder: Path) -> Path:
    return xlsx(folder, sheet_of(ROW), {"xl/media/image1.png": b"\0" * (64 * MEGABYTE)})


def many_entries(folder: Path) -> Path:
    return xlsx(folder, sheet_of(ROW), {f"xl/media/{at}.png": b"" for at in range(2_100)})


def laughs(folder: Path) -> Path:
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    return xlsx(folder, f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>' + sheet_of("<row><c><v>&a9;</v></c></row>"))


def outside_entity(folder: Path) -> Path:
    doctype = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return xlsx(folder, doctype + sheet_of('<row><c t="str"><v>&a;</v></c></row>'))


def far_cell(folder: Path) -> Path:
    return xlsx(folder, sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def no_column(folder: Path) -> Path:
    return xlsx(folder, sheet_of('<row><c r="ZZZZZZ1"><v>1</v></c></row>'))


def long_row(folder: Path) -> Path:
    text = "0123456789abcdef" * 64
    return xlsx(folder, sheet_of("<row>" + f'<c r="A1" t="str"><v>{text}</v></c>' * 8_000 + "</row>"))


def unfinished(folder: Path) -> Path:
    return xlsx(folder, "<worksheet><sheetData>" + ROW)


def bad_string_number(folder: Path) -> Path:
    return xlsx(folder, sheet_of('<row><c t="s"><v>7</v></c></row>'), {"xl/sharedStrings.xml": "<sst/>"})


def cut_file(folder: Path) -> Path:
    path = xlsx(folder, sheet_of(ROW * 1_000))
    path.write_bytes(path.read_bytes()[:-40])
    return path


def flipped_bytes(folder: Path) -> Path:
    path = xlsx(folder, sheet_of("".join(f"<row><c><v>{at * 7919 % 10007}</v></c></row>" for at in range(5_000))))
    data = bytearray(path.read_bytes())
    place = data.index(b"xl/worksheets") + 3_000
    data[place : place + 8] = b"\x55" * 8
    path.write_bytes(data)
    return path


def no_sheet(folder: Path) -> Path:
    return xlsx(folder, "", {"xl/_rels/workbook.xml.rels": "<Relationships/>"})


def traversal(folder: Path) -> Path:
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "/xl/worksheets/sheet1.xml", "../../../../etc/worksheets/passwd"
    )
    return xlsx(folder, sheet_of(ROW), {"xl/_rels/workbook.xml.rels": relations})


def repeated_cells(folder: Path) -> Path:
    opening = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
    cell = f"{opening}<text:p>x</text:p></table:table-cell>"
    return ods(folder, f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def far_cell_of_xls(folder: Path) -> Path:
    """The honest file of these tests with its last text moved to the furthest cell."""
    data = Path(__file__).with_name("customers.xls").read_bytes()
    text_in_row_4 = b"\xfd\x00\x0a\x00\x03\x00\x00\x00"
    assert data.count(text_in_row_4) == 1
    path = folder / "upload"
    path.write_bytes(data.replace(text_in_row_4, b"\xfd\x00\x0a\x00\xff\xff\xff\x00"))
    return path


def named(suffix: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"upload{suffix}"
        path.write_bytes(content)
        return path

    return make


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = [
    ("a sheet of blanks", bomb, ".xlsx", "unpacks to"),
    ("a bomb beside the sheet", bomb_aside, ".xlsx", "unpacks to"),
    ("too many entries", many_entries, ".xlsx", "damaged"),
    ("entities within entities", laughs, ".xlsx", "damaged"),
    ("an entity from the disk", outside_entity, ".xlsx", "damaged"),
    ("a cell in the last corner", far_cell, ".xlsx", "goes beyond column"),
    ("a column that does not exist", no_column, ".xlsx", "damaged"),
    ("a row of eight megabytes", long_row, ".xlsx", "too much text"),
    ("a sheet without end", unfinished, ".xlsx", "damaged"),
    ("a text that is not there", bad_string_number, ".xlsx", "damaged"),
    ("a file cut off", cut_file, ".xlsx", "damaged"),
    ("flipped bytes", flipped_bytes, ".xlsx", "damaged"),
    ("no sheet", no_sheet, ".xlsx", "no sheet"),
    ("a sheet outside the file", traversal, ".xlsx", "no sheet"),
    ("17 thousand million repeated cells", repeated_cells, ".ods", "too large"),
    ("a block of 17 million cells", far_cell_of_xls, ".xls", "too large"),
    ("an OLE file of nothing", named("", OLE + b"\0" * 600), ".xls", "too large or damaged"),
    (
        "an encrypted workbook",
        named("", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        ".xlsx",
        "password",
    ),
    ("a workbook named CSV", bomb_aside, ".csv", "unpacks to"),
    ("text named XLSX", named("", b"a,b\n1,2\n"), ".xlsx", "not what its name says"),
    ("a web page named XLS", named("", b"<html><table><tr><td>1"), ".xls", "web page"),
    ("a picture", named("", b"\x89PNG\r\n\x1a\n\0\0"), ".csv", "no table"),
    ("a document", named("", b"%PDF-1.7\n"), ".csv", "no table"),
    ("an archive that is no workbook", named("", b"PK\x05\x06" + b"\0" * 18), ".xlsx", "no table"),
    ("a beginning of a zip", named("", b"PK\x03\x04abc"), ".xlsx", "damaged"),
    ("nothing", named("", b""), ".xlsx", "empty"),
    ("a name without ending", named("", b"a,b\n"), "", "not what its name says"),
]


@pytest.mark.parametrize(
    ("make", "suffix", "message"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_refused_with_a_sentence(tmp_path: Path, make: Callable[[Path], Path], suffix: str, message: str) -> None:
    path = make(tmp_path)
    with pytest.raises(RuleError, match=message):
        list(open_table(path, filename=f"x{suffix}").rows())


def test_a_workbook_named_csv_is_told_its_name(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        open_table(xlsx(tmp_path, sheet_of(ROW)), filename="客户.csv")
    assert refused.value.params == {"suffix": ".csv", "kind": "XLSX", "expected": ".xlsx"}


def megabytes_used(path: Path, filename: str) -> int:
    """The peak memory of a process of its own that reads the file to its end or refusal."""
    program = f"""
        import resource
        from app.core.errors import RuleError
        from app.core.exchange.reading import open_table
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            for _ in open_table({str(path)!r}, filename={filename!r}).rows():
                pass
        except RuleError:
            pass
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def strings_galore(folder: Path) -> Path:
    """60 MB of the shortest shared strings, within what the ratio allows because of an incompressible neighbour."""
    noise = os.urandom(MEGABYTE)
    return xlsx(
        folder, sheet_of(ROW), {"xl/sharedStrings.xml": "<sst>" + "<si/>" * (12 * MEGABYTE) + "</sst>", "n": noise}
    )


@pytest.mark.parametrize("make", [bomb, laughs, far_cell, long_row, strings_galore], ids=lambda make: make.__name__)
def test_memory_stays_below_200_megabytes(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert megabytes_used(make(tmp_path), "x.xlsx") < 200


def test_the_limits_of_the_other_process_do_not_reach_this_one(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(RuleError):
        open_table(repeated_cells(tmp_path), filename="a.ods")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
