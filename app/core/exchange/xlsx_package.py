"""The parts of a workbook around its sheets, as small as programs take them. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

# The cell styles of the sheets, by their number in `_STYLES`.
PLAIN, INTEGER, DECIMAL, DATE, MOMENT = range(5)

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN}/spreadsheetml/2006/main"
_RELATION = f"{_OPEN}/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="0.00##"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in (1, 164, 165, 166)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

# Around the rows of a sheet; the headers stay in sight.
SHEET_BEGINS = (
    f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
SHEET_ENDS = "</sheetData></worksheet>"


def new_archive(path: str, level: int) -> ZipFile:
    """An empty archive at `path`, whose parts are packed at `level` (zlib's 1 to 9)."""
    return ZipFile(path, "w", ZIP_DEFLATED, compresslevel=level)


def sheet_part(number: int) -> str:
    """Where the sheet with this number, from 1, lies in the archive."""
    return f"xl/worksheets/sheet{number}.xml"


def write_frame(archive: ZipFile, names: Sequence[str]) -> None:
    """Add everything but the sheets, whose names in their order are `names`."""
    numbers = range(1, len(names) + 1)
    styles = len(names) + 1
    types = [("xl/workbook.xml", f"{_KIND}.sheet.main+xml"), ("xl/styles.xml", f"{_KIND}.styles+xml")]
    types += [(sheet_part(number), f"{_KIND}.worksheet+xml") for number in numbers]
    kinds = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types)
    targets = [(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": _relations([(1, "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations([*targets, (styles, "styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
    }
    for name, content in parts.items():
        archive.writestr(name, _DECLARED + content)


def _relations(targets: Sequence[tuple[int, str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for number, kind, target in targets
    )
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{found}</Relationships>'
